-- one row is: a posting, with everything the page's table shows
-- source: dim_postings, dim_copies, dim_experience, fct_applications,
--   bridge_posting_skills, of the postings in stg_shown; key: posting_key
-- rebuilt: merged; mart_entry_level marks them
-- binds: shown_since, shown_since, shown_since
merge into mart_postings as kept
using (
    with last_rates as (
        select
            fct_applications.posting_key,
            fct_applications.applications_per_hour_low,
            fct_applications.applications_per_hour_high
        from fct_applications
        inner join stg_shown
            on fct_applications.posting_key = stg_shown.posting_key
        where fct_applications.seen_at >= to_timestamp_ntz(?)
        qualify
            row_number() over (
                partition by fct_applications.posting_key
                order by fct_applications.seen_at desc
            ) = 1
    ),

    answers as (
        select dim_experience.*
        from dim_experience
        inner join stg_shown on dim_experience.posting_key = stg_shown.posting_key
        inner join dim_postings
            on
                dim_experience.posting_key = dim_postings.posting_key
                and dim_experience.text_hash = dim_postings.text_hash
        qualify
            row_number() over (
                partition by dim_experience.posting_key
                order by dim_experience.rules_version::float desc
            ) = 1
    ),

    skill_lists as (
        select
            bridge_posting_skills.posting_key,
            array_agg(bridge_posting_skills.skill)
            within group (order by bridge_posting_skills.skill_rank) as skills
        from bridge_posting_skills
        inner join stg_shown
            on bridge_posting_skills.posting_key = stg_shown.posting_key
        group by bridge_posting_skills.posting_key
    )

    select
        dim_postings.posting_key,
        dim_postings.source,
        dim_postings.posting_id,
        dim_postings.url,
        dim_postings.title,
        dim_postings.company,
        dim_postings.company_url,
        dim_postings.location,
        dim_postings.city,
        dim_postings.region,
        dim_postings.country,
        dim_postings.is_remote,
        dim_postings.posted_at,
        dim_postings.first_seen_at,
        dim_postings.last_seen_at,
        dim_postings.closed_at,
        dim_postings.applicants_low,
        dim_postings.applicants_high,
        last_rates.applications_per_hour_low,
        last_rates.applications_per_hour_high,
        dim_postings.seniority_level,
        dim_postings.employment_type,
        dim_postings.job_function,
        dim_postings.industries,
        coalesce(answers.kind, 'not_stated') as kind,
        answers.min_years,
        answers.max_years,
        answers.preferred_years,
        answers.evidence,
        dim_postings.title_level,
        coalesce(
            dim_postings.seniority_level in ('Entry level', 'Internship'), false
        ) as is_tagged_entry_level,
        dim_postings.pay_text,
        dim_postings.pay_year_low,
        dim_postings.pay_year_high,
        dim_postings.pay_currency,
        coalesce(answers.language, dim_postings.language) as language,
        skill_lists.skills,
        coalesce(array_size(skill_lists.skills), 0) as skill_count,
        dim_copies.canonical_posting_key as copy_key
    from dim_postings
    inner join stg_shown on dim_postings.posting_key = stg_shown.posting_key
    inner join dim_copies on dim_postings.posting_key = dim_copies.posting_key
    left join answers on dim_postings.posting_key = answers.posting_key
    left join last_rates on dim_postings.posting_key = last_rates.posting_key
    left join skill_lists on dim_postings.posting_key = skill_lists.posting_key
    where dim_postings.first_seen_at >= to_timestamp_ntz(?)
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
        company = fresh.company,
        company_url = fresh.company_url,
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
        applications_per_hour_low = fresh.applications_per_hour_low,
        applications_per_hour_high = fresh.applications_per_hour_high,
        seniority_level = fresh.seniority_level,
        employment_type = fresh.employment_type,
        job_function = fresh.job_function,
        industries = fresh.industries,
        kind = fresh.kind,
        min_years = fresh.min_years,
        max_years = fresh.max_years,
        preferred_years = fresh.preferred_years,
        evidence = fresh.evidence,
        title_level = fresh.title_level,
        is_tagged_entry_level = fresh.is_tagged_entry_level,
        pay_text = fresh.pay_text,
        pay_year_low = fresh.pay_year_low,
        pay_year_high = fresh.pay_year_high,
        pay_currency = fresh.pay_currency,
        language = fresh.language,
        skills = fresh.skills,
        skill_count = fresh.skill_count,
        copy_key = fresh.copy_key
when not matched then
    insert (
        posting_key,
        source,
        posting_id,
        url,
        title,
        company,
        company_url,
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
        applications_per_hour_low,
        applications_per_hour_high,
        seniority_level,
        employment_type,
        job_function,
        industries,
        kind,
        min_years,
        max_years,
        preferred_years,
        evidence,
        title_level,
        is_tagged_entry_level,
        pay_text,
        pay_year_low,
        pay_year_high,
        pay_currency,
        language,
        skills,
        skill_count,
        copy_key
    )
    values (
        fresh.posting_key,
        fresh.source,
        fresh.posting_id,
        fresh.url,
        fresh.title,
        fresh.company,
        fresh.company_url,
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
        fresh.applications_per_hour_low,
        fresh.applications_per_hour_high,
        fresh.seniority_level,
        fresh.employment_type,
        fresh.job_function,
        fresh.industries,
        fresh.kind,
        fresh.min_years,
        fresh.max_years,
        fresh.preferred_years,
        fresh.evidence,
        fresh.title_level,
        fresh.is_tagged_entry_level,
        fresh.pay_text,
        fresh.pay_year_low,
        fresh.pay_year_high,
        fresh.pay_currency,
        fresh.language,
        fresh.skills,
        fresh.skill_count,
        fresh.copy_key
    )
