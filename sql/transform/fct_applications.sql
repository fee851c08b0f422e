-- one row is: a posting's applicants seen at a time
-- source: stg_sights; key: observation_key (posting, seen_at)
-- rebuilt: merged; only sights that are new or rated otherwise are written
-- binds: since
merge into fct_applications as kept
using stg_sights as fresh
    on
        kept.observation_key = fresh.observation_key
        and kept.seen_at >= to_timestamp_ntz(?)
when matched and fresh.is_gone then
    delete
when matched then
    update set
        posting_key = fresh.posting_key,
        seen_at = fresh.seen_at,
        applicants_low = fresh.applicants_low,
        applicants_high = fresh.applicants_high,
        hours_since_last_sight = fresh.hours_since_last_sight,
        applications_per_hour_low = fresh.applications_per_hour_low,
        applications_per_hour_high = fresh.applications_per_hour_high,
        run_hour = fresh.run_hour,
        lake_key = fresh.lake_key,
        lake_line = fresh.lake_line
when not matched and not fresh.is_gone then
    insert (
        observation_key,
        posting_key,
        seen_at,
        applicants_low,
        applicants_high,
        hours_since_last_sight,
        applications_per_hour_low,
        applications_per_hour_high,
        run_hour,
        lake_key,
        lake_line
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
        fresh.run_hour,
        fresh.lake_key,
        fresh.lake_line
    )
