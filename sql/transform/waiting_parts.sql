-- one row is: a part of a published table that must be written anew
-- source: stg_parts; key: part_day
-- rebuilt: nothing is written
-- binds: table_name
select to_varchar(stg_parts.part_day) as part_day
from stg_parts
where stg_parts.table_name = ?
