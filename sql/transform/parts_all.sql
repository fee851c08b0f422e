-- one row is: a part of a published table
-- source: dim_postings, fct_applications; key: table_name, part_day
-- rebuilt: added to when a published folder is not the one this warehouse wrote last
insert into stg_parts (table_name, part_day)
with days as (
    select distinct
        first_seen_at::date as first_day,
        last_seen_at::date as last_day
    from dim_postings
),

parts as (
    select
        'mart_postings' as table_name,
        last_day as part_day
    from days
    union distinct
    select
        'mart_descriptions' as table_name,
        first_day as part_day
    from days
    union distinct
    select
        'mart_posting_skills' as table_name,
        first_day as part_day
    from days
    union distinct
    select
        'mart_applications' as table_name,
        seen_at::date as part_day
    from fct_applications
)

select parts.*
from parts
left join stg_parts
    on
        parts.table_name = stg_parts.table_name
        and parts.part_day = stg_parts.part_day
where stg_parts.table_name is null
