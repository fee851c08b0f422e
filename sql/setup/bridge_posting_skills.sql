-- one row is: a skill that a posting names
-- source: extract_skills over master_postings; key: posting_key, skill_id
-- rebuilt: for the postings a run touched
create table if not exists bridge_posting_skills (
    posting_key varchar,
    skill_id varchar,
    skill varchar,
    category varchar,
    skill_rank integer,
    run_hour timestamp_ntz,
    lake_key varchar,
    lake_line integer
)
