-- rule: keys and first sight are always there
-- severity: block
-- selects the rows that break the rule; none is a pass
select
    posting_key,
    posting_id,
    first_seen_at
from master_postings
where
    posting_key is null
    or posting_id is null
    or first_seen_at is null
