-- one row is: what became of the lines of the last staging
-- source: stg_lines, stg_observations; key: none
-- rebuilt: nothing is written
with staged as (
    select
        lake_key,
        lake_line
    from stg_observations
    where run_hour >= (select min(stg_lines.run_hour) from stg_lines)
)

select
    count(*) as line_count,
    coalesce(count_if(stg_lines.reason is not null), 0) as rejected_count,
    coalesce(count_if(staged.lake_key is not null), 0) as staged_count,
    coalesce(count_if(
        stg_lines.reason is null and staged.lake_key is null
    ), 0) as repeated_count,
    coalesce(count_if(stg_lines.unknown_fields is not null), 0) as unknown_field_count
from stg_lines
left join staged
    on
        stg_lines.lake_key = staged.lake_key
        and stg_lines.lake_line = staged.lake_line
