-- one row is: an answer to a text that its posting has not, or has from another sight
-- source: dim_experience, stg_texts, stg_touched
-- key: posting_key, text_hash, rules_version
-- rebuilt: removed; what is still to be answered is answered in the same transaction
delete from dim_experience
where
    posting_key in (select stg_touched.posting_key from stg_touched)
    and posting_key || ' ' || text_hash || ' ' || lake_key || ' ' || lake_line::varchar
    not in (
        select
            stg_texts.posting_key || ' ' || stg_texts.text_hash
            || ' ' || stg_texts.lake_key || ' ' || stg_texts.lake_line::varchar
        from stg_texts
        inner join stg_touched on stg_texts.posting_key = stg_touched.posting_key
    )
