-- one row is: a skill that a posting names
-- source: extract_skills over stg_reading; key: posting_key, skill_id
-- rebuilt: for the postings whose text or title a run changed; rank 0 is named first
insert into bridge_posting_skills (
    posting_key,
    skill_id,
    skill,
    category,
    skill_rank,
    run_hour,
    lake_key,
    lake_line
)
with answered as (
    select
        stg_changed.posting_key,
        stg_changed.text_hour as run_hour,
        stg_changed.text_lake_key as lake_key,
        stg_changed.text_lake_line as lake_line,
        extract_skills(stg_reading.description, stg_changed.title) as skills
    from stg_changed
    left join stg_reading
        on
            stg_changed.posting_key = stg_reading.posting_key
            and stg_changed.text_hash = stg_reading.text_hash
)

select
    answered.posting_key,
    md5(found.value:skill::varchar) as skill_id,
    found.value:skill::varchar as skill,
    found.value:category::varchar as category,
    found.value:rank::integer as skill_rank,
    answered.run_hour,
    answered.lake_key,
    answered.lake_line
from answered, lateral flatten(input => answered.skills) as found
