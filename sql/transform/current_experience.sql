-- one row is: a posting and the years its present text asks for
-- source: dim_experience, master_postings; key: posting_key
-- rebuilt: a view; of several versions of the rules the latest is shown
create or replace view current_experience as
select dim_experience.*
from dim_experience
inner join master_postings
    on
        dim_experience.posting_key = master_postings.posting_key
        and dim_experience.text_hash = master_postings.text_hash
qualify
    row_number() over (
        partition by dim_experience.posting_key
        order by dim_experience.rules_version::float desc
    ) = 1
