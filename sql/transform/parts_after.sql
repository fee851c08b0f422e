-- one row is: a part of mart_postings into which a posting has come
-- source: mart_postings, stg_shown; key: table_name, part_day
-- rebuilt: added to after mart_postings was merged
-- binds: shown_since
insert into stg_parts (table_name, part_day)
with concerned as (
    select distinct
        'mart_postings' as table_name,
        mart_postings.last_seen_at::date as part_day
    from mart_postings
    inner join stg_shown on mart_postings.posting_key = stg_shown.posting_key
    where mart_postings.first_seen_at >= to_timestamp_ntz(?)
)

select concerned.*
from concerned
left join stg_parts
    on
        concerned.table_name = stg_parts.table_name
        and concerned.part_day = stg_parts.part_day
where stg_parts.table_name is null
