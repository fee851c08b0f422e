-- one row is: a place, as the board writes it
-- source: dim_postings; key: place_id
-- rebuilt: whole; what only some postings tell of a place is told of it
create or replace table dim_places as
select
    place_id,
    min(location) as location,
    max(city) as city,
    max(region) as region,
    max(country) as country,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    count(*) as posting_count
from dim_postings
where place_id is not null
group by place_id
