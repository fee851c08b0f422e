-- one row is: a lake object that could not be read at all, kept as its line 0
-- source: the answer of load_raw_postings; key: lake_key, lake_line
-- rebuilt: merged; every run tries the object again
-- binds: lake_key, reason, run_id
merge into rejected_rows as kept
using (
    select
        ? as lake_key,
        0 as lake_line,
        ? as reason,
        ? as run_id
) as fresh
    on
        kept.lake_key = fresh.lake_key
        and kept.lake_line = fresh.lake_line
when matched then
    update set
        reason = fresh.reason,
        resolved_by = null
when not matched then
    insert (lake_key, lake_line, reason, run_id)
    values (fresh.lake_key, fresh.lake_line, fresh.reason, fresh.run_id)
