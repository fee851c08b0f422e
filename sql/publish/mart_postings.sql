-- one row is: a posting; is_new marks those first seen in the publication's hour
-- source: mart_postings; key: posting_key
-- rebuilt: written whole to the lake's published/ folder, from there to files
copy into @lake/published/mart_postings.parquet
from (
    select
        mart_postings.*,
        mart_postings.first_seen_at >= (
            select dateadd('hour', -1, max(last_seen_at)) from mart_postings
        ) as is_new
    from mart_postings
    order by mart_postings.posted_at desc nulls last, mart_postings.posting_key asc
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
