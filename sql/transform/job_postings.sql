-- one row is: a posting, in the shape of the table JOB_POSTINGS of the first design
-- source: dim_postings, stg_texts; key: job_id
-- rebuilt: a view
create or replace view job_postings as
select
    dim_postings.posting_key as job_id,
    dim_postings.title,
    dim_postings.company,
    dim_postings.location,
    dim_postings.city,
    dim_postings.region,
    dim_postings.country,
    dim_postings.seniority_level,
    dim_postings.employment_type,
    dim_postings.job_function,
    dim_postings.industries,
    dim_postings.pay_text,
    dim_postings.posted_at as date_posted,
    dim_postings.first_seen_at,
    dim_postings.last_seen_at,
    iff(dim_postings.closed_at is null, 'open', 'closed') as state,
    dim_postings.url,
    stg_texts.description
from dim_postings
left join stg_texts
    on
        dim_postings.posting_key = stg_texts.posting_key
        and dim_postings.text_hash = stg_texts.text_hash
