-- one row is: a table of the session's schema
-- source: information_schema.tables; key: table_name
select table_name
from information_schema.tables
where
    table_schema = current_schema()
    and table_type = 'BASE TABLE'
order by table_name
