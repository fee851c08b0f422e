-- one row is: a line that could not be staged, or (line 0) an object not read at all
-- source: stg_lines, the answer of load_raw_postings; key: lake_key, lake_line
-- rebuilt: by staging; `resolved_by` names the run that could read it later
create table if not exists rejected_rows (
    lake_key varchar,
    lake_line integer,
    run_hour timestamp_ntz,
    reason varchar,
    line_start varchar,
    run_id varchar,
    resolved_by varchar
)
