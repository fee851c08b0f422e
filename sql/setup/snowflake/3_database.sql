-- one row is: nothing; the database, its schema, and what each role may do there
-- source: run once, as SYSADMIN, which must also hold MANAGE GRANTS for the last two
-- lines, or have SECURITYADMIN run those
use role sysadmin;

create database if not exists first_rung
comment = 'First Rung: job postings and the experience they require';

create schema if not exists first_rung.jobs
comment = 'raw_ as loaded, stg_ typed, dim_ things, fct_ sights, mart_ answers';

grant usage on database first_rung to role first_rung;
grant usage on database first_rung to role first_rung_reader;
-- for the scratch schema of run_pipeline.py --check, made and dropped by it
grant create schema on database first_rung to role first_rung;

grant usage, create table, create view, create function, create stage,
create file format
on schema first_rung.jobs to role first_rung;
grant usage on schema first_rung.jobs to role first_rung_reader;

use role securityadmin;
grant select on future tables in schema first_rung.jobs to role first_rung_reader;
grant select on future views in schema first_rung.jobs to role first_rung_reader;
