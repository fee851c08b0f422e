-- one row is: nothing; the scratch schema of `run_pipeline.py --check` goes again
-- source: lib/account.py; rebuilt: before and after every check
drop schema if exists first_rung_check cascade
