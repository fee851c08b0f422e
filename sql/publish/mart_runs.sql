-- one row is: an hour, the run that read it last, and what its objects brought
-- source: the warehouse's table of that content; key: as there
-- rebuilt: written whole, to the lake's published/ folder, from there to files
copy into @lake/published/mart_runs.parquet
from (
    with lines as (
        select
            run_hour,
            sum(line_count) as rows_scraped,
            sum(rejected_count) as rows_rejected
        from stg_files
        group by run_hour
    ),

    postings as (
        select
            first_run_hour,
            count(*) as rows_new
        from master_postings
        group by first_run_hour
    )

    select
        runs.run_id,
        runs.logical_hour,
        coalesce(lines.rows_scraped, 0) as rows_scraped,
        coalesce(postings.rows_new, 0) as rows_new,
        coalesce(lines.rows_rejected, 0) as rows_rejected,
        runs.seconds,
        runs.outcome
    from runs
    left join lines on (runs.logical_hour || ':00:00')::timestamp_ntz = lines.run_hour
    left join postings
        on (runs.logical_hour || ':00:00')::timestamp_ntz = postings.first_run_hour
    order by runs.logical_hour
)
file_format = (type = parquet)
header = true
single = true
overwrite = true
