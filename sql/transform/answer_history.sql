-- one row is: what one version of the rules said of a posting's present text
-- source: dim_experience, replaced_answers, master_postings
-- key: posting_key, reader, rules_version
-- rebuilt: a view; an answer on skills, title or pay held before its rules_version
create or replace view answer_history as
with years as (
    select
        dim_experience.posting_key,
        dim_experience.text_hash,
        'experience' as reader,
        dim_experience.rules_version,
        dim_experience.kind,
        dim_experience.min_years,
        dim_experience.max_years,
        dim_experience.preferred_years,
        dim_experience.evidence as answer,
        dim_experience.run_hour
    from dim_experience
),

others as (
    select
        replaced_answers.posting_key,
        replaced_answers.text_hash,
        replaced_answers.reader,
        'before ' || replaced_answers.new_version as rules_version,
        null::varchar as kind,
        null::float as min_years,
        null::float as max_years,
        null::float as preferred_years,
        replaced_answers.old_answer as answer,
        replaced_answers.run_hour
    from replaced_answers
),

joined as (
    select * from years
    union all
    select * from others
)

select
    joined.*,
    master_postings.title
from joined
inner join master_postings
    on
        joined.posting_key = master_postings.posting_key
        and joined.text_hash = master_postings.text_hash
