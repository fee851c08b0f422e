-- one row is: a place, as the board writes it
-- source: dim_postings; key: place_id
-- rebuilt: whole; the latest seen posting gives the values
create or replace table dim_places as
with named as (
    select * from dim_postings
    where location is not null
)

select
    place_id,
    location,
    city,
    region,
    country,
    min(first_seen_at) over (partition by place_id) as first_seen_at,
    max(last_seen_at) over (partition by place_id) as last_seen_at,
    count(*) over (partition by place_id) as posting_count
from named
qualify
    row_number() over (
        partition by place_id order by last_seen_at desc, posting_key asc
    ) = 1
