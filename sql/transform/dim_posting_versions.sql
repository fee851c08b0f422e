-- one row is: a posting as it was for a while: what it asked, paid and was called
-- source: stg_observations, dim_experience; key: version_key (posting, valid_from)
-- rebuilt: for the postings a run touched; what a sight does not tell is as before
-- binds: since, rules_version
insert into dim_posting_versions (
    version_key,
    posting_key,
    valid_from,
    valid_to,
    version_number,
    is_closed,
    is_reopened,
    title,
    seniority_level,
    pay_text,
    text_hash,
    kind,
    min_years,
    max_years,
    preferred_years,
    run_hour,
    lake_key,
    lake_line
)
with filled as (
    select
        stg_observations.posting_key,
        stg_observations.seen_at,
        stg_observations.run_hour,
        stg_observations.lake_key,
        stg_observations.lake_line,
        coalesce(stg_observations.is_closed, false) as is_closed,
        last_value(stg_observations.title) ignore nulls over (
            partition by stg_observations.posting_key
            order by stg_observations.seen_at
            rows between unbounded preceding and current row
        ) as title,
        last_value(stg_observations.seniority_level) ignore nulls over (
            partition by stg_observations.posting_key
            order by stg_observations.seen_at
            rows between unbounded preceding and current row
        ) as seniority_level,
        last_value(stg_observations.pay_text) ignore nulls over (
            partition by stg_observations.posting_key
            order by stg_observations.seen_at
            rows between unbounded preceding and current row
        ) as pay_text,
        last_value(stg_observations.text_hash) ignore nulls over (
            partition by stg_observations.posting_key
            order by stg_observations.seen_at
            rows between unbounded preceding and current row
        ) as text_hash
    from stg_observations
    inner join stg_touched
        on stg_observations.posting_key = stg_touched.posting_key
    where stg_observations.seen_at >= to_timestamp_ntz(?)
),

compared as (
    select
        filled.*,
        row_number() over (partition by posting_key order by seen_at) as sight_number,
        lag(is_closed) over (partition by posting_key order by seen_at) as was_closed,
        lag(title) over (partition by posting_key order by seen_at) as earlier_title,
        lag(seniority_level) over (
            partition by posting_key order by seen_at
        ) as earlier_seniority_level,
        lag(pay_text) over (
            partition by posting_key order by seen_at
        ) as earlier_pay_text,
        lag(text_hash) over (
            partition by posting_key order by seen_at
        ) as earlier_text_hash
    from filled
),

begun as (
    select
        compared.*,
        lead(seen_at) over (partition by posting_key order by seen_at) as valid_to,
        row_number() over (partition by posting_key order by seen_at) as version_number
    from compared
    where
        sight_number = 1
        or is_closed <> was_closed
        or title is distinct from earlier_title
        or seniority_level is distinct from earlier_seniority_level
        or pay_text is distinct from earlier_pay_text
        or text_hash is distinct from earlier_text_hash
)

select
    md5(begun.posting_key || '@' || begun.seen_at::varchar) as version_key,
    begun.posting_key,
    begun.seen_at as valid_from,
    begun.valid_to,
    begun.version_number,
    begun.is_closed,
    coalesce(begun.was_closed, false) and not begun.is_closed as is_reopened,
    begun.title,
    begun.seniority_level,
    begun.pay_text,
    begun.text_hash,
    dim_experience.kind,
    dim_experience.min_years,
    dim_experience.max_years,
    dim_experience.preferred_years,
    begun.run_hour,
    begun.lake_key,
    begun.lake_line
from begun
left join dim_experience
    on
        begun.posting_key = dim_experience.posting_key
        and begun.text_hash = dim_experience.text_hash
        and dim_experience.rules_version = ?
