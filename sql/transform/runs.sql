-- one row is: an hour and what its run brought
-- source: the stages of the run; key: logical_hour
-- rebuilt: merged; running an hour again with nothing new leaves its row as it was
-- binds: run_id, logical_hour, rows_scraped, rows_new, rows_rejected, seconds, outcome
merge into runs as kept
using (
    select
        ? as run_id,
        ? as logical_hour,
        ? as rows_scraped,
        ? as rows_new,
        ? as rows_rejected,
        ? as seconds,
        ? as outcome
) as fresh
    on kept.logical_hour = fresh.logical_hour
when matched and fresh.rows_scraped > 0 then
    update set
        run_id = fresh.run_id,
        rows_scraped = fresh.rows_scraped,
        rows_new = fresh.rows_new,
        rows_rejected = fresh.rows_rejected,
        seconds = fresh.seconds,
        outcome = fresh.outcome
when not matched then
    insert (
        run_id,
        logical_hour,
        rows_scraped,
        rows_new,
        rows_rejected,
        seconds,
        outcome
    )
    values (
        fresh.run_id,
        fresh.logical_hour,
        fresh.rows_scraped,
        fresh.rows_new,
        fresh.rows_rejected,
        fresh.seconds,
        fresh.outcome
    )
