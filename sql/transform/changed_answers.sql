-- one row is: an answer that differs between the stored one and the present rules
-- source: fresh_answers, current_experience, bridge_posting_skills, dim_postings
-- key: posting_key, reader
-- rebuilt: whole, after fresh_answers; an answer is one line of text, so that all
--   readers compare alike; a posting that no rules have read yet is no change
-- binds: skills_version
create or replace table changed_answers as
with stored_skills as (
    select
        posting_key,
        listagg(skill, ', ') within group (order by skill_rank) as answer
    from bridge_posting_skills
    group by posting_key
),

fresh_skills as (
    select
        fresh_answers.posting_key,
        listagg(found.value:skill::varchar, ', ')
        within group (order by found.value:rank::integer) as answer
    from fresh_answers, lateral flatten(input => fresh_answers.skills) as found
    group by fresh_answers.posting_key
),

years as (
    select
        fresh_answers.posting_key,
        'experience' as reader,
        current_experience.rules_version as old_version,
        fresh_answers.experience:rules_version::varchar as new_version,
        current_experience.kind as old_kind,
        fresh_answers.experience:kind::varchar as new_kind,
        concat_ws(
            ' ',
            current_experience.kind,
            coalesce(current_experience.min_years::float::varchar, '-'),
            coalesce(current_experience.max_years::float::varchar, '-'),
            coalesce(current_experience.preferred_years::float::varchar, '-'),
            coalesce(current_experience.evidence, '')
        ) as old_answer,
        concat_ws(
            ' ',
            fresh_answers.experience:kind::varchar,
            coalesce(fresh_answers.experience:min_years::float::varchar, '-'),
            coalesce(fresh_answers.experience:max_years::float::varchar, '-'),
            coalesce(fresh_answers.experience:preferred_years::float::varchar, '-'),
            coalesce(fresh_answers.experience:evidence::varchar, '')
        ) as new_answer
    from fresh_answers
    inner join current_experience
        on fresh_answers.posting_key = current_experience.posting_key
),

skills as (
    select
        fresh_answers.posting_key,
        'skills' as reader,
        null::varchar as old_version,
        ? as new_version,
        null::varchar as old_kind,
        null::varchar as new_kind,
        coalesce(stored_skills.answer, '') as old_answer,
        coalesce(fresh_skills.answer, '') as new_answer
    from fresh_answers
    inner join dim_postings on fresh_answers.posting_key = dim_postings.posting_key
    left join stored_skills on fresh_answers.posting_key = stored_skills.posting_key
    left join fresh_skills on fresh_answers.posting_key = fresh_skills.posting_key
),

titles as (
    select
        fresh_answers.posting_key,
        'title' as reader,
        null::varchar as old_version,
        fresh_answers.title_answer:rules_version::varchar as new_version,
        null::varchar as old_kind,
        null::varchar as new_kind,
        concat_ws(
            ' ',
            coalesce(dim_postings.title_level, '-'),
            coalesce(dim_postings.title_grade::integer::varchar, '-')
        ) as old_answer,
        concat_ws(
            ' ',
            coalesce(fresh_answers.title_answer:level::varchar, '-'),
            coalesce(fresh_answers.title_answer:grade::integer::varchar, '-')
        ) as new_answer
    from fresh_answers
    inner join dim_postings on fresh_answers.posting_key = dim_postings.posting_key
),

pays as (
    select
        fresh_answers.posting_key,
        'pay' as reader,
        null::varchar as old_version,
        fresh_answers.pay:rules_version::varchar as new_version,
        null::varchar as old_kind,
        null::varchar as new_kind,
        concat_ws(
            ' ',
            coalesce(dim_postings.pay_low::float::varchar, '-'),
            coalesce(dim_postings.pay_high::float::varchar, '-'),
            coalesce(dim_postings.pay_currency, '-'),
            coalesce(dim_postings.pay_period, '-'),
            coalesce(dim_postings.pay_year_low::float::varchar, '-'),
            coalesce(dim_postings.pay_year_high::float::varchar, '-')
        ) as old_answer,
        concat_ws(
            ' ',
            coalesce(fresh_answers.pay:low::float::varchar, '-'),
            coalesce(fresh_answers.pay:high::float::varchar, '-'),
            coalesce(fresh_answers.pay:currency::varchar, '-'),
            coalesce(fresh_answers.pay:period::varchar, '-'),
            coalesce(fresh_answers.pay:year_low::float::varchar, '-'),
            coalesce(fresh_answers.pay:year_high::float::varchar, '-')
        ) as new_answer
    from fresh_answers
    inner join dim_postings on fresh_answers.posting_key = dim_postings.posting_key
),

compared as (
    select * from years
    union all
    select * from skills
    union all
    select * from titles
    union all
    select * from pays
)

select
    compared.*,
    fresh_answers.text_hash,
    fresh_answers.title,
    dim_postings.run_hour as old_run_hour
from compared
inner join fresh_answers on compared.posting_key = fresh_answers.posting_key
inner join dim_postings on compared.posting_key = dim_postings.posting_key
where compared.old_answer != compared.new_answer
