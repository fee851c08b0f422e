-- one row is: how far back the lines of this run reach
-- source: stg_lines; key: none
-- rebuilt: nothing is written; the bounds let later statements skip older partitions
select
    min(stg_lines.seen_at) as seen_since,
    min(stg_lines.run_hour) as hour_since
from stg_lines
