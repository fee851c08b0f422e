-- one row is: a day on which a posting was posted or seen first
-- source: dim_postings; key: date_day
-- rebuilt: whole
create or replace table dim_dates as
with days as (
    select posted_at::date as date_day from dim_postings
    union distinct
    select first_seen_at::date as date_day from dim_postings
)

select
    date_day,
    year(date_day) as year_number,
    month(date_day) as month_number,
    dayofweekiso(date_day) as weekday_number,
    yearofweekiso(date_day) || '-W' || lpad(weekiso(date_day)::varchar, 2, '0')
        as iso_week
from days
where date_day is not null
