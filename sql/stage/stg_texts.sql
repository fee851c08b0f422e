-- one row is: a text of a posting, kept once however often it was read
-- source: stg_lines, stg_observations; key: posting_key, text_hash
-- rebuilt: merged; time and place are those of the first sight that has the text
-- binds: since, since
merge into stg_texts as kept
using (
    with first_sights as (
        select
            stg_observations.posting_key,
            stg_observations.text_hash,
            stg_observations.seen_at,
            stg_observations.run_hour,
            stg_observations.lake_key,
            stg_observations.lake_line
        from stg_observations
        inner join stg_touched
            on stg_observations.posting_key = stg_touched.posting_key
        where
            stg_observations.text_hash is not null
            and stg_observations.seen_at >= to_timestamp_ntz(?)
        qualify
            row_number() over (
                partition by
                    stg_observations.posting_key, stg_observations.text_hash
                order by stg_observations.seen_at
            ) = 1
    ),

    texts as (
        select
            stg_lines.posting_key,
            stg_lines.text_hash,
            min(stg_lines.title) as title,
            min(stg_lines.description) as description
        from stg_lines
        where stg_lines.text_hash is not null
        group by stg_lines.posting_key, stg_lines.text_hash
    )

    select
        first_sights.*,
        texts.title,
        texts.description
    from first_sights
    left join texts
        on
            first_sights.posting_key = texts.posting_key
            and first_sights.text_hash = texts.text_hash
) as fresh
    on
        kept.posting_key = fresh.posting_key
        and kept.text_hash = fresh.text_hash
        and kept.seen_at >= to_timestamp_ntz(?)
when matched and (
    kept.seen_at <> fresh.seen_at
    or kept.lake_key <> fresh.lake_key
    or kept.lake_line <> fresh.lake_line
) then
    update set
        seen_at = fresh.seen_at,
        run_hour = fresh.run_hour,
        lake_key = fresh.lake_key,
        lake_line = fresh.lake_line
when not matched and fresh.description is not null then
    insert (
        posting_key,
        text_hash,
        title,
        description,
        seen_at,
        run_hour,
        lake_key,
        lake_line
    )
    values (
        fresh.posting_key,
        fresh.text_hash,
        fresh.title,
        fresh.description,
        fresh.seen_at,
        fresh.run_hour,
        fresh.lake_key,
        fresh.lake_line
    )
