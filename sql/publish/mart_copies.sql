-- one row is: a posting that came back, or stands on the board more than once
-- source: the warehouse's table of that content; key: as there
-- rebuilt: written whole, to the lake's published/ folder, from there to files
copy into @lake/published/mart_copies.parquet
from (
    select * from mart_copies
    order by canonical_posting_key
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
