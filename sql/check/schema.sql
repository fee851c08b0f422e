-- one row is: nothing; the scratch schema of `run_pipeline.py --check`
-- source: lib/account.py; rebuilt: dropped at the end of every check
create schema first_rung_check
