-- one row is: a posting's applicants seen at a time
-- source: stg_observations; key: observation_key (posting, seen_at)
-- rebuilt: merged for the postings a run touched
create table if not exists fct_applications (
    observation_key varchar,
    posting_key varchar,
    seen_at timestamp_ntz,
    applicants_low integer,
    applicants_high integer,
    hours_since_last_sight float,
    applications_per_hour_low float,
    applications_per_hour_high float,
    run_hour timestamp_ntz,
    lake_key varchar,
    lake_line integer
)
