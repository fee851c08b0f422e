-- one row is: a posting of a block that changed, and what it is a copy of
-- source: stg_blocks, dim_copies, group_copies; key: posting_key
-- rebuilt: each run, from all postings of the block, so that the order of hours is the
--   same; the posting seen first is the canonical one
create or replace table stg_copies as
with concerned as (
    select block_key from stg_blocks
    union distinct
    select dim_copies.block_key
    from dim_copies
    inner join stg_blocks on dim_copies.posting_key = stg_blocks.posting_key
),

stayed as (
    select
        dim_copies.posting_key,
        dim_copies.block_key,
        dim_copies.signature,
        dim_copies.first_seen_at,
        dim_copies.run_hour,
        dim_copies.lake_key,
        dim_copies.lake_line
    from dim_copies
    inner join concerned on dim_copies.block_key = concerned.block_key
    left join stg_blocks on dim_copies.posting_key = stg_blocks.posting_key
    where stg_blocks.posting_key is null
),

members as (
    select
        posting_key,
        block_key,
        signature,
        first_seen_at,
        run_hour,
        lake_key,
        lake_line
    from stg_blocks
    union all
    select * from stayed
),

gathered as (
    select
        block_key,
        array_agg(object_construct('posting_key', posting_key, 'signature', signature))
        within group (order by first_seen_at, posting_key) as postings
    from members
    group by block_key
),

grouped as (
    select
        block_key,
        group_copies(postings) as groups
    from gathered
),

answers as (
    select
        found.value:posting_key::varchar as posting_key,
        found.value:canonical::varchar as canonical_posting_key,
        found.value:similarity::float as similarity
    from grouped, lateral flatten(input => grouped.groups) as found
)

select
    members.posting_key,
    members.block_key,
    answers.canonical_posting_key,
    answers.similarity,
    members.signature,
    members.first_seen_at,
    members.run_hour,
    members.lake_key,
    members.lake_line
from members
inner join answers on members.posting_key = answers.posting_key
