-- one row is: a reason why open postings are hidden, and how many
-- source: mart_postings; key: reason
-- rebuilt: nothing is written; a posting counts under the years it asks for
select
    case
        when min_years < 3 then 'ask for about 2 years'
        when min_years < 5 then 'ask for 3 or 4 years'
        when min_years < 8 then 'ask for 5 to 7 years'
        else 'ask for 8 years or more'
    end as reason,
    count(*) as posting_count
from mart_postings
where
    closed_at is null
    and not is_truly_entry_level
group by reason
order by posting_count desc, reason asc
limit 3
