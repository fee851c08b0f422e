-- one row is: a changed answer to look at
-- source: changed_answers; key: posting_key, reader
-- rebuilt: nothing is written; always the same twenty, those on years first
select
    posting_key,
    reader,
    title,
    old_answer,
    new_answer
from changed_answers
order by
    case reader
        when 'experience' then 1 when 'skills' then 2 when 'title' then 3 else 4
    end,
    md5(posting_key) asc
limit 20
