-- one row is: the earliest hour that has lines to stage
-- source: raw_postings, stg_files; key: none
-- rebuilt: nothing is written; the hour of the run itself is always looked at again
-- binds: hour
with asked as (
    select to_timestamp_ntz(?) as run_hour
),

files as (
    select distinct
        raw_postings.lake_key,
        raw_postings.run_hour
    from raw_postings
),

unstaged as (
    select files.run_hour
    from files
    left join stg_files
        on
            files.lake_key = stg_files.lake_key
            and stg_files.line_count is not null
    where stg_files.lake_key is null
    union all
    select asked.run_hour
    from asked
)

select min(unstaged.run_hour) as hour_since
from unstaged
