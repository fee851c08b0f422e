"""Write a synthetic published folder, of any size, in the form the page reads.

Used by the page's tests and by its benchmark. Deterministic for a seed.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

AS_OF = datetime(2026, 11, 24, 2, tzinfo=UTC)

TITLES = [
    ("Data Analyst", "Information Technology", ["SQL", "Excel", "Python", "Tableau"]),
    ("Registered Nurse", "Health Care", ["CPR", "Patient care", "Charting"]),
    ("Line Cook", "Restaurants", ["Food safety", "Knife skills"]),
    ("Software Developer", "Software", ["Python", "Java", "Git", "SQL"]),
    ("Bookkeeper", "Accounting", ["QuickBooks", "Excel", "Payroll"]),
    ("Electrician", "Construction", ["Wiring", "Blueprints", "First aid"]),
    ("Warehouse Associate", "Logistics", ["Forklift", "Inventory"]),
    ("Préposé aux bénéficiaires", "Health Care", ["French", "Patient care"]),
    ("Marketing Coordinator", "Marketing", ["Copywriting", "Excel", "SEO"]),
    ("Lab Technician", "Research", ["Pipetting", "Excel", "Python"]),
    ("Customer Service Representative", "Retail", ["French", "CRM"]),
    ("Graphic Designer", "Design", ["Figma", "Illustrator"]),
]
PLACES = [
    ("Toronto", "Ontario", "Canada"),
    ("Montréal", "Quebec", "Canada"),
    ("Vancouver", "British Columbia", "Canada"),
    ("Calgary", "Alberta", "Canada"),
    ("Halifax", "Nova Scotia", "Canada"),
    ("Winnipeg", "Manitoba", "Canada"),
    ("Austin", "Texas", "United States"),
    ("Leeds", "England", "United Kingdom"),
]
EMPLOYERS = [
    f"{a} {b}"
    for a in ("North", "Cedar", "Harbour", "Maple", "Granite", "Blue", "Prairie")
    for b in ("Health", "Foods", "Systems", "Works", "Logistics", "Studio", "Labs")
]
HOSTILE = [
    ("<img src=x onerror=window.hacked=1>", "https://board.example/jobs/view/1"),
    ("</script><script>window.hacked=2</script>", "javascript:window.hacked=3"),
    ("=HYPERLINK(1)", "data:text/html,<script>window.hacked=4</script>"),
    ("\u202edesrever eltit", "  https://board.example/jobs/view/4"),
    ("W" * 10_000, "https://board.example/jobs/view/5"),
]
COMMENTS = {
    "title": "title as the posting shows it",
    "min_years": "lower end of the years really required, years",
    "applications_per_hour_low": "lower bound since posted, applications per hour",
}


def write(
    folder: Path,
    rows: int = 2_000,
    as_of: datetime = AS_OF,
    run_id: str = "20261124T020500Z",
    seed: int = 1,
    hostile: bool = False,
    sentences: int = 12,
    parts: int = 1,
) -> dict[str, Any]:
    """Write tables and manifest; give the manifest back.

    `parts` is how many files a table has.

    `hostile` turns the newest postings' titles and links into attacks;
    `sentences` sets how long a description is (about 90 characters each).
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    _make_tables(connection, rows, as_of.replace(tzinfo=None), seed, sentences)
    if hostile:
        for number, (title, url) in enumerate(HOSTILE):
            connection.execute(
                "update mart_postings set title = ?, company = ?, evidence = ?, "
                "pay_text = ?, url = ?, location = ?, skills = [?], copy_key = ?, "
                "kind = 'years', min_years = 0, title_level = null, "
                "posted_at = ?, closed_at = null where posting_id = ?",
                [
                    title,
                    title,
                    title,
                    title,
                    url,
                    title,
                    title,
                    f"hostile {number}",
                    as_of.replace(tzinfo=None) - timedelta(seconds=number),
                    str(4_000_000_000 + number),
                ],
            )
            connection.execute(
                "update mart_descriptions set description = ? where posting_key = ?",
                [f"{title} hostile words", f"demo:{4_000_000_000 + number}"],
            )
    # the warehouse unloads its arrays as JSON text
    connection.execute(
        "alter table mart_postings alter skills type json using to_json(skills)"
    )
    tables = {}
    for name in (
        "mart_postings",
        "mart_descriptions",
        "mart_posting_skills",
        "mart_applications",
        "mart_mislabels",
        "mart_runs",
    ):
        tables[name] = _write_table(connection, folder, name, f"{run_id} {seed}", parts)
    manifest = {
        "schema_version": 1,
        "run_id": run_id,
        "logical_hour": (as_of - timedelta(hours=1)).strftime("%Y-%m-%dT%H"),
        "data_as_of": as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "published_at": (as_of + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "source": "demo",
        "entry_level_years": 1,
        "summary": _summary(connection),
        "tables": tables,
    }
    partial = folder / "manifest.json.partial"
    partial.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    partial.replace(folder / "manifest.json")
    connection.close()
    return manifest


def _make_tables(
    connection: duckdb.DuckDBPyConnection,
    rows: int,
    as_of: datetime,
    seed: int,
    sentences: int,
) -> None:
    connection.execute(
        f"create macro u(i, salt) as (hash(i * 1000 + salt + {int(seed)} * 7919)"
        " % 1000000) / 1e6"
    )
    connection.execute("create macro pick(l, x) as l[1 + floor(x * len(l))::int]")
    connection.execute(
        """
        create table mart_postings as
        with drawn as (
            select
                i,
                pick(?::struct(t varchar, f varchar, s varchar[])[], u(i, 1)) as job,
                pick(?::struct(c varchar, r varchar, n varchar)[], u(i, 2)) as place,
                pick(?::varchar[], pow(u(i, 3), 1.6)) as company,
                ?::timestamp - to_seconds((30 * 86400 * pow(i / ?, 1.1))::int)
                    as posted_at,
                u(i, 4) as x_kind, u(i, 5) as x_tag, u(i, 6) as x_level,
                floor(pow(u(i, 7), 1.5) * 11) + (u(i, 8) > 0.97)::int * 0.5 as years,
                u(i, 9) as x_close, u(i, 10) as x_app, u(i, 11) as x_pay,
                u(i, 12) as x_copy
            from range(?) t(i)
        ), decided as (
            select *,
                case when x_kind < 0.3 then 'not_stated'
                    when x_kind < 0.36 then 'none_needed'
                    when x_kind < 0.86 then 'years'
                    when x_kind < 0.93 then 'degree_instead'
                    else 'preferred_only' end as kind,
                case when x_tag < 0.45 then 'Entry level'
                    when x_tag < 0.5 then 'Internship'
                    when x_tag < 0.6 then 'Associate'
                    when x_tag < 0.85 then 'Mid-Senior level'
                    when x_tag < 0.88 then 'Director'
                    else null end as seniority_level,
                case when x_level < 0.1 then 'junior'
                    when x_level < 0.22 then 'senior'
                    when x_level < 0.26 then 'manager'
                    when x_level < 0.28 then 'intern'
                    else null end as title_level,
                (x_app * x_app * 260)::int as applicants,
                date_diff('minute', posted_at, ?::timestamp) / 60.0 + 0.5 as age_hours
            from drawn
        )
        select
            'demo:' || (4000000000 + i) as posting_key,
            'demo' as source,
            (4000000000 + i)::varchar as posting_id,
            'https://board.example/jobs/view/' || (4000000000 + i) as url,
            case title_level when 'senior' then 'Senior ' when 'junior' then 'Junior '
                when 'intern' then 'Intern, ' else '' end || job.t
                || case title_level when 'manager' then ' Manager' else '' end
                as title,
            company,
            'https://board.example/company/' || lower(replace(company, ' ', '-'))
                as company_url,
            place.c || ', ' || place.r || ', ' || place.n as location,
            place.c as city, place.r as region, place.n as country,
            x_copy > 0.8 as is_remote,
            posted_at,
            posted_at + interval 20 minute as first_seen_at,
            ?::timestamp as last_seen_at,
            case when x_close < 0.08 then ?::timestamp - interval 1 hour end
                as closed_at,
            case when applicants < 25 then 0 when applicants > 200 then 201
                else applicants end as applicants_low,
            case when applicants < 25 then 24 when applicants > 200 then null
                else applicants end as applicants_high,
            applicants_low / age_hours as applications_per_hour_low,
            applicants_high / age_hours as applications_per_hour_high,
            seniority_level,
            'Full-time' as employment_type,
            job.f as job_function,
            job.f as industries,
            kind,
            case kind when 'years' then years when 'degree_instead' then 2 + years
                when 'none_needed' then 0 end::double as min_years,
            case when kind = 'years' and x_pay > 0.8 then years + 2 end::double
                as max_years,
            case when kind = 'preferred_only' then 1 + floor(years / 2) end::double
                as preferred_years,
            case kind
                when 'years' then years || ' years of experience in a similar role.'
                when 'none_needed' then 'No experience needed, we train you.'
                when 'degree_instead' then 'A degree or ' || (2 + years) || ' years.'
                when 'preferred_only' then 'Experience would be an asset.' end
                as evidence,
            title_level,
            coalesce(seniority_level in ('Entry level', 'Internship'), false)
                as is_tagged_entry_level,
            coalesce(
                kind = 'none_needed'
                or (kind = 'years' and years <= 1)
                or kind in ('not_stated', 'preferred_only'), false
            ) as is_truly_entry_level,
            case when x_pay < 0.3 then '$' || (40 + (x_pay * 100)::int) || ',000/yr' end
                as pay_text,
            case when x_pay < 0.3 then 40000 + (x_pay * 100)::int * 1000 end::double
                as pay_year_low,
            case when x_pay < 0.3 then 50000 + (x_pay * 100)::int * 1000 end::double
                as pay_year_high,
            case when x_pay < 0.3 then 'CAD' end as pay_currency,
            case when job.t like 'Pré%' then 'fr' else 'en' end as language,
            job.s[: 1 + floor(x_copy * len(job.s))::int] as skills,
            len(skills)::int as skill_count,
            case when x_copy < 0.06 then 'copies ' || floor(i / 40)
                else 'one ' || i end as copy_key,
            posted_at >= ?::timestamp - interval 1 hour as is_new
        from decided
        """,
        [
            [{"t": t, "f": f, "s": s} for t, f, s in TITLES],
            [{"c": c, "r": r, "n": n} for c, r, n in PLACES],
            EMPLOYERS,
            as_of,
            max(rows, 1),
            rows,
            as_of,
            as_of,
            as_of,
            as_of,
        ],
    )
    connection.execute(
        """
        create table mart_descriptions as
        select posting_key,
            title || ' at ' || company || '. ' || array_to_string(
                list_transform(range(?), lambda s: case
                    (hash(posting_id || s) % 6)::int
                    when 0 then 'You will work with ' || array_to_string(skills, ', ')
                        || ' every day and learn from colleagues who have done it. '
                    when 1 then 'We are a team of friendly people in ' || city
                        || ' and we take the time to train those who join us. '
                    when 2 then coalesce(evidence, 'Tell us what you enjoy doing. ')
                    when 3 then 'Shifts are shared fairly, benefits start on day one. '
                    when 4 then 'Reference word' || (hash(posting_id || s) % 5000)
                        || ' belongs to this project, ask us about it. '
                    else 'Write two paragraphs about yourself rather than a letter. '
                    end), ' ') as description
        from mart_postings
        """,
        [sentences],
    )
    connection.execute(
        """
        create table mart_posting_skills as
        select posting_key, unnest(skills) as skill, 'all' as category, posted_at
        from mart_postings
        """
    )
    connection.execute(
        """
        create table mart_applications as
        select posting_key, seen_at, applicants_low, applicants_high,
            applications_per_hour_low, applications_per_hour_high
        from (
            select *, unnest([first_seen_at, last_seen_at]) as seen_at
            from mart_postings where posting_id::bigint % 5 = 0
        )
        """
    )
    connection.execute(
        """
        create table mart_mislabels as
        with dimensions as (
            select 'all' as dimension, 'all' as value, * from mart_postings
            union all
            select 'week', strftime(date_trunc('week', posted_at), '%Y-%m-%d'), *
            from mart_postings
            union all select 'company', company, * from mart_postings
            union all select 'industry', industries, * from mart_postings
            union all select 'place', city, * from mart_postings
        ), counted as (
            select dimension, value, count(*) as n,
                count(*) filter (not is_truly_entry_level) as k
            from dimensions where is_tagged_entry_level group by all
        ), shared as (
            select *, k / n as p, 1.96 as z from counted
        )
        select dimension, value, n as tagged_count, k as mislabelled_count,
            p as share,
            (p + z*z/(2*n) - z*sqrt(p*(1-p)/n + z*z/(4*n*n))) / (1 + z*z/n)
                as share_low,
            (p + z*z/(2*n) + z*sqrt(p*(1-p)/n + z*z/(4*n*n))) / (1 + z*z/n)
                as share_high
        from shared
        """
    )
    connection.execute(
        """
        create table mart_runs as
        select strftime(?::timestamp - to_hours(i::int), '%Y%m%dT%H0500Z') as run_id,
            strftime(?::timestamp - to_hours((i + 1)::int), '%Y-%m-%dT%H')
                as logical_hour,
            600 as rows_scraped, 20 as rows_new, 0 as rows_rejected, 41.5 as seconds,
            'complete' as outcome
        from range(24) t(i)
        """,
        [as_of, as_of],
    )


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    name: str,
    content: str,
    parts: int,
) -> dict[str, Any]:
    rows = connection.execute(f"select count(*) from {name}").fetchone()[0]
    order = "posted_at desc" if name == "mart_postings" else "all"
    (folder / name).mkdir(exist_ok=True)
    files = []
    for part in range(parts):
        digest = connection.execute(
            "select lower(hex(hash(?)))", [f"{name} {content} {rows} {part} {parts}"]
        ).fetchone()[0]
        files.append(f"{name}/{digest.rjust(16, '0')[:16]}.parquet")
        share = -(-rows // parts)
        connection.execute(
            f"copy (select * from {name} order by {order} "
            f"limit {share} offset {part * share}) to '{folder / files[-1]}' "
            "(format parquet, compression zstd)"
        )
    columns = [row[0] for row in connection.sql(f"describe {name}").fetchall()]
    return {
        "files": files,
        "rows": rows,
        "columns": {column: COMMENTS.get(column, column) for column in columns},
    }


def _summary(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    seen, new, tagged, truly = connection.execute(
        """
        select count(*), count(*) filter (is_new),
            count(*) filter (is_tagged_entry_level),
            count(*) filter (is_tagged_entry_level and is_truly_entry_level)
        from mart_postings
        """
    ).fetchone()
    return {
        "postings_seen": seen,
        "postings_new": new,
        "tagged_entry_level": tagged,
        "truly_entry_level": truly,
        "tagged_but_not": tagged - truly,
        "share_tagged_but_not": round((tagged - truly) / tagged, 4) if tagged else None,
        "hidden": [["asks for 3+ years", seen // 3]],
    }
