-- one row is: an hour and what its run brought
-- source: the runner; key: logical_hour
-- rebuilt: merged at the end of a run
create table if not exists runs (
    run_id varchar,
    logical_hour varchar,
    rows_scraped integer,
    rows_new integer,
    rows_rejected integer,
    seconds float,
    outcome varchar
)
