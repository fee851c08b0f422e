-- one row is: a run of the pipeline
-- source: the warehouse's table of that content
-- key: as there
-- rebuilt: written whole to the lake's published/ folder, from there to files
copy into @lake/published/mart_runs.parquet
from (
    select * from runs
    order by run_id
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
