-- one row is: a changed posting, with what copies of it have in common
-- source: stg_changed, stg_reading; key: posting_key
-- rebuilt: each run; a posting without employer or text is a block of its own
create or replace table stg_blocks as
select
    stg_changed.posting_key,
    iff(
        stg_changed.company is null or stg_reading.description is null,
        stg_changed.posting_key,
        md5(
            trim(lower(stg_changed.company))
            || '|' || trim(regexp_replace(
                lower(coalesce(stg_changed.title, '')), '[^[:alnum:]]+', ' '
            ))
            || '|' || trim(lower(coalesce(stg_changed.location, '')))
        )
    ) as block_key,
    extract_signature(stg_reading.description) as signature,
    stg_changed.first_seen_at,
    stg_changed.text_hour as run_hour,
    stg_changed.text_lake_key as lake_key,
    stg_changed.text_lake_line as lake_line
from stg_changed
left join stg_reading
    on
        stg_changed.posting_key = stg_reading.posting_key
        and stg_changed.text_hash = stg_reading.text_hash
