-- one row is: a part that waited to be published
-- source: stg_parts; key: table_name, part_day
-- rebuilt: emptied once everything is published
delete from stg_parts
