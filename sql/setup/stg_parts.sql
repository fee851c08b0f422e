-- one row is: a part of a published table that must be written anew
-- source: the transformation; key: table_name, part_day
-- rebuilt: filled by the transformation, emptied when the run has published
create table if not exists stg_parts (
    table_name varchar,
    part_day date
)
