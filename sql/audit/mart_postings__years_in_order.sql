-- rule: a range's lower end is not above its upper end
-- severity: block
-- selects the rows that break the rule; none is a pass
select
    posting_key,
    min_years,
    max_years
from mart_postings
where min_years > max_years or min_years < 0
