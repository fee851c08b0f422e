-- one row is: a lake object that was staged, with what became of its lines
-- source: stg_lines, stg_observations; key: lake_key
-- rebuilt: merged; a line whose posting and time another line holds is repeated
-- binds: run_id
merge into stg_files as kept
using (
    select
        stg_lines.lake_key,
        max(stg_lines.lake_hour) as logical_hour,
        count(*) as line_count,
        count_if(stg_lines.reason is not null) as rejected_count,
        count_if(stg_observations.observation_key is not null) as staged_count,
        ? as run_id
    from stg_lines
    left join stg_observations
        on
            stg_lines.lake_key = stg_observations.lake_key
            and stg_lines.lake_line = stg_observations.lake_line
    group by stg_lines.lake_key
) as fresh
    on kept.lake_key = fresh.lake_key
when matched then
    update set
        line_count = fresh.line_count,
        staged_count = fresh.staged_count,
        rejected_count = fresh.rejected_count,
        repeated_count
        = fresh.line_count - fresh.staged_count - fresh.rejected_count
when not matched then
    insert (
        lake_key,
        logical_hour,
        line_count,
        staged_count,
        rejected_count,
        repeated_count,
        run_id
    )
    values (
        fresh.lake_key,
        fresh.logical_hour,
        fresh.line_count,
        fresh.staged_count,
        fresh.rejected_count,
        fresh.line_count - fresh.staged_count - fresh.rejected_count,
        fresh.run_id
    )
