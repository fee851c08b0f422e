-- one row is: a job and the years it requires, in the shape of YEARS_OF_EXP of the
--   first design: one flag for each number of years
-- source: dim_postings, current_experience; key: job_id
-- rebuilt: a view; part years count for the whole years in them, fifteen for more too;
--   no flag is set where the posting states no years
create or replace view years_of_exp as
with answered as (
    select
        dim_postings.posting_key as job_id,
        iff(
            current_experience.kind = 'none_needed', 0, current_experience.min_years
        ) as min_years
    from dim_postings
    left join current_experience
        on dim_postings.posting_key = current_experience.posting_key
)

select
    job_id,
    coalesce(floor(min_years) = 0, false) as zero,
    coalesce(floor(min_years) = 1, false) as one,
    coalesce(floor(min_years) = 2, false) as two,
    coalesce(floor(min_years) = 3, false) as three,
    coalesce(floor(min_years) = 4, false) as four,
    coalesce(floor(min_years) = 5, false) as five,
    coalesce(floor(min_years) = 6, false) as six,
    coalesce(floor(min_years) = 7, false) as seven,
    coalesce(floor(min_years) = 8, false) as eight,
    coalesce(floor(min_years) = 9, false) as nine,
    coalesce(floor(min_years) = 10, false) as ten,
    coalesce(floor(min_years) = 11, false) as eleven,
    coalesce(floor(min_years) = 12, false) as twelve,
    coalesce(floor(min_years) = 13, false) as thirteen,
    coalesce(floor(min_years) = 14, false) as fourteen,
    coalesce(min_years >= 15, false) as fifteen
from answered
