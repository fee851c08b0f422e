-- one row is: a posting's text, apart so that the page loads it on demand
-- source: the warehouse's table of that content
-- key: as there
-- rebuilt: written whole to the lake's published/ folder, from there to files
copy into @lake/published/mart_descriptions.parquet
from (
    select
        posting_key,
        description
    from dim_postings
    where description is not null
    order by posting_key
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
