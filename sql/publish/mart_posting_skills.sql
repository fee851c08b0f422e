-- one row is: a skill that a posting names
-- source: the warehouse's table of that content; key: as there
-- rebuilt: written by parts: only those named in stg_parts,
--   to the lake's published/ folder, from there to files
copy into @lake/published/mart_posting_skills/
from (
    with parts as (
        select part_day from stg_parts
        where table_name = 'mart_posting_skills'
    ),

    oldest as (
        select min(part_day) as part_day from parts
    )

    select
        bridge_posting_skills.posting_key,
        bridge_posting_skills.skill,
        bridge_posting_skills.category,
        dim_postings.posted_at,
        dim_postings.first_seen_at
    from bridge_posting_skills
    inner join dim_postings
        on bridge_posting_skills.posting_key = dim_postings.posting_key
    inner join parts on dim_postings.first_seen_at::date = parts.part_day
    where dim_postings.first_seen_at >= (select oldest.part_day from oldest)
    order by bridge_posting_skills.skill, bridge_posting_skills.posting_key
)
partition by (to_varchar(first_seen_at::date))
file_format = (type = parquet)
header = true
