-- one row is: nothing; the role that writes and the role that only reads
-- source: run once, as USERADMIN
use role useradmin;

create role if not exists first_rung
comment = 'First Rung: runs the hourly pipeline and owns its tables';

create role if not exists first_rung_reader
comment = 'First Rung: reads the tables, for analysts';

grant role first_rung_reader to role first_rung;
grant role first_rung to role sysadmin;
