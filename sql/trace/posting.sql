-- one row is: a posting as the page shows it, and the hour whose run wrote it last
-- source: mart_postings, dim_postings; key: posting_key
-- rebuilt: nothing is written
-- binds: posting_id
select
    mart_postings.posting_key,
    mart_postings.title,
    mart_postings.company,
    mart_postings.kind,
    mart_postings.min_years,
    mart_postings.evidence,
    mart_postings.is_truly_entry_level,
    mart_postings.first_seen_at,
    mart_postings.last_seen_at,
    dim_postings.run_hour
from mart_postings
inner join dim_postings
    on mart_postings.posting_key = dim_postings.posting_key
where mart_postings.posting_id = ?
order by mart_postings.posting_key
