-- one row is: what became of the lines of the last staging
-- source: stg_lines, stg_files; key: none
-- rebuilt: nothing is written
select
    count(*) as line_count,
    coalesce(count_if(stg_lines.reason is not null), 0) as rejected_count,
    coalesce(count_if(stg_observations.observation_key is not null), 0) as staged_count,
    coalesce(count_if(
        stg_lines.reason is null and stg_observations.observation_key is null
    ), 0) as repeated_count
from stg_lines
left join stg_observations
    on
        stg_lines.lake_key = stg_observations.lake_key
        and stg_lines.lake_line = stg_observations.lake_line
