-- one row is: a text that is to be read: new, changed, or unknown to these rules
-- source: stg_texts, stg_touched, stg_changed, dim_experience
-- key: posting_key, text_hash
-- rebuilt: each run; texts of the past count too: the order of hours plays no part
-- binds: rules_version, since
create or replace table stg_unread as
select
    stg_texts.posting_key,
    stg_texts.text_hash,
    stg_texts.run_hour
from stg_texts
inner join stg_touched on stg_texts.posting_key = stg_touched.posting_key
left join stg_changed
    on
        stg_texts.posting_key = stg_changed.posting_key
        and stg_texts.text_hash = stg_changed.text_hash
left join dim_experience
    on
        stg_texts.posting_key = dim_experience.posting_key
        and stg_texts.text_hash = dim_experience.text_hash
        and stg_texts.lake_key = dim_experience.lake_key
        and stg_texts.lake_line = dim_experience.lake_line
        and dim_experience.rules_version = ?
where
    stg_texts.seen_at >= to_timestamp_ntz(?)
    and (stg_changed.posting_key is not null or dim_experience.posting_key is null)
