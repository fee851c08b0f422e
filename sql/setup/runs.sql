-- one row is: a run that staged or published something
-- source: the runner; key: run_id
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
