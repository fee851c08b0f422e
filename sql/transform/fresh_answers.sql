-- one row is: a posting and what the present rules say of it
-- source: the functions of sql/setup/functions_python over master_postings, stg_texts
-- key: posting_key
-- rebuilt: whole, when a person asks what a change of rules does
create or replace table fresh_answers as
select
    master_postings.posting_key,
    master_postings.title,
    master_postings.text_hash,
    master_postings.first_seen_at,
    extract_experience(stg_texts.description, stg_texts.title) as experience,
    extract_skills(stg_texts.description, master_postings.title) as skills,
    extract_title(master_postings.title) as title_answer,
    extract_pay(
        master_postings.pay_text, stg_texts.description, master_postings.country
    ) as pay
from master_postings
inner join stg_texts
    on
        master_postings.posting_key = stg_texts.posting_key
        and master_postings.text_hash = stg_texts.text_hash
