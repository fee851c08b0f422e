-- rule: every sight belongs to a posting
-- severity: block
-- selects the rows that break the rule; none is a pass
select fct_applications.observation_key
from fct_applications
left join dim_postings
    on fct_applications.posting_key = dim_postings.posting_key
where dim_postings.posting_key is null
