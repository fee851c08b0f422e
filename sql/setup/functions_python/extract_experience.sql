-- one row is: a text in, its answer out; lib/extract/warehouse.py holds the function
-- source: lib/extract, as the archive on @code; key: none
-- rebuilt: when the archive's content changes
create or replace function extract_experience(description varchar, title varchar)
returns variant
language python
runtime_version = '3.11'
packages = ('pandas')
imports = ('@code/first_rung_extract.zip')
handler = 'read'
as $$
import pandas
from _snowflake import vectorized
from lib.extract.warehouse import experience


@vectorized(input=pandas.DataFrame)
def read(frame):
    return pandas.Series(experience(frame), dtype=object)
$$
