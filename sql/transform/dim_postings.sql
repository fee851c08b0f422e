-- one row is: a posting
-- source: master_postings of the postings in stg_touched; key: posting_key
-- rebuilt: merged; title and pay are read where something changed, kept elsewhere
-- binds: since, since, since
merge into dim_postings as kept
using (
    with answered as (
        select
            stg_changed.posting_key,
            extract_title(stg_changed.title) as title_answer,
            extract_pay(
                stg_changed.pay_text, stg_reading.description, stg_changed.country
            ) as pay_answer
        from stg_changed
        left join stg_reading
            on
                stg_changed.posting_key = stg_reading.posting_key
                and stg_changed.text_hash = stg_reading.text_hash
    ),

    fresh_answers as (
        select
            posting_key,
            title_answer:level::varchar as title_level,
            title_answer:grade::integer as title_grade,
            pay_answer:evidence::varchar as pay_evidence,
            pay_answer:low::float as pay_low,
            pay_answer:high::float as pay_high,
            pay_answer:currency::varchar as pay_currency,
            pay_answer:period::varchar as pay_period,
            pay_answer:year_low::float as pay_year_low,
            pay_answer:year_high::float as pay_year_high
        from answered
    ),

    kept_answers as (
        select
            dim_postings.posting_key,
            dim_postings.title_level,
            dim_postings.title_grade,
            dim_postings.pay_text as pay_evidence,
            dim_postings.pay_low,
            dim_postings.pay_high,
            dim_postings.pay_currency,
            dim_postings.pay_period,
            dim_postings.pay_year_low,
            dim_postings.pay_year_high
        from dim_postings
        inner join stg_touched on dim_postings.posting_key = stg_touched.posting_key
        left join stg_changed on dim_postings.posting_key = stg_changed.posting_key
        where
            dim_postings.first_seen_at >= to_timestamp_ntz(?)
            and stg_changed.posting_key is null
    ),

    answers as (
        select * from fresh_answers
        union all
        select * from kept_answers
    )

    select
        master_postings.posting_key,
        master_postings.source,
        master_postings.posting_id,
        master_postings.url,
        master_postings.title,
        answers.title_level,
        answers.title_grade,
        md5(lower(master_postings.company)) as company_id,
        master_postings.company,
        master_postings.company_url,
        md5(lower(master_postings.location)) as place_id,
        master_postings.location,
        master_postings.city,
        master_postings.region,
        master_postings.country,
        master_postings.is_remote,
        master_postings.posted_at,
        master_postings.first_seen_at,
        master_postings.last_seen_at,
        master_postings.closed_at,
        master_postings.applicants_low,
        master_postings.applicants_high,
        master_postings.seniority_level,
        master_postings.employment_type,
        master_postings.job_function,
        master_postings.industries,
        master_postings.language,
        master_postings.pay_text as pay_text_posted,
        coalesce(master_postings.pay_text, answers.pay_evidence) as pay_text,
        answers.pay_low,
        answers.pay_high,
        answers.pay_currency,
        answers.pay_period,
        answers.pay_year_low,
        answers.pay_year_high,
        master_postings.text_hash,
        master_postings.text_hour,
        master_postings.text_lake_key,
        master_postings.text_lake_line,
        master_postings.run_hour,
        master_postings.lake_key,
        master_postings.lake_line
    from master_postings
    inner join stg_touched on master_postings.posting_key = stg_touched.posting_key
    inner join answers on master_postings.posting_key = answers.posting_key
    where master_postings.first_seen_at >= to_timestamp_ntz(?)
) as fresh
    on
        kept.posting_key = fresh.posting_key
        and kept.first_seen_at >= to_timestamp_ntz(?)
when matched then
    update set
        source = fresh.source,
        posting_id = fresh.posting_id,
        url = fresh.url,
        title = fresh.title,
        title_level = fresh.title_level,
        title_grade = fresh.title_grade,
        company_id = fresh.company_id,
        company = fresh.company,
        company_url = fresh.company_url,
        place_id = fresh.place_id,
        location = fresh.location,
        city = fresh.city,
        region = fresh.region,
        country = fresh.country,
        is_remote = fresh.is_remote,
        posted_at = fresh.posted_at,
        first_seen_at = fresh.first_seen_at,
        last_seen_at = fresh.last_seen_at,
        closed_at = fresh.closed_at,
        applicants_low = fresh.applicants_low,
        applicants_high = fresh.applicants_high,
        seniority_level = fresh.seniority_level,
        employment_type = fresh.employment_type,
        job_function = fresh.job_function,
        industries = fresh.industries,
        language = fresh.language,
        pay_text_posted = fresh.pay_text_posted,
        pay_text = fresh.pay_text,
        pay_low = fresh.pay_low,
        pay_high = fresh.pay_high,
        pay_currency = fresh.pay_currency,
        pay_period = fresh.pay_period,
        pay_year_low = fresh.pay_year_low,
        pay_year_high = fresh.pay_year_high,
        text_hash = fresh.text_hash,
        text_hour = fresh.text_hour,
        text_lake_key = fresh.text_lake_key,
        text_lake_line = fresh.text_lake_line,
        run_hour = fresh.run_hour,
        lake_key = fresh.lake_key,
        lake_line = fresh.lake_line
when not matched then
    insert (
        posting_key,
        source,
        posting_id,
        url,
        title,
        title_level,
        title_grade,
        company_id,
        company,
        company_url,
        place_id,
        location,
        city,
        region,
        country,
        is_remote,
        posted_at,
        first_seen_at,
        last_seen_at,
        closed_at,
        applicants_low,
        applicants_high,
        seniority_level,
        employment_type,
        job_function,
        industries,
        language,
        pay_text_posted,
        pay_text,
        pay_low,
        pay_high,
        pay_currency,
        pay_period,
        pay_year_low,
        pay_year_high,
        text_hash,
        text_hour,
        text_lake_key,
        text_lake_line,
        run_hour,
        lake_key,
        lake_line
    )
    values (
        fresh.posting_key,
        fresh.source,
        fresh.posting_id,
        fresh.url,
        fresh.title,
        fresh.title_level,
        fresh.title_grade,
        fresh.company_id,
        fresh.company,
        fresh.company_url,
        fresh.place_id,
        fresh.location,
        fresh.city,
        fresh.region,
        fresh.country,
        fresh.is_remote,
        fresh.posted_at,
        fresh.first_seen_at,
        fresh.last_seen_at,
        fresh.closed_at,
        fresh.applicants_low,
        fresh.applicants_high,
        fresh.seniority_level,
        fresh.employment_type,
        fresh.job_function,
        fresh.industries,
        fresh.language,
        fresh.pay_text_posted,
        fresh.pay_text,
        fresh.pay_low,
        fresh.pay_high,
        fresh.pay_currency,
        fresh.pay_period,
        fresh.pay_year_low,
        fresh.pay_year_high,
        fresh.text_hash,
        fresh.text_hour,
        fresh.text_lake_key,
        fresh.text_lake_line,
        fresh.run_hour,
        fresh.lake_key,
        fresh.lake_line
    )
