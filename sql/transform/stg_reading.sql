-- one row is: a text that is to be read, with its words
-- source: stg_texts, stg_unread; key: posting_key, text_hash
-- rebuilt: each run
-- binds: text_since
create or replace table stg_reading as
select stg_texts.*
from stg_texts
inner join stg_unread
    on
        stg_texts.posting_key = stg_unread.posting_key
        and stg_texts.text_hash = stg_unread.text_hash
where stg_texts.run_hour >= to_timestamp_ntz(?)
