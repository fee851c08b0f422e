-- one row is: a text that no sight of its posting has any more
-- source: stg_texts, stg_observations, stg_touched; key: posting_key, text_hash
-- rebuilt: removed when another line has taken the place of the only sight that had it
-- binds: since, since
delete from stg_texts
where
    posting_key in (select stg_touched.posting_key from stg_touched)
    and seen_at >= to_timestamp_ntz(?)
    and posting_key || ' ' || text_hash not in (
        select stg_observations.posting_key || ' ' || stg_observations.text_hash
        from stg_observations
        inner join stg_touched
            on stg_observations.posting_key = stg_touched.posting_key
        where
            stg_observations.text_hash is not null
            and stg_observations.seen_at >= to_timestamp_ntz(?)
    )
