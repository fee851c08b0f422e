-- one row is: a group of postings and its mislabel rate
-- source: the warehouse's table of that content; key: as there
-- rebuilt: written whole, to the lake's published/ folder, from there to files
copy into @lake/published/mart_mislabels.parquet
from (
    select * from mart_mislabels
    order by dimension, value
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
