-- one row is: a skill that has a column in the view SKILLS
-- source: dim_skills; key: skill_id
-- rebuilt: nothing is written; the most wanted ones, in order of name
with ranked as (
    select
        dim_skills.skill_id,
        dim_skills.skill
    from dim_skills
    order by dim_skills.posting_count desc, dim_skills.skill asc
    limit 100
)

select
    ranked.skill_id,
    ranked.skill
from ranked
order by ranked.skill
