-- one row is: a Python function of the warehouse and the code it was made from
-- source: lib/extract; key: function_name
-- rebuilt: merged when a function was registered
-- binds: function_name, code_hash
merge into functions as kept
using (
    select
        ? as function_name,
        ? as code_hash
) as fresh
    on kept.function_name = fresh.function_name
when matched then
    update set
        code_hash = fresh.code_hash
when not matched then
    insert (function_name, code_hash)
    values (fresh.function_name, fresh.code_hash)
