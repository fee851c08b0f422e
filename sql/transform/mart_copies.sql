-- one row is: a posting that came back, or stands on the board more than once
-- source: dim_copies, dim_posting_versions, dim_postings; key: canonical_posting_key
-- rebuilt: whole; a posting appears when it is first seen and when it is open again.
--   The counts are facts about the last 60 days that it was seen, and no verdict
create or replace table mart_copies as
with appearances as (
    select
        posting_key,
        valid_from as appeared_at
    from dim_posting_versions
    where version_number = 1 or is_reopened
),

repeated as (
    select canonical_posting_key
    from dim_copies
    where posting_key <> canonical_posting_key
    union distinct
    select dim_copies.canonical_posting_key
    from dim_copies
    inner join dim_posting_versions
        on dim_copies.posting_key = dim_posting_versions.posting_key
    where dim_posting_versions.is_reopened
),

members as (
    select
        dim_copies.canonical_posting_key,
        dim_copies.posting_key,
        dim_copies.similarity,
        dim_postings.posting_id,
        dim_postings.first_seen_at,
        dim_postings.last_seen_at,
        max(dim_postings.last_seen_at) over (
            partition by dim_copies.canonical_posting_key
        ) as group_last_seen_at
    from dim_copies
    inner join repeated
        on dim_copies.canonical_posting_key = repeated.canonical_posting_key
    inner join dim_postings on dim_copies.posting_key = dim_postings.posting_key
),

counted as (
    select
        members.canonical_posting_key,
        count(*) as times_seen_60_days,
        count(distinct members.posting_key) as ids_60_days
    from members
    inner join appearances on members.posting_key = appearances.posting_key
    where
        appearances.appeared_at
        >= dateadd('day', -60, members.group_last_seen_at)
    group by members.canonical_posting_key
),

grouped as (
    select
        canonical_posting_key,
        count(*) as id_count,
        array_agg(posting_id) within group (
            order by first_seen_at, posting_id
        ) as posting_ids,
        min(similarity) as least_similarity,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from members
    group by canonical_posting_key
)

select
    grouped.canonical_posting_key,
    dim_postings.title,
    dim_postings.company,
    dim_postings.location,
    grouped.id_count,
    grouped.posting_ids,
    grouped.least_similarity,
    grouped.first_seen_at,
    grouped.last_seen_at,
    coalesce(counted.times_seen_60_days, 0) as times_seen_60_days,
    coalesce(counted.ids_60_days, 0) as ids_60_days
from grouped
inner join dim_postings
    on grouped.canonical_posting_key = dim_postings.posting_key
left join counted
    on grouped.canonical_posting_key = counted.canonical_posting_key
