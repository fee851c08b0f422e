-- one row is: what one text of a posting asks for, under one version of the rules
-- source: extract_experience over stg_reading
-- key: posting_key, text_hash, rules_version
-- rebuilt: texts without an answer under these rules get one
-- binds: rules_version, rules_version
insert into dim_experience (
    posting_key,
    text_hash,
    rules_version,
    kind,
    min_years,
    max_years,
    preferred_years,
    evidence,
    evidence_start,
    language,
    run_hour,
    lake_key,
    lake_line
)
with unanswered as (
    select stg_reading.*
    from stg_reading
    left join dim_experience
        on
            stg_reading.posting_key = dim_experience.posting_key
            and stg_reading.text_hash = dim_experience.text_hash
            and dim_experience.rules_version = ?
    where dim_experience.posting_key is null
),

answered as (
    select
        posting_key,
        text_hash,
        run_hour,
        lake_key,
        lake_line,
        extract_experience(description, title) as answer
    from unanswered
)

select
    posting_key,
    text_hash,
    ? as rules_version,
    answer:kind::varchar as kind,
    answer:min_years::float as min_years,
    answer:max_years::float as max_years,
    answer:preferred_years::float as preferred_years,
    answer:evidence::varchar as evidence,
    answer:evidence_start::integer as evidence_start,
    answer:language::varchar as language,
    run_hour,
    lake_key,
    lake_line
from answered
