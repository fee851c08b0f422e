-- one row is: how far back the sights of this run reach
-- source: stg_lines; key: none
-- rebuilt: nothing is written; the bound lets later statements skip older partitions
select min(stg_lines.seen_at) as seen_since
from stg_lines
