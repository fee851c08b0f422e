-- one row is: a lake object that could not be read and now was
-- source: rejected_rows, raw_postings; key: lake_key, lake_line
-- rebuilt: marked resolved, never deleted
-- binds: run_id
update rejected_rows
set resolved_by = ?
where
    lake_line = 0
    and resolved_by is null
    and lake_key in (select raw_postings.lake_key from raw_postings)
