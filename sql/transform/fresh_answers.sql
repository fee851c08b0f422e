-- one row is: a posting and what the present rules say of it
-- source: the functions of sql/setup/functions_python over master_postings
-- key: posting_key
-- rebuilt: whole, when a person asks what a change of rules does
create or replace table fresh_answers as
select
    posting_key,
    title,
    text_hash,
    extract_experience(description, title) as experience,
    extract_skills(description, title) as skills,
    extract_title(title) as title_answer,
    extract_pay(pay_text, description, country) as pay
from master_postings
where text_hash is not null
