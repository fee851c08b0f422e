-- one row is: a posting whose answers the next transformation writes anew
-- source: fresh_answers, changed_answers, dim_experience; key: posting_key
-- rebuilt: added to stg_touched: what changed, and what these rules have not read yet
-- binds: rules_version
insert into stg_touched (posting_key)
select fresh_answers.posting_key
from fresh_answers
left join changed_answers on fresh_answers.posting_key = changed_answers.posting_key
left join dim_experience
    on
        fresh_answers.posting_key = dim_experience.posting_key
        and fresh_answers.text_hash = dim_experience.text_hash
        and dim_experience.rules_version = ?
left join stg_touched on fresh_answers.posting_key = stg_touched.posting_key
where
    (
        changed_answers.posting_key is not null
        or dim_experience.posting_key is null
    )
    and stg_touched.posting_key is null
group by fresh_answers.posting_key
