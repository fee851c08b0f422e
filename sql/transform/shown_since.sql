-- one row is: how far back the postings reach whose lines are written anew
-- source: stg_shown, stg_copies; key: none
-- rebuilt: nothing is written; the bound lets later statements skip older partitions
-- binds: since
with moments as (
    select to_timestamp_ntz(?) as first_seen_at
    union all
    select stg_copies.first_seen_at
    from stg_copies
    inner join stg_shown on stg_copies.posting_key = stg_shown.posting_key
)

select min(moments.first_seen_at) as shown_since
from moments
