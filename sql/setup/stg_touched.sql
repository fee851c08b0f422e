-- one row is: a posting with something new since the last finished transformation
-- source: stg_lines; key: posting_key
-- rebuilt: filled by staging, emptied when the run has published; seen_at is the
--   earliest of the new sights; is_to_read asks for its text to be read once more
create table if not exists stg_touched (
    posting_key varchar,
    seen_at timestamp_ntz,
    is_to_read boolean
)
