-- one row is: a lake object whose lines this run stages, or takes the place of
-- source: stg_lines, stg_observations; key: lake_key
-- rebuilt: each run
-- binds: seen_since
create or replace table stg_restaged as
select
    lake_key,
    run_hour
from stg_lines
union distinct
select
    stg_observations.lake_key,
    stg_observations.run_hour
from stg_observations
inner join stg_lines
    on
        stg_observations.observation_key = stg_lines.observation_key
        and stg_observations.seen_at = stg_lines.seen_at
where stg_observations.seen_at >= to_timestamp_ntz(?)
