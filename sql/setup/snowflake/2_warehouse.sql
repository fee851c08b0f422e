-- one row is: nothing; the smallest warehouse, asleep after a minute, and its limit
-- source: run once, as ACCOUNTADMIN: only that role may create resource monitors
use role accountadmin;

create resource monitor if not exists first_rung
with
credit_quota = 60
frequency = monthly
start_timestamp = immediately
triggers
on 80 percent do notify
on 100 percent do suspend;

create warehouse if not exists first_rung
with
warehouse_size = xsmall
auto_suspend = 60
auto_resume = true
initially_suspended = true
resource_monitor = first_rung
statement_timeout_in_seconds = 900
comment = 'First Rung: one short burst an hour';

grant usage on warehouse first_rung to role first_rung;
grant usage on warehouse first_rung to role first_rung_reader;
