-- one row is: a posting as it was for a while: what it asked, paid and was called
-- source: stg_observations, dim_experience; key: version_key (posting, valid_from)
-- rebuilt: for the postings a run touched; valid_to is null for the present version
create table if not exists dim_posting_versions (
    version_key varchar,
    posting_key varchar,
    valid_from timestamp_ntz,
    valid_to timestamp_ntz,
    version_number integer,
    is_closed boolean,
    is_reopened boolean,
    title varchar,
    seniority_level varchar,
    pay_text varchar,
    text_hash varchar,
    kind varchar,
    min_years float,
    max_years float,
    preferred_years float,
    run_hour timestamp_ntz,
    lake_key varchar,
    lake_line integer
)
