-- one row is: an employer, by name
-- source: dim_postings; key: company_id
-- rebuilt: whole; names are written as the least of their spellings
create or replace table dim_companies as
select
    company_id,
    min(company) as company,
    max(company_url) as company_url,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    count(*) as posting_count
from dim_postings
where company_id is not null
group by company_id
