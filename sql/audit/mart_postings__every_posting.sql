-- rule: no posting is lost between the wide table and the page
-- severity: block
-- selects the rows that break the rule; none is a pass
select master_postings.posting_key
from master_postings
left join mart_postings
    on master_postings.posting_key = mart_postings.posting_key
where mart_postings.posting_key is null
