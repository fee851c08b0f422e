-- one row is: a posting, with the last known value of each of its fields
-- source: stg_observations of the postings in stg_touched; key: posting_key
-- rebuilt: merged; closed_at is the first closed sight after the last open one
-- binds: since, since
merge into master_postings as kept
using (
    with observations as (
        select stg_observations.*
        from stg_observations
        inner join stg_touched
            on stg_observations.posting_key = stg_touched.posting_key
        where stg_observations.seen_at >= to_timestamp_ntz(?)
    ),

    last_known as (
        select
            posting_key,
            source,
            posting_id,
            max_by(url, iff(url is null, null, seen_at)) as url,
            max_by(title, iff(title is null, null, seen_at)) as title,
            max_by(company, iff(company is null, null, seen_at)) as company,
            max_by(company_url, iff(company_url is null, null, seen_at)) as company_url,
            max_by(location, iff(location is null, null, seen_at)) as location,
            max_by(city, iff(city is null, null, seen_at)) as city,
            max_by(region, iff(region is null, null, seen_at)) as region,
            max_by(country, iff(country is null, null, seen_at)) as country,
            max_by(
                seniority_level, iff(seniority_level is null, null, seen_at)
            ) as seniority_level,
            max_by(
                seniority_level_raw, iff(seniority_level_raw is null, null, seen_at)
            ) as seniority_level_raw,
            max_by(
                employment_type, iff(employment_type is null, null, seen_at)
            ) as employment_type,
            max_by(
                job_function, iff(job_function is null, null, seen_at)
            ) as job_function,
            max_by(industries, iff(industries is null, null, seen_at)) as industries,
            max_by(pay_text, iff(pay_text is null, null, seen_at)) as pay_text,
            max_by(text_hash, iff(text_hash is null, null, seen_at)) as text_hash,
            max_by(language, iff(language is null, null, seen_at)) as language,
            max_by(
                posted_at_source, iff(posted_at_source is null, null, seen_at)
            ) as posted_at_source,
            max_by(apply_kind, iff(apply_kind is null, null, seen_at)) as apply_kind,
            max_by(search, iff(search is null, null, seen_at)) as search,
            max_by(card_hash, iff(card_hash is null, null, seen_at)) as card_hash,
            max_by(
                months_of_experience, iff(months_of_experience is null, null, seen_at)
            ) as months_of_experience,
            max_by(is_remote, iff(is_remote is null, null, seen_at)) as is_remote,
            max_by(posted_at, iff(posted_at is null, null, seen_at)) as posted_at,
            max_by(
                valid_through, iff(valid_through is null, null, seen_at)
            ) as valid_through,
            max_by(
                applicants_low, iff(applicants_low is null, null, seen_at)
            ) as applicants_low,
            nullif(
                max_by(
                    coalesce(applicants_high, -1),
                    iff(applicants_low is null, null, seen_at)
                ),
                -1
            ) as applicants_high,
            min(seen_at) as first_seen_at,
            min_by(run_hour, seen_at) as first_run_hour,
            min_by(lake_key, seen_at) as first_lake_key,
            min_by(lake_line, seen_at) as first_lake_line,
            max(seen_at) as last_seen_at,
            max(iff(full_or_light = 'full', seen_at, null)) as last_full_at,
            max(iff(coalesce(is_closed, false), null, seen_at)) as last_open_at,
            max_by(run_hour, seen_at) as run_hour,
            max_by(lake_key, seen_at) as lake_key,
            max_by(lake_line, seen_at) as lake_line
        from observations
        group by posting_key, source, posting_id
    ),

    closings as (
        select
            observations.posting_key,
            min(observations.seen_at) as closed_at
        from observations
        inner join last_known on observations.posting_key = last_known.posting_key
        where
            observations.is_closed
            and (
                last_known.last_open_at is null
                or observations.seen_at > last_known.last_open_at
            )
        group by observations.posting_key
    )

    select
        last_known.posting_key,
        last_known.source,
        last_known.posting_id,
        last_known.url,
        last_known.title,
        last_known.company,
        last_known.company_url,
        last_known.location,
        last_known.city,
        last_known.region,
        last_known.country,
        last_known.seniority_level,
        last_known.seniority_level_raw,
        last_known.employment_type,
        last_known.job_function,
        last_known.industries,
        last_known.pay_text,
        last_known.text_hash,
        coalesce(stg_texts.run_hour, last_known.first_run_hour) as text_hour,
        coalesce(stg_texts.lake_key, last_known.first_lake_key) as text_lake_key,
        iff(
            stg_texts.lake_key is null,
            last_known.first_lake_line,
            stg_texts.lake_line
        ) as text_lake_line,
        last_known.language,
        last_known.posted_at_source,
        last_known.apply_kind,
        last_known.search,
        last_known.card_hash,
        last_known.applicants_low,
        last_known.applicants_high,
        last_known.months_of_experience,
        last_known.is_remote,
        last_known.posted_at,
        last_known.valid_through,
        last_known.first_seen_at,
        last_known.first_run_hour,
        last_known.last_seen_at,
        last_known.last_full_at,
        last_known.run_hour,
        last_known.lake_key,
        last_known.lake_line,
        closings.closed_at is not null as is_closed,
        closings.closed_at
    from last_known
    left join closings on last_known.posting_key = closings.posting_key
    left join stg_texts
        on
            last_known.posting_key = stg_texts.posting_key
            and last_known.text_hash = stg_texts.text_hash
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
        seniority_level = fresh.seniority_level,
        seniority_level_raw = fresh.seniority_level_raw,
        employment_type = fresh.employment_type,
        job_function = fresh.job_function,
        industries = fresh.industries,
        pay_text = fresh.pay_text,
        language = fresh.language,
        posted_at_source = fresh.posted_at_source,
        apply_kind = fresh.apply_kind,
        search = fresh.search,
        card_hash = fresh.card_hash,
        text_hash = fresh.text_hash,
        text_hour = fresh.text_hour,
        text_lake_key = fresh.text_lake_key,
        text_lake_line = fresh.text_lake_line,
        applicants_low = fresh.applicants_low,
        applicants_high = fresh.applicants_high,
        months_of_experience = fresh.months_of_experience,
        is_closed = fresh.is_closed,
        is_remote = fresh.is_remote,
        posted_at = fresh.posted_at,
        valid_through = fresh.valid_through,
        first_seen_at = fresh.first_seen_at,
        first_run_hour = fresh.first_run_hour,
        last_seen_at = fresh.last_seen_at,
        last_full_at = fresh.last_full_at,
        closed_at = fresh.closed_at,
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
        company,
        company_url,
        location,
        city,
        region,
        country,
        seniority_level,
        seniority_level_raw,
        employment_type,
        job_function,
        industries,
        pay_text,
        language,
        posted_at_source,
        apply_kind,
        search,
        card_hash,
        text_hash,
        text_hour,
        text_lake_key,
        text_lake_line,
        applicants_low,
        applicants_high,
        months_of_experience,
        is_closed,
        is_remote,
        posted_at,
        valid_through,
        first_seen_at,
        first_run_hour,
        last_seen_at,
        last_full_at,
        closed_at,
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
        fresh.company,
        fresh.company_url,
        fresh.location,
        fresh.city,
        fresh.region,
        fresh.country,
        fresh.seniority_level,
        fresh.seniority_level_raw,
        fresh.employment_type,
        fresh.job_function,
        fresh.industries,
        fresh.pay_text,
        fresh.language,
        fresh.posted_at_source,
        fresh.apply_kind,
        fresh.search,
        fresh.card_hash,
        fresh.text_hash,
        fresh.text_hour,
        fresh.text_lake_key,
        fresh.text_lake_line,
        fresh.applicants_low,
        fresh.applicants_high,
        fresh.months_of_experience,
        fresh.is_closed,
        fresh.is_remote,
        fresh.posted_at,
        fresh.valid_through,
        fresh.first_seen_at,
        fresh.first_run_hour,
        fresh.last_seen_at,
        fresh.last_full_at,
        fresh.closed_at,
        fresh.run_hour,
        fresh.lake_key,
        fresh.lake_line
    )
