-- rule: lines wait to be repaired
-- severity: warn
-- selects the rows that break the rule; none is a pass
select
    rejected_rows.reason,
    count(*) as row_count
from rejected_rows
where rejected_rows.resolved_by is null
group by rejected_rows.reason
