-- rule: each posting stands once on the page
-- severity: block
-- selects the rows that break the rule; none is a pass
select
    posting_key,
    count(*) as row_count
from mart_postings
group by posting_key
having count(*) > 1
