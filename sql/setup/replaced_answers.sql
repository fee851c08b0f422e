-- one row is: an answer on skills, title or pay that later rules replaced
-- source: changed_answers; key: posting_key, text_hash, reader, new_version, old_answer
-- rebuilt: only added to; run_hour is the hour the posting came from; the answers
--   on years stay in dim_experience
create table if not exists replaced_answers (
    posting_key varchar,
    reader varchar,
    text_hash varchar,
    old_answer varchar,
    new_version varchar,
    run_hour timestamp_ntz
)
