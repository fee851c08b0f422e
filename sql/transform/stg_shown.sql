-- one row is: a posting whose line on the page is written anew
-- source: stg_touched, stg_copies, mart_postings; key: posting_key
-- rebuilt: each run; a posting that has become a copy of another one counts too
create or replace table stg_shown as
select posting_key from stg_touched
union distinct
select stg_copies.posting_key
from stg_copies
inner join mart_postings on stg_copies.posting_key = mart_postings.posting_key
where stg_copies.canonical_posting_key <> mart_postings.copy_key
