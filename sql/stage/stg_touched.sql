-- one row is: a posting with something new since the last finished transformation
-- source: stg_lines; key: posting_key
-- rebuilt: merged here, emptied when the run has published
merge into stg_touched as kept
using (
    select
        stg_lines.posting_key,
        min(stg_lines.seen_at) as seen_at
    from stg_lines
    where stg_lines.reason is null
    group by stg_lines.posting_key
) as fresh
    on kept.posting_key = fresh.posting_key
when matched and fresh.seen_at < kept.seen_at then
    update set
        seen_at = fresh.seen_at
when not matched then
    insert (posting_key, seen_at, is_to_read)
    values (fresh.posting_key, fresh.seen_at, false)
