-- one row is: a text in, its signature out;
--   lib/extract/warehouse.py holds the function
-- source: lib/extract, as the archive on @code; key: none
-- rebuilt: when the archive's content changes
create or replace function extract_signature(description varchar)
returns varchar
language python
runtime_version = '3.11'
packages = ('pandas', 'numpy')
imports = ('@code/first_rung_extract.zip')
handler = 'read'
as $$
import pandas
from _snowflake import vectorized
from lib.extract.warehouse import signature


@vectorized(input=pandas.DataFrame)
def read(frame):
    return signature(frame)
$$
