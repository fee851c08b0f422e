-- one row is: the size of the wide table and of what waits for transformation
-- source: master_postings, stg_touched; key: none
-- rebuilt: nothing is written
select
    (select count(*) from master_postings) as posting_count,
    (
        select count(*) from master_postings
        where is_closed
    ) as closed_count,
    (select count(*) from stg_touched) as touched_count
