-- one row is: a part of mart_postings in which the threshold changes a mark
-- source: mart_postings; key: table_name, part_day
-- rebuilt: added to before mart_entry_level
-- binds: entry_level_years
insert into stg_parts (table_name, part_day)
with concerned as (
    select distinct
        'mart_postings' as table_name,
        mart_postings.last_seen_at::date as part_day
    from mart_postings
    where
        mart_postings.is_truly_entry_level
        is distinct from coalesce(mart_postings.min_years <= ?, true)
)

select concerned.*
from concerned
left join stg_parts
    on
        concerned.table_name = stg_parts.table_name
        and concerned.part_day = stg_parts.part_day
where stg_parts.table_name is null
