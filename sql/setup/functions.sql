-- one row is: a Python function of the warehouse and the code it was made from
-- source: lib/extract; key: function_name
-- rebuilt: when the code changes
create table if not exists functions (
    function_name varchar,
    code_hash varchar
)
