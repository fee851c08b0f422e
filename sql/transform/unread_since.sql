-- one row is: how far back the texts reach that are to be read
-- source: stg_unread; key: none
-- rebuilt: nothing is written; the bound lets the next statement skip older partitions
select min(stg_unread.run_hour) as text_since
from stg_unread
