-- one row is: what the reading functions say of nothing, which proves they are there
-- source: the functions of sql/setup/functions_python; key: none
-- rebuilt: nothing is written
select
    extract_experience(null::varchar, null::varchar) as experience,
    extract_skills(null::varchar, null::varchar) as skills,
    extract_title(null::varchar) as title,
    extract_pay(null::varchar, null::varchar, null::varchar) as pay,
    extract_signature(null::varchar) as signature,
    group_copies(array_construct()) as copies
