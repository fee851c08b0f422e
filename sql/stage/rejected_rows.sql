-- one row is: a line that could not be staged, with the reason
-- source: stg_lines; key: lake_key, lake_line
-- rebuilt: merged; a line that can be read now is marked resolved, never deleted
-- binds: run_id
merge into rejected_rows as kept
using (
    select
        lake_key,
        lake_line,
        run_hour,
        reason,
        left(line, 500) as line_start,
        ? as run_id
    from stg_lines
) as fresh
    on
        kept.lake_key = fresh.lake_key
        and kept.lake_line = fresh.lake_line
when matched and fresh.reason is null and kept.resolved_by is null then
    update set
        resolved_by = fresh.run_id
when matched and fresh.reason is not null then
    update set
        reason = fresh.reason,
        resolved_by = null
when not matched and fresh.reason is not null then
    insert (lake_key, lake_line, run_hour, reason, line_start, run_id)
    values (
        fresh.lake_key,
        fresh.lake_line,
        fresh.run_hour,
        fresh.reason,
        fresh.line_start,
        fresh.run_id
    )
