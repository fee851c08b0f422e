-- one row is: a way in which answers change, and how many postings it concerns
-- source: changed_answers; key: reader, old_version, old_kind, new_kind
-- rebuilt: nothing is written; the most common first
select
    reader,
    old_version,
    new_version,
    old_kind,
    new_kind,
    count(*) as posting_count
from changed_answers
group by reader, old_version, new_version, old_kind, new_kind
order by
    case reader
        when 'experience' then 1 when 'skills' then 2 when 'title' then 3 else 4
    end,
    posting_count desc,
    old_kind asc,
    new_kind asc
