-- one row is: a version of a touched posting
-- source: stg_touched; key: version_key
-- rebuilt: removed here, added by dim_posting_versions in the same transaction
-- binds: since
delete from dim_posting_versions
where
    posting_key in (select stg_touched.posting_key from stg_touched)
    and valid_from >= to_timestamp_ntz(?)
