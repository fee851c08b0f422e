-- one row is: a line of a lake object, exactly as written there
-- source: @lake/postings/; key: lake_key, lake_line
-- rebuilt: never; rows are only added, each object once
create table if not exists raw_postings (
    lake_key varchar,
    lake_line integer,
    run_hour timestamp_ntz,
    line varchar
)
