-- one row is: a posting and the posting it is a copy of, which may be itself
-- source: stg_copies; key: posting_key
-- rebuilt: merged for the blocks a run touched
merge into dim_copies as kept
using stg_copies as fresh
    on kept.posting_key = fresh.posting_key
when matched then
    update set
        block_key = fresh.block_key,
        canonical_posting_key = fresh.canonical_posting_key,
        similarity = fresh.similarity,
        signature = fresh.signature,
        first_seen_at = fresh.first_seen_at,
        run_hour = fresh.run_hour,
        lake_key = fresh.lake_key,
        lake_line = fresh.lake_line
when not matched then
    insert (
        posting_key,
        block_key,
        canonical_posting_key,
        similarity,
        signature,
        first_seen_at,
        run_hour,
        lake_key,
        lake_line
    )
    values (
        fresh.posting_key,
        fresh.block_key,
        fresh.canonical_posting_key,
        fresh.similarity,
        fresh.signature,
        fresh.first_seen_at,
        fresh.run_hour,
        fresh.lake_key,
        fresh.lake_line
    )
