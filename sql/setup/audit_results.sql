-- one row is: an audit's result in a run
-- source: sql/audit; key: run_id, audit
-- rebuilt: added to by each run
create table if not exists audit_results (
    run_id varchar,
    audit varchar,
    severity varchar,
    failing_rows integer,
    sample varchar
)
