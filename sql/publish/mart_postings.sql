-- one row is: a posting; is_new marks those first seen in the publication's last hour
-- source: mart_postings; key: posting_key
-- rebuilt: written whole to the lake's published/ folder, from there to files
copy into @lake/published/mart_postings.parquet
from (
    with latest as (
        select dateadd('hour', -1, max(last_seen_at)) as new_since
        from mart_postings
    )

    select
        mart_postings.*,
        mart_postings.first_seen_at > latest.new_since as is_new
    from mart_postings
    cross join latest
    order by mart_postings.posted_at desc nulls last, mart_postings.posting_key
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
