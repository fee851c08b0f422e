-- one row is: a function registered from the code with this hash
-- source: functions; key: function_name
-- rebuilt: nothing is written
-- binds: code_hash
select functions.function_name
from functions
where functions.code_hash = ?
