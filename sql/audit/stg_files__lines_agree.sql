-- rule: raw lines = staged + rejected + repeated, object by object
-- severity: block
-- selects the rows that break the rule; none is a pass
with raw_counts as (
    select
        lake_key,
        count(*) as line_count
    from raw_postings
    group by lake_key
)

select
    stg_files.lake_key,
    raw_counts.line_count,
    stg_files.line_count as counted_lines
from stg_files
left join raw_counts on stg_files.lake_key = raw_counts.lake_key
where
    raw_counts.line_count is null
    or raw_counts.line_count <> stg_files.line_count
    or stg_files.line_count
    <> stg_files.staged_count
    + stg_files.rejected_count
    + stg_files.repeated_count
