-- one row is: a posting's applicants seen at a time
-- source: stg_observations of the postings in stg_touched; key: observation_key
-- rebuilt: merged; counts are intervals, so applications per hour are bounds,
--   null where the bounds say nothing
-- binds: run_id
merge into fct_applications as kept
using (
    with seen as (
        select
            stg_observations.observation_key,
            stg_observations.posting_key,
            stg_observations.seen_at,
            stg_observations.applicants_low,
            stg_observations.applicants_high,
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
        where stg_observations.applicants_low is not null
    ),

    bounded as (
        select
            seen.*,
            datediff('second', earlier_seen_at, seen_at) / 3600.0
                as hours_since_last_sight,
            greatest(applicants_low - earlier_high, 0) as least_applications,
            greatest(applicants_high - earlier_low, 0) as most_applications
        from seen
    )

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
        lake_key,
        lake_line,
        ? as run_id
    from bounded
) as fresh
    on kept.observation_key = fresh.observation_key
when matched then
    update set
        posting_key = fresh.posting_key,
        seen_at = fresh.seen_at,
        applicants_low = fresh.applicants_low,
        applicants_high = fresh.applicants_high,
        hours_since_last_sight = fresh.hours_since_last_sight,
        applications_per_hour_low = fresh.applications_per_hour_low,
        applications_per_hour_high = fresh.applications_per_hour_high,
        lake_key = fresh.lake_key,
        lake_line = fresh.lake_line,
        run_id = fresh.run_id
when not matched then
    insert (
        observation_key,
        posting_key,
        seen_at,
        applicants_low,
        applicants_high,
        hours_since_last_sight,
        applications_per_hour_low,
        applications_per_hour_high,
        lake_key,
        lake_line,
        run_id
    )
    values (
        fresh.observation_key,
        fresh.posting_key,
        fresh.seen_at,
        fresh.applicants_low,
        fresh.applicants_high,
        fresh.hours_since_last_sight,
        fresh.applications_per_hour_low,
        fresh.applications_per_hour_high,
        fresh.lake_key,
        fresh.lake_line,
        fresh.run_id
    )
