-- one row is: a lake object that was staged, with what became of its lines
-- source: stg_lines; key: lake_key
-- rebuilt: by staging; lines = staged + rejected + repeated. Rows of other tables name
--   their object by lake_key; run_id is the run that staged it
create table if not exists stg_files (
    lake_key varchar,
    run_hour timestamp_ntz,
    line_count integer,
    staged_count integer,
    rejected_count integer,
    repeated_count integer,
    run_id varchar
)
