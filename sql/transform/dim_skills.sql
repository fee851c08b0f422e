-- one row is: a skill or tool
-- source: bridge_posting_skills; key: skill_id
-- rebuilt: whole
create or replace table dim_skills as
select
    skill_id,
    min(skill) as skill,
    min(category) as category,
    count(*) as posting_count
from bridge_posting_skills
group by skill_id
