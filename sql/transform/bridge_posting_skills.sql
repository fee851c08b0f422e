-- one row is: a skill that a posting names
-- source: extract_skills over master_postings; key: posting_key, skill_id
-- rebuilt: for the postings a run touched; rank 0 is named first
-- binds: run_id
insert into bridge_posting_skills (
    posting_key, skill_id, skill, category, skill_rank, run_id
)
with answered as (
    select
        master_postings.posting_key,
        extract_skills(master_postings.description, master_postings.title) as skills
    from master_postings
    inner join stg_touched
        on master_postings.posting_key = stg_touched.posting_key
)

select
    answered.posting_key,
    md5(found.value:skill::varchar) as skill_id,
    found.value:skill::varchar as skill,
    found.value:category::varchar as category,
    found.index as skill_rank,
    ? as run_id
from answered, lateral flatten(input => answered.skills) as found
