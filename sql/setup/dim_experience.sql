-- one row is: what one text of a posting asks for, under one version of the rules
-- source: extract_experience over stg_texts
-- key: posting_key, text_hash, rules_version
-- rebuilt: only added to, so that earlier answers stay readable
create table if not exists dim_experience (
    posting_key varchar,
    text_hash varchar,
    rules_version varchar,
    kind varchar,
    min_years float,
    max_years float,
    preferred_years float,
    evidence varchar,
    evidence_start integer,
    language varchar,
    run_hour timestamp_ntz,
    lake_key varchar,
    lake_line integer
)
