-- one row is: the answers of the whole publication in numbers
-- source: mart_postings; key: none
-- rebuilt: nothing is written
with latest as (
    select
        max(last_seen_at) as data_as_of,
        dateadd('hour', -1, max(last_seen_at)) as new_since
    from mart_postings
),

open_postings as (
    select
        mart_postings.*,
        latest.data_as_of,
        mart_postings.first_seen_at > latest.new_since as is_new
    from mart_postings
    cross join latest
    where mart_postings.closed_at is null
)

select
    max(data_as_of) as data_as_of,
    count(*) as postings_seen,
    coalesce(count_if(is_new), 0) as postings_new,
    coalesce(count_if(is_tagged_entry_level), 0) as tagged_entry_level,
    coalesce(count_if(is_truly_entry_level), 0) as truly_entry_level,
    coalesce(count_if(is_tagged_entry_level and not is_truly_entry_level), 0)
        as tagged_but_not,
    coalesce(count_if(is_tagged_entry_level and not is_truly_entry_level), 0)
    / nullif(count_if(is_tagged_entry_level), 0)::float as share_tagged_but_not
from open_postings
