-- one row is: an answer on skills, title or pay that later rules replaced
-- source: changed_answers; key: posting_key, text_hash, reader, new_version, old_answer
-- rebuilt: merged before the new answers are written
merge into replaced_answers as kept
using (
    select
        posting_key,
        reader,
        text_hash,
        old_answer,
        new_version,
        old_run_hour as run_hour
    from changed_answers
    where reader != 'experience'
) as fresh
    on
        kept.posting_key = fresh.posting_key
        and kept.reader = fresh.reader
        and kept.text_hash = fresh.text_hash
        and kept.new_version = fresh.new_version
        and kept.old_answer = fresh.old_answer
when not matched then
    insert (posting_key, reader, text_hash, old_answer, new_version, run_hour)
    values (
        fresh.posting_key,
        fresh.reader,
        fresh.text_hash,
        fresh.old_answer,
        fresh.new_version,
        fresh.run_hour
    )
