-- one row is: a posting's applicants seen at a time
-- source: the warehouse's table of that content; key: as there
-- rebuilt: written by parts: only those named in stg_parts,
--   to the lake's published/ folder, from there to files
copy into @lake/published/mart_applications/
from (
    with parts as (
        select part_day from stg_parts
        where table_name = 'mart_applications'
    ),

    oldest as (
        select min(part_day) as part_day from parts
    )

    select
        fct_applications.posting_key,
        fct_applications.seen_at,
        fct_applications.applicants_low,
        fct_applications.applicants_high,
        fct_applications.applications_per_hour_low,
        fct_applications.applications_per_hour_high
    from fct_applications
    inner join parts on fct_applications.seen_at::date = parts.part_day
    where fct_applications.seen_at >= (select oldest.part_day from oldest)
    order by fct_applications.posting_key, fct_applications.seen_at
)
partition by (to_varchar(seen_at::date))
file_format = (type = parquet)
header = true
