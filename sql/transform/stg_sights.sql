-- one row is: a sight whose applicants, or whose rate, are not stored as they should be
-- source: stg_observations, stg_touched, fct_applications; key: observation_key
-- rebuilt: each run; applications per hour are bounds, null where the bounds say
--   nothing; a sight that is gone has is_gone
-- binds: since, since
create or replace table stg_sights as
with seen as (
    select
        stg_observations.observation_key,
        stg_observations.posting_key,
        stg_observations.seen_at,
        stg_observations.applicants_low,
        stg_observations.applicants_high,
        stg_observations.run_hour,
        stg_observations.lake_key,
        stg_observations.lake_line,
        lag(stg_observations.applicants_low) over (
            partition by stg_observations.posting_key
            order by stg_observations.seen_at
        ) as earlier_low,
        lag(stg_observations.applicants_high) over (
            partition by stg_observations.posting_key
            order by stg_observations.seen_at
        ) as earlier_high,
        lag(stg_observations.seen_at) over (
            partition by stg_observations.posting_key
            order by stg_observations.seen_at
        ) as earlier_seen_at
    from stg_observations
    inner join stg_touched
        on stg_observations.posting_key = stg_touched.posting_key
    where
        stg_observations.applicants_low is not null
        and stg_observations.seen_at >= to_timestamp_ntz(?)
),

bounded as (
    select
        seen.*,
        datediff('second', earlier_seen_at, seen_at) / 3600.0::float
            as hours_since_last_sight,
        greatest(applicants_low - earlier_high, 0) as least_applications,
        greatest(applicants_high - earlier_low, 0) as most_applications
    from seen
),

rated as (
    select
        observation_key,
        posting_key,
        seen_at,
        applicants_low,
        applicants_high,
        hours_since_last_sight,
        iff(
            most_applications is null and least_applications = 0,
            null,
            least_applications
        ) / nullif(hours_since_last_sight, 0) as applications_per_hour_low,
        most_applications / nullif(hours_since_last_sight, 0)
            as applications_per_hour_high,
        run_hour,
        lake_key,
        lake_line
    from bounded
),

stored as (
    select fct_applications.*
    from fct_applications
    inner join stg_touched
        on fct_applications.posting_key = stg_touched.posting_key
    where fct_applications.seen_at >= to_timestamp_ntz(?)
)

select
    coalesce(rated.observation_key, stored.observation_key) as observation_key,
    coalesce(rated.posting_key, stored.posting_key) as posting_key,
    coalesce(rated.seen_at, stored.seen_at) as seen_at,
    rated.applicants_low,
    rated.applicants_high,
    rated.hours_since_last_sight,
    rated.applications_per_hour_low,
    rated.applications_per_hour_high,
    rated.run_hour,
    rated.lake_key,
    rated.lake_line,
    rated.observation_key is null as is_gone
from rated
full outer join stored on rated.observation_key = stored.observation_key
where
    rated.observation_key is null
    or stored.observation_key is null
    or rated.applicants_low <> stored.applicants_low
    or rated.applicants_high is distinct from stored.applicants_high
    or rated.hours_since_last_sight is distinct from stored.hours_since_last_sight
    or rated.applications_per_hour_low
    is distinct from stored.applications_per_hour_low
    or rated.applications_per_hour_high
    is distinct from stored.applications_per_hour_high
    or rated.lake_key <> stored.lake_key
    or rated.lake_line <> stored.lake_line
