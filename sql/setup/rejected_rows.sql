-- one row is: a line of a lake object that could not be staged, with the reason
-- source: stg_lines; key: lake_key, lake_line
-- rebuilt: by staging; `resolved_by` names the run that could read it later
create table if not exists rejected_rows (
    lake_key varchar,
    lake_line integer,
    reason varchar,
    line_start varchar,
    run_id varchar,
    resolved_by varchar
)
