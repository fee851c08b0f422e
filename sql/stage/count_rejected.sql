-- one row is: a reason for which lines are set aside
-- source: rejected_rows; key: reason
-- rebuilt: nothing is written
select
    rejected_rows.reason,
    count(*) as line_count,
    min(rejected_rows.lake_key) as first_lake_key,
    min(rejected_rows.line_start) as first_line_start
from rejected_rows
where rejected_rows.resolved_by is null
group by rejected_rows.reason
order by line_count desc, rejected_rows.reason asc
