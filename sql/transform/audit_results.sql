-- one row is: an audit's result in a run
-- source: sql/audit; key: run_id, audit
-- rebuilt: merged; a run that is repeated replaces its own result
-- binds: run_id, audit, severity, failing_rows, sample
merge into audit_results as kept
using (
    select
        ? as run_id,
        ? as audit,
        ? as severity,
        ? as failing_rows,
        ? as sample
) as fresh
    on
        kept.run_id = fresh.run_id
        and kept.audit = fresh.audit
when matched then
    update set
        severity = fresh.severity,
        failing_rows = fresh.failing_rows,
        sample = fresh.sample
when not matched then
    insert (run_id, audit, severity, failing_rows, sample)
    values (
        fresh.run_id, fresh.audit, fresh.severity, fresh.failing_rows, fresh.sample
    )
