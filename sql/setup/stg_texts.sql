-- one row is: a text of a posting, kept once however often it was read
-- source: stg_lines; key: posting_key, text_hash
-- rebuilt: by staging; time and place are those of the first sight that has the text
create table if not exists stg_texts (
    posting_key varchar,
    text_hash varchar,
    title varchar,
    description varchar,
    seen_at timestamp_ntz,
    run_hour timestamp_ntz,
    lake_key varchar,
    lake_line integer
)
