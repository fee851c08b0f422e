-- rule: only the five kinds of answer occur
-- severity: block
-- selects the rows that break the rule; none is a pass
select
    posting_key,
    kind
from mart_postings
where
    kind not in (
        'not_stated', 'none_needed', 'years', 'degree_instead', 'preferred_only'
    )
