-- one row is: the latest hour that was run, null before the first
-- source: runs; key: none
-- rebuilt: nothing is written
select max(runs.logical_hour) as logical_hour
from runs
