-- one row is: a posting; is_new marks those first seen in the publication's last hour
-- source: the warehouse's table of that content; key: as there
-- rebuilt: written by parts: only those named in stg_parts,
--   to the lake's published/ folder, from there to files
copy into @lake/published/mart_postings/
from (
    with latest as (
        select dateadd('hour', -1, max(last_seen_at)) as new_since
        from mart_postings
    ),

    parts as (
        select part_day from stg_parts
        where table_name = 'mart_postings'
    ),

    oldest as (
        select min(part_day) as part_day from parts
    )

    select
        mart_postings.*,
        mart_postings.first_seen_at > latest.new_since as is_new
    from mart_postings
    inner join parts on mart_postings.last_seen_at::date = parts.part_day
    cross join latest
    where mart_postings.last_seen_at >= (select oldest.part_day from oldest)
    order by mart_postings.posted_at desc nulls last, mart_postings.posting_key
)
partition by (to_varchar(last_seen_at::date))
file_format = (type = parquet)
header = true
