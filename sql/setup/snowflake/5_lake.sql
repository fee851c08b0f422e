-- one row is: nothing; the external stage that every load names as @lake
-- source: the bucket of FIRST_RUNG_LAKE, by the storage integration first_rung_lake
-- rebuilt: once, as FIRST_RUNG, in its schema, with your bucket in it
create stage if not exists lake
    url = 's3://your-bucket/your-prefix/'
    storage_integration = first_rung_lake
