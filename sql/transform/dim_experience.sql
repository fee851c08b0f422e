-- one row is: what one text of a posting asks for, under one version of the rules
-- source: extract_experience over master_postings
-- key: posting_key, text_hash, rules_version
-- rebuilt: texts without an answer under these rules get one
-- binds: rules_version, rules_version, run_id
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
    run_id
)
with unanswered as (
    select
        master_postings.posting_key,
        master_postings.text_hash,
        master_postings.title,
        master_postings.description
    from master_postings
    inner join stg_touched
        on master_postings.posting_key = stg_touched.posting_key
    left join dim_experience
        on
            master_postings.posting_key = dim_experience.posting_key
            and master_postings.text_hash = dim_experience.text_hash
            and dim_experience.rules_version = ?
    where
        dim_experience.posting_key is null
        and master_postings.text_hash is not null
),

answered as (
    select
        posting_key,
        text_hash,
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
    ? as run_id
from answered
