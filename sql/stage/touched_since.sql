-- one row is: how far back the touched postings reach
-- source: stg_touched, master_postings; key: none
-- rebuilt: nothing is written; the bound lets later statements skip older partitions
with moments as (
    select stg_touched.seen_at
    from stg_touched
    union all
    select master_postings.first_seen_at
    from master_postings
    inner join stg_touched
        on master_postings.posting_key = stg_touched.posting_key
)

select min(moments.seen_at) as since
from moments
