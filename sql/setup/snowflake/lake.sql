-- one row is: nothing; the external stage that every load names as @lake
-- source: the bucket of FIRST_RUNG_LAKE, by the storage integration first_rung_lake
-- rebuilt: once per account, by a role that may use the integration
create stage if not exists lake
    url = 's3://your-bucket/your-prefix/'
    storage_integration = first_rung_lake
