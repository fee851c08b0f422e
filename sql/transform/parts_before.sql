-- one row is: a part of a published table in which something is about to change
-- source: mart_postings, stg_shown, stg_changed, stg_sights; key: table_name, part_day
-- rebuilt: added to before the tables are merged. mart_postings is parted by the day of
--   the last sight; the texts and skills by the day of the first, as a text seldom
--   changes; sights by their day. Postings marked new by the last publication count too
-- binds: shown_since
insert into stg_parts (table_name, part_day)
with latest as (
    select dateadd('hour', -1, max(mart_postings.last_seen_at)) as new_since
    from mart_postings
),

concerned as (
    select
        'mart_postings' as table_name,
        mart_postings.last_seen_at::date as part_day
    from mart_postings
    inner join stg_shown on mart_postings.posting_key = stg_shown.posting_key
    where mart_postings.first_seen_at >= to_timestamp_ntz(?)
    union distinct
    select
        'mart_postings' as table_name,
        mart_postings.last_seen_at::date as part_day
    from mart_postings
    where mart_postings.first_seen_at > (select latest.new_since from latest)
    union distinct
    select
        'mart_descriptions' as table_name,
        earlier_first_seen_at::date as part_day
    from stg_changed
    union distinct
    select
        'mart_descriptions' as table_name,
        first_seen_at::date as part_day
    from stg_changed
    union distinct
    select
        'mart_applications' as table_name,
        seen_at::date as part_day
    from stg_sights
),

doubled as (
    select * from concerned
    union all
    select
        'mart_posting_skills' as table_name,
        part_day
    from concerned
    where table_name = 'mart_descriptions'
)

select doubled.*
from doubled
left join stg_parts
    on
        doubled.table_name = stg_parts.table_name
        and doubled.part_day = stg_parts.part_day
where
    doubled.part_day is not null
    and stg_parts.table_name is null
