-- one row is: a sight of a posting, with the line of the lake it was read from
-- source: stg_observations; key: observation_key
-- rebuilt: nothing is written
-- binds: posting_key
select
    stg_observations.observation_key,
    stg_observations.seen_at,
    stg_observations.full_or_light,
    stg_observations.run_hour,
    stg_observations.lake_key,
    stg_observations.lake_line,
    stg_observations.raw_page_key
from stg_observations
where stg_observations.posting_key = ?
order by stg_observations.seen_at
