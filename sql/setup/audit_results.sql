-- one row is: an audit's result in a run
-- source: sql/audit; key: run_id, audit_name
-- rebuilt: added to by each run
create table if not exists audit_results (
    run_id varchar,
    audit_name varchar,
    severity varchar,
    failing_rows integer,
    sample_row varchar
)
