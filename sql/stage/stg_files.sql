-- one row is: a lake object that was staged, with what became of its lines
-- source: stg_restaged, raw_postings, stg_observations, rejected_rows; key: lake_key
-- rebuilt: counted anew whenever a line of it is staged or loses its place; a line
--   whose posting and time another line holds is repeated
-- binds: run_id
merge into stg_files as kept
using (
    with oldest as (
        select min(stg_restaged.run_hour) as run_hour
        from stg_restaged
    ),

    read_lines as (
        select
            raw_postings.lake_key,
            count(*) as line_count
        from raw_postings
        inner join stg_restaged on raw_postings.lake_key = stg_restaged.lake_key
        where raw_postings.run_hour >= (select oldest.run_hour from oldest)
        group by raw_postings.lake_key
    ),

    staged_lines as (
        select
            stg_observations.lake_key,
            count(*) as staged_count
        from stg_observations
        inner join stg_restaged on stg_observations.lake_key = stg_restaged.lake_key
        where stg_observations.run_hour >= (select oldest.run_hour from oldest)
        group by stg_observations.lake_key
    ),

    rejected_lines as (
        select
            rejected_rows.lake_key,
            count(*) as rejected_count
        from rejected_rows
        where rejected_rows.resolved_by is null and rejected_rows.lake_line > 0
        group by rejected_rows.lake_key
    )

    select
        stg_restaged.lake_key,
        stg_restaged.run_hour,
        read_lines.line_count,
        coalesce(staged_lines.staged_count, 0) as staged_count,
        coalesce(rejected_lines.rejected_count, 0) as rejected_count,
        ? as run_id
    from stg_restaged
    inner join read_lines on stg_restaged.lake_key = read_lines.lake_key
    left join staged_lines on stg_restaged.lake_key = staged_lines.lake_key
    left join rejected_lines on stg_restaged.lake_key = rejected_lines.lake_key
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
        run_hour,
        line_count,
        staged_count,
        rejected_count,
        repeated_count,
        run_id
    )
    values (
        fresh.lake_key,
        fresh.run_hour,
        fresh.line_count,
        fresh.staged_count,
        fresh.rejected_count,
        fresh.line_count - fresh.staged_count - fresh.rejected_count,
        fresh.run_id
    )
