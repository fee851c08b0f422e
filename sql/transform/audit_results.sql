-- one row is: an audit's result in a run
-- source: sql/audit; key: run_id, audit_name
-- rebuilt: merged; a run that is repeated replaces its own result
-- binds: run_id, audit_name, severity, failing_rows, sample_row
merge into audit_results as kept
using (
    select
        ? as run_id,
        ? as audit_name,
        ? as severity,
        ? as failing_rows,
        ? as sample_row
) as fresh
    on
        kept.run_id = fresh.run_id
        and kept.audit_name = fresh.audit_name
when matched then
    update set
        severity = fresh.severity,
        failing_rows = fresh.failing_rows,
        sample_row = fresh.sample_row
when not matched then
    insert (run_id, audit_name, severity, failing_rows, sample_row)
    values (
        fresh.run_id,
        fresh.audit_name,
        fresh.severity,
        fresh.failing_rows,
        fresh.sample_row
    )
