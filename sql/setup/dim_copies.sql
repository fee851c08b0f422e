-- one row is: a posting and the posting it is a copy of, which may be itself
-- source: extract_signature and group_copies over the texts; key: posting_key
-- rebuilt: for the groups a run touched. Only postings of one employer, title and place
--   (block_key) are compared; similarity is the estimated share of equal word runs
create table if not exists dim_copies (
    posting_key varchar,
    block_key varchar,
    canonical_posting_key varchar,
    similarity float,
    signature varchar,
    first_seen_at timestamp_ntz,
    run_hour timestamp_ntz,
    lake_key varchar,
    lake_line integer
)
