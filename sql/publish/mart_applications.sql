-- one row is: a posting's applicants seen at a time
-- source: the warehouse's table of that content
-- key: as there
-- rebuilt: written whole to the lake's published/ folder, from there to files
copy into @lake/published/mart_applications.parquet
from (
    select
        posting_key,
        seen_at,
        applicants_low,
        applicants_high,
        applications_per_hour_low,
        applications_per_hour_high
    from fct_applications
    order by posting_key, seen_at
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
