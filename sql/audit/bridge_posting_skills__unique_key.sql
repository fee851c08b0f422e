-- rule: a posting names a skill once
-- severity: block
-- selects the rows that break the rule; none is a pass
select
    posting_key,
    skill_id
from bridge_posting_skills
group by posting_key, skill_id
having count(*) > 1
