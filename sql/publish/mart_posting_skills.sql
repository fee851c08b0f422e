-- one row is: a skill that a posting names
-- source: the warehouse's table of that content
-- key: as there
-- rebuilt: written whole to the lake's published/ folder, from there to files
copy into @lake/published/mart_posting_skills.parquet
from (
    select
        bridge_posting_skills.posting_key,
        bridge_posting_skills.skill,
        bridge_posting_skills.category,
        dim_postings.posted_at
    from bridge_posting_skills
    inner join dim_postings
        on bridge_posting_skills.posting_key = dim_postings.posting_key
    order by bridge_posting_skills.skill, bridge_posting_skills.posting_key
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
