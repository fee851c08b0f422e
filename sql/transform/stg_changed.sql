-- one row is: a touched posting of which something must be read or compared again
-- source: stg_touched, master_postings, dim_postings; key: posting_key
-- rebuilt: each run; a new applicants count alone is no reason
-- binds: since, since
create or replace table stg_changed as
select
    master_postings.posting_key,
    master_postings.title,
    master_postings.company,
    master_postings.location,
    master_postings.country,
    master_postings.pay_text,
    master_postings.text_hash,
    master_postings.text_hour,
    master_postings.text_lake_key,
    master_postings.text_lake_line,
    master_postings.first_seen_at,
    dim_postings.first_seen_at as earlier_first_seen_at
from master_postings
inner join stg_touched on master_postings.posting_key = stg_touched.posting_key
left join dim_postings
    on
        master_postings.posting_key = dim_postings.posting_key
        and dim_postings.first_seen_at >= to_timestamp_ntz(?)
where
    master_postings.first_seen_at >= to_timestamp_ntz(?)
    and (
        dim_postings.posting_key is null
        or stg_touched.is_to_read
        or master_postings.title is distinct from dim_postings.title
        or master_postings.company is distinct from dim_postings.company
        or master_postings.location is distinct from dim_postings.location
        or master_postings.country is distinct from dim_postings.country
        or master_postings.posted_at is distinct from dim_postings.posted_at
        or master_postings.pay_text is distinct from dim_postings.pay_text_posted
        or master_postings.text_hash is distinct from dim_postings.text_hash
        or master_postings.text_lake_key <> dim_postings.text_lake_key
        or master_postings.text_lake_line <> dim_postings.text_lake_line
        or master_postings.first_seen_at <> dim_postings.first_seen_at
    )
