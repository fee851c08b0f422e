-- one row is: nothing; the way from Snowflake to the bucket, without any key
-- source: run once, as ACCOUNTADMIN, with your bucket and your IAM role in it
-- then: `desc integration first_rung_lake` names the user and the external id that the
-- IAM role must trust
use role accountadmin;

create storage integration if not exists first_rung_lake
type = external_stage
storage_provider = 's3'
enabled = true
storage_aws_role_arn = 'arn:aws:iam::000000000000:role/first-rung-lake'
storage_allowed_locations = ('s3://your-bucket/your-prefix/');

grant usage on integration first_rung_lake to role first_rung;
