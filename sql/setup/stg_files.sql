-- one row is: a lake object that was staged, with what became of its lines
-- source: stg_lines; key: lake_key
-- rebuilt: by staging; lines = staged + rejected + repeated
create table if not exists stg_files (
    lake_key varchar,
    logical_hour varchar,
    line_count integer,
    staged_count integer,
    rejected_count integer,
    repeated_count integer,
    run_id varchar
)
