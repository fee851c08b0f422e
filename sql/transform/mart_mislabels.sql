-- one row is: a week, employer, industry, occupation or place, and how many of its
--   postings tagged entry level require more than the threshold
-- source: mart_postings; key: dimension, value
-- rebuilt: whole; share_low and share_high are the Wilson 95 % interval (Wilson 1927,
--   "Probable inference", J. Am. Stat. Assoc. 22, z = 1.96), so that small counts do
--   not rank by chance
create or replace table mart_mislabels as
with tagged as (
    select
        not is_truly_entry_level as is_mislabelled,
        coalesce(company, 'unknown') as company,
        coalesce(industries, 'unknown') as industry,
        coalesce(job_function, 'unknown') as occupation,
        coalesce(location, 'unknown') as place,
        yearofweekiso(coalesce(posted_at, first_seen_at)) || '-W'
        || lpad(weekiso(coalesce(posted_at, first_seen_at))::varchar, 2, '0') as week
    from mart_postings
    where is_tagged_entry_level
),

labelled as (
    select
        'all' as dimension,
        'all' as value,
        is_mislabelled
    from tagged
    union all
    select
        'week' as dimension,
        week as value,
        is_mislabelled
    from tagged
    union all
    select
        'company' as dimension,
        company as value,
        is_mislabelled
    from tagged
    union all
    select
        'industry' as dimension,
        industry as value,
        is_mislabelled
    from tagged
    union all
    select
        'occupation' as dimension,
        occupation as value,
        is_mislabelled
    from tagged
    union all
    select
        'place' as dimension,
        place as value,
        is_mislabelled
    from tagged
),

counted as (
    select
        dimension,
        value,
        count(*) as tagged_count,
        count_if(is_mislabelled) as mislabelled_count,
        count_if(is_mislabelled) / count(*)::float as share
    from labelled
    group by dimension, value
)

select
    dimension,
    value,
    tagged_count,
    mislabelled_count,
    share,
    (
        share + 1.9208 / tagged_count
        - 1.96 * sqrt(
            (share * (1 - share) + 0.9604 / tagged_count) / tagged_count
        )
    ) / (1 + 3.8416 / tagged_count) as share_low,
    (
        share + 1.9208 / tagged_count
        + 1.96 * sqrt(
            (share * (1 - share) + 0.9604 / tagged_count) / tagged_count
        )
    ) / (1 + 3.8416 / tagged_count) as share_high
from counted
