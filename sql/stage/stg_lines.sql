-- one row is: a line of a lake object not staged yet, typed, or with why it cannot be
-- source: raw_postings; key: lake_key, lake_line
-- rebuilt: each run, from the objects that stg_files does not name
-- binds: hour
create or replace table stg_lines as
with located as (
    select
        raw_postings.*,
        split_part(split_part(lake_key, 'date=', 2), '/', 1)
        || 'T' || split_part(split_part(lake_key, 'hour=', 2), '/', 1) as lake_hour
    from raw_postings
),

rejected_before as (
    select distinct lake_key
    from rejected_rows
    where resolved_by is null
),

unstaged as (
    select located.*
    from located
    left join stg_files on located.lake_key = stg_files.lake_key
    left join rejected_before on located.lake_key = rejected_before.lake_key
    where
        located.lake_hour <= ?
        and (stg_files.lake_key is null or rejected_before.lake_key is not null)
),

parsed as (
    select
        lake_key,
        lake_line,
        lake_hour,
        line,
        try_parse_json(line) as record
    from unstaged
),

typed as (
    select
        lake_key,
        lake_line,
        lake_hour,
        line,
        record,
        -- ids
        nullif(trim(record:source::varchar), '') as source,
        nullif(trim(record:posting_id::varchar), '') as posting_id,
        -- text
        nullif(trim(record:url::varchar), '') as url,
        nullif(trim(record:title::varchar), '') as title,
        nullif(trim(record:company::varchar), '') as company,
        nullif(trim(record:company_url::varchar), '') as company_url,
        nullif(trim(record:location::varchar), '') as location,
        nullif(trim(record:city::varchar), '') as city,
        nullif(trim(record:region::varchar), '') as region,
        nullif(trim(record:country::varchar), '') as country,
        nullif(trim(record:seniority_level::varchar), '') as seniority_level,
        nullif(trim(record:seniority_level_raw::varchar), '') as seniority_level_raw,
        nullif(trim(record:employment_type::varchar), '') as employment_type,
        nullif(trim(record:job_function::varchar), '') as job_function,
        nullif(trim(record:industries::varchar), '') as industries,
        nullif(trim(record:benefit::varchar), '') as benefit,
        nullif(trim(record:pay_text::varchar), '') as pay_text,
        nullif(trim(record:language::varchar), '') as language,
        nullif(trim(record:posted_at_source::varchar), '') as posted_at_source,
        nullif(trim(record:apply_kind::varchar), '') as apply_kind,
        nullif(trim(record:search::varchar), '') as search,
        nullif(trim(record:full_or_light::varchar), '') as full_or_light,
        nullif(trim(record:raw_page_key::varchar), '') as raw_page_key,
        nullif(trim(record:card_hash::varchar), '') as card_hash,
        record:description::varchar as description,
        record:logical_hour::varchar as logical_hour,
        -- numbers
        try_cast(record:applicants_low::varchar as integer) as applicants_low,
        try_cast(record:applicants_high::varchar as integer) as applicants_high,
        try_cast(
            record:months_of_experience::varchar as integer
        ) as months_of_experience,
        try_cast(record:record_version::varchar as integer) as record_version,
        -- booleans
        try_cast(record:is_closed::varchar as boolean) as is_closed,
        try_cast(record:is_remote::varchar as boolean) as is_remote,
        -- timestamps
        try_cast(record:posted_at::varchar as timestamp_ntz) as posted_at,
        try_cast(record:valid_through::varchar as timestamp_ntz) as valid_through,
        try_cast(record:seen_at::varchar as timestamp_ntz) as seen_at,
        record is not null as is_json
    from parsed
)

select
    md5(source || ':' || posting_id || '@' || seen_at::varchar) as observation_key,
    source || ':' || posting_id as posting_key,
    iff(
        description is null, null, md5(coalesce(title, '') || ' ' || description)
    ) as text_hash,
    lpad((999999 - coalesce(record_version, 1))::varchar, 6, '0')
    || full_or_light
    || lake_key
    || lpad(lake_line::varchar, 9, '0') as line_rank,
    typed.* exclude (record, is_json),
    case
        when not is_json then 'the line is not JSON'
        when source is null then 'no source'
        when posting_id is null then 'no posting_id'
        when seen_at is null then 'seen_at is not a time'
        when record:applicants_low::varchar is not null and applicants_low is null
            then 'applicants_low is not a number'
        when record:applicants_high::varchar is not null and applicants_high is null
            then 'applicants_high is not a number'
        when
            record:months_of_experience::varchar is not null
            and months_of_experience is null
            then 'months_of_experience is not a number'
        when record:record_version::varchar is not null and record_version is null
            then 'record_version is not a number'
        when record:is_closed::varchar is not null and is_closed is null
            then 'is_closed is not true or false'
        when record:is_remote::varchar is not null and is_remote is null
            then 'is_remote is not true or false'
        when record:posted_at::varchar is not null and posted_at is null
            then 'posted_at is not a time'
        when record:valid_through::varchar is not null and valid_through is null
            then 'valid_through is not a time'
    end as reason
from typed
