-- one row is: a posting whose answers the next transformation writes anew
-- source: fresh_answers, changed_answers, dim_experience; key: posting_key
-- rebuilt: merged into stg_touched: what changed, and what these rules never read
-- binds: rules_version
merge into stg_touched as kept
using (
    select distinct
        fresh_answers.posting_key,
        fresh_answers.first_seen_at
    from fresh_answers
    left join changed_answers
        on fresh_answers.posting_key = changed_answers.posting_key
    left join dim_experience
        on
            fresh_answers.posting_key = dim_experience.posting_key
            and fresh_answers.text_hash = dim_experience.text_hash
            and dim_experience.rules_version = ?
    where
        changed_answers.posting_key is not null
        or dim_experience.posting_key is null
) as fresh
    on kept.posting_key = fresh.posting_key
when matched then
    update set
        is_to_read = true
when not matched then
    insert (posting_key, seen_at, is_to_read)
    values (fresh.posting_key, fresh.first_seen_at, true)
