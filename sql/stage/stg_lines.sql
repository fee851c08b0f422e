-- one row is: a line of a lake object not staged yet, typed, or with why it cannot be
-- source: raw_postings; key: lake_key, lake_line
-- rebuilt: each run, from the objects that stg_files does not count yet, and the lines
--   of the run's own hour that were rejected before
-- binds: hour_since, hour, hour_since, hour, record_version
create or replace table stg_lines as
with waiting as (
    select raw_postings.*
    from raw_postings
    left join stg_files
        on
            raw_postings.lake_key = stg_files.lake_key
            and stg_files.line_count is not null
    where
        raw_postings.run_hour between to_timestamp_ntz(?) and to_timestamp_ntz(?)
        and stg_files.lake_key is null
    union distinct
    select raw_postings.*
    from raw_postings
    inner join rejected_rows
        on
            raw_postings.lake_key = rejected_rows.lake_key
            and raw_postings.lake_line = rejected_rows.lake_line
    where
        raw_postings.run_hour >= to_timestamp_ntz(?)
        and raw_postings.run_hour = to_timestamp_ntz(?)
        and rejected_rows.resolved_by is null
),

parsed as (
    select
        lake_key,
        lake_line,
        run_hour,
        line,
        -- a zero character ends a text in too many places to be let in
        try_parse_json(replace(line, '\\u0000', '')) as record
    from waiting
),

typed as (
    select
        lake_key,
        lake_line,
        run_hour,
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
        -- no ad is nearly as long; raw_postings keeps the line whole
        left(record:description::varchar, 100000) as description,
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
        -- what no column is there for
        array_to_string(
            array_except(
                object_keys(record),
                array_construct(
                    'source', 'posting_id', 'url', 'title', 'company', 'company_url',
                    'location', 'city', 'region', 'country', 'seniority_level',
                    'seniority_level_raw', 'employment_type', 'job_function',
                    'industries', 'benefit', 'pay_text', 'language',
                    'posted_at_source', 'apply_kind', 'search', 'full_or_light',
                    'raw_page_key', 'card_hash', 'description', 'applicants_low',
                    'applicants_high', 'months_of_experience', 'record_version',
                    'is_closed', 'is_remote', 'posted_at', 'valid_through', 'seen_at',
                    'logical_hour'
                )
            ),
            ' '
        ) as unknown_names
    from parsed
)

select
    md5(source || ':' || posting_id || '@' || seen_at::varchar) as observation_key,
    source || ':' || posting_id as posting_key,
    iff(
        description is null, null, md5(coalesce(title, '') || ' ' || description)
    ) as text_hash,
    lpad((999999 - coalesce(record_version, 1))::varchar, 6, '0')
    || coalesce(full_or_light, 'light')
    || lake_key
    || lpad(lake_line::varchar, 9, '0') as line_rank,
    nullif(unknown_names, '') as unknown_fields,
    typed.* exclude (record, unknown_names),
    case
        when record is null then 'the line is not JSON'
        when source is null then 'no source'
        when posting_id is null then 'no posting_id'
        when seen_at is null then 'seen_at is not a time'
        when seen_at > dateadd('hour', 25, run_hour)
            then 'seen_at lies in the future'
        when record:record_version::varchar is not null and record_version is null
            then 'record_version is not a number'
        when record_version > ?
            then 'record_version is newer than this code reads'
        when
            regexp_like(record:title::varchar, '[{\\[].*', 's')
            and try_parse_json(record:title::varchar) is not null
            then 'title is not a text'
        when
            regexp_like(record:description::varchar, '[{\\[].*', 's')
            and try_parse_json(record:description::varchar) is not null
            then 'description is not a text'
        when record:applicants_low::varchar is not null and applicants_low is null
            then 'applicants_low is not a number'
        when record:applicants_high::varchar is not null and applicants_high is null
            then 'applicants_high is not a number'
        when applicants_low > applicants_high or applicants_low < 0
            then 'applicants_low is above applicants_high, or below zero'
        when
            record:months_of_experience::varchar is not null
            and months_of_experience is null
            then 'months_of_experience is not a number'
        when record:is_closed::varchar is not null and is_closed is null
            then 'is_closed is not true or false'
        when record:is_remote::varchar is not null and is_remote is null
            then 'is_remote is not true or false'
        when record:posted_at::varchar is not null and posted_at is null
            then 'posted_at is not a time'
        when posted_at > dateadd('day', 1, seen_at)
            then 'posted_at lies in the future'
        when record:valid_through::varchar is not null and valid_through is null
            then 'valid_through is not a time'
    end as reason
from typed
