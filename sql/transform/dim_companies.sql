-- one row is: an employer, by name
-- source: dim_postings; key: company_id
-- rebuilt: whole; the latest seen posting gives the values
create or replace table dim_companies as
with named as (
    select * from dim_postings
    where company is not null
)

select
    company_id,
    company,
    company_url,
    min(first_seen_at) over (partition by company_id) as first_seen_at,
    max(last_seen_at) over (partition by company_id) as last_seen_at,
    count(*) over (partition by company_id) as posting_count
from named
qualify
    row_number() over (
        partition by company_id order by last_seen_at desc, posting_key asc
    ) = 1
