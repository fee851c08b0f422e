-- one row is: a posting's text, apart so that the page loads it on demand
-- source: the warehouse's table of that content; key: as there
-- rebuilt: written by parts: only those named in stg_parts,
--   to the lake's published/ folder, from there to files
copy into @lake/published/mart_descriptions/
from (
    with parts as (
        select part_day from stg_parts
        where table_name = 'mart_descriptions'
    ),

    oldest as (
        select min(part_day) as part_day from parts
    )

    select
        dim_postings.posting_key,
        stg_texts.description,
        dim_postings.first_seen_at
    from dim_postings
    inner join parts on dim_postings.first_seen_at::date = parts.part_day
    inner join stg_texts
        on
            dim_postings.posting_key = stg_texts.posting_key
            and dim_postings.text_hash = stg_texts.text_hash
    where
        dim_postings.first_seen_at >= (select oldest.part_day from oldest)
        -- a sight lies at most 25 hours after the hour of its object
        and stg_texts.run_hour
        >= (select dateadd('day', -2, oldest.part_day) from oldest)
    order by dim_postings.posting_key
)
partition by (to_varchar(first_seen_at::date))
file_format = (type = parquet)
header = true
