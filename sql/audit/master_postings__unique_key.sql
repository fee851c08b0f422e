-- rule: each posting stands once in the wide table
-- severity: block
-- selects the rows that break the rule; none is a pass
select
    posting_key,
    count(*) as row_count
from master_postings
group by posting_key
having count(*) > 1
