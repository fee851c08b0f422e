-- one row is: a posting with something new since the last finished transformation
-- source: stg_lines; key: posting_key
-- rebuilt: filled by staging, emptied when the run has published
create table if not exists stg_touched (
    posting_key varchar
)
