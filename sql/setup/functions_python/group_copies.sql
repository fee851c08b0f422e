-- one row is: the postings of a block in, who is a copy of whom out;
--   lib/extract/warehouse.py holds the function
-- source: lib/extract, as the archive on @code; key: none
-- rebuilt: when the archive's content changes
create or replace function group_copies(postings variant)
returns variant
language python
runtime_version = '3.11'
packages = ('pandas', 'numpy')
imports = ('@code/first_rung_extract.zip')
handler = 'read'
as $$
import pandas
from _snowflake import vectorized
from lib.extract.warehouse import copies


@vectorized(input=pandas.DataFrame)
def read(frame):
    return copies(frame)
$$
