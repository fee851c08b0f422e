-- one row is: a lake object whose lines a run staged
-- source: stg_files; key: lake_key
-- rebuilt: nothing is written
-- binds: run_id
select
    stg_files.lake_key,
    stg_files.line_count
from stg_files
where stg_files.run_id = ?
order by stg_files.lake_key
