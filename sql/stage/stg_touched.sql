-- one row is: a posting with something new since the last finished transformation
-- source: stg_lines; key: posting_key
-- rebuilt: filled here, emptied when the run has published
insert into stg_touched (posting_key)
select distinct stg_lines.posting_key
from stg_lines
left join stg_touched on stg_lines.posting_key = stg_touched.posting_key
where
    stg_lines.reason is null
    and stg_touched.posting_key is null
