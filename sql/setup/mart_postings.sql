-- one row is: a posting, with everything the page's table shows
-- source: dim_postings, dim_copies, dim_experience, fct_applications,
--   bridge_posting_skills
-- key: posting_key
-- rebuilt: merged for the postings a run touched
create table if not exists mart_postings (
    posting_key varchar comment 'source and id of the posting on its board',
    source varchar comment 'the board',
    posting_id varchar comment 'number of the posting on its board',
    url varchar comment 'address of the posting on the board',
    title varchar comment 'title as posted',
    company varchar comment 'employer as posted',
    company_url varchar comment 'page of the employer on the board',
    location varchar comment 'place as the board writes it',
    city varchar comment 'city, null when the board names none',
    region varchar comment 'province, state or area, null when not named',
    country varchar comment 'country, null when not named',
    is_remote boolean comment 'whether the work is remote, null when not said',
    posted_at timestamp_ntz comment 'when it was posted, UTC',
    first_seen_at timestamp_ntz comment 'when a crawl saw it first, UTC',
    last_seen_at timestamp_ntz comment 'when a crawl saw it last, UTC',
    closed_at timestamp_ntz comment 'when it was seen closed, UTC; null while open',
    applicants_low integer comment 'at least so many applicants, at the last sight',
    applicants_high integer
    comment 'at most so many applicants; null: no upper bound known',
    applications_per_hour_low float
    comment 'at least so many applications an hour, between the last two sights',
    applications_per_hour_high float
    comment 'at most so many applications an hour, between the last two sights',
    seniority_level varchar comment 'level tag of the board itself',
    employment_type varchar comment 'full-time, part-time, contract and so on',
    job_function varchar comment 'functions as the board lists them',
    industries varchar comment 'industries as the board lists them',
    kind varchar
    comment 'not_stated, none_needed, years, degree_instead or preferred_only',
    min_years float comment 'least years of experience required; null: none stated',
    max_years float comment 'upper end of the required range, years',
    preferred_years float comment 'years that are only wished for',
    evidence varchar comment 'the sentence of the posting that says so, verbatim',
    title_level varchar comment 'level that the title names',
    is_tagged_entry_level boolean
    comment 'the board calls it entry level or internship',
    is_truly_entry_level boolean
    comment 'requires no more than the threshold of years, or states none',
    pay_text varchar comment 'pay as posted',
    pay_year_low float comment 'lower end of the pay for a full year, in pay_currency',
    pay_year_high float comment 'upper end of the pay for a full year, in pay_currency',
    pay_currency varchar comment 'ISO 4217 code, null when not clear',
    language varchar comment 'language of the text',
    skills array comment 'skills and tools it names, in order of mention',
    skill_count integer comment 'how many skills and tools it names',
    copy_key varchar
    comment 'posting_key of the first of its copies in this place, or its own'
)
