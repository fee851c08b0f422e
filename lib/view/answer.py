"""Answer a question from an open publication: plain rows, no widgets, no figures.

A posting *matches* when it lies in the time window and has the search words. A matching
posting is *listed* unless it is closed, elsewhere, of another employer or senior. A
listed posting is *within reach* unless its kind is switched off or it asks for more
years. The first of these reasons that applies is the one counted, so the counts add up.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from lib.view.load import FILE_STRIDE, Publication
from lib.view.question import PAGE_SIZE, REASONS, Question, split_words

SENIOR_LEVELS = ("senior", "lead", "manager", "director", "executive")
BEYOND = ("kind", "years")  # reasons that are about reach; the others unlist a posting
NARROW = (  # what `matches` keeps of a posting; texts stay in `postings`
    "rid, posted_at, bucket, copy_key, company, applicants_low, is_new, "
    "is_tagged_entry_level, is_truly_entry_level"
)

SHOWN = "(select postings.*, reason, is_listed from matches join postings using (rid))"
FOCUS_SQL = {
    "flag-new": "is_new",
    "flag-tagged": "is_tagged_entry_level",
    "flag-truly": "is_tagged_entry_level and is_truly_entry_level",
    "flag-wrong": "is_tagged_entry_level and not is_truly_entry_level",
}
SORT_SQL = {
    "posted": "posted_at",
    "title": "title_lower",
    "company": "company_lower",
    "location": "place_lower",
    "applicants": "applicants_low",
    "rate": "applications_per_hour_low",
    "years": "case when kind = 'none_needed' then 0 else min_years end",
    "tag": "seniority_level",
    "pay": "pay_year_low",
    "skills": "skill_count",
}


def window(publication: Publication, question: Question) -> tuple[Any, Any]:
    """First and last moment asked about, UTC without zone as the files have it."""
    unit = timedelta(**{question.unit: 1})
    end = publication.data_as_of.replace(tzinfo=None)
    return end - question.oldest * unit, end - question.newest * unit


def match(publication: Publication, question: Question) -> None:
    """Build `matches`, one row per matching posting with its reason, or null."""
    first, last = window(publication, question)
    values: dict[str, Any] = {
        "first": first,
        "last": last,
        "years": question.years,
        "kinds": list(question.kinds),
        "senior": list(SENIOR_LEVELS),
    }
    conditions = ["posted_at > $first", "posted_at <= $last"]
    if question.newest == 0:
        # A posting stamped after the data's moment (a clock ahead) is not lost.
        conditions.pop()
        del values["last"]
    conditions += _word_conditions(publication, question.words)
    reasons = ["when not $closed and is_closed then 'closed'"]
    values["closed"] = question.closed
    for name, column in (("place", "place_lower"), ("employer", "company_lower")):
        terms = split_words(getattr(question, name))
        for index, term in enumerate((*terms.include, *terms.exclude)):
            key = f"{name}{index}"
            values[key] = term
            found = f"contains(coalesce({column}, ''), ${key})"
            wanted = index < len(terms.include)
            reasons.append(f"when {'not ' if wanted else ''}{found} then '{name}'")
    if not question.senior:
        reasons.append("when list_contains($senior, title_level) then 'senior'")
    else:
        del values["senior"]
    reasons += [
        "when not list_contains($kinds, kind) then 'kind'",
        "when kind = 'years' and min_years > $years then 'years'",
    ]
    publication.connection.execute(
        f"""
        create or replace temp table matches as
        select *, coalesce(reason in {BEYOND}, true) as is_listed
        from (
            select {NARROW}, case {" ".join(reasons)} end as reason
            from postings where {" and ".join(conditions)}
        )
        """,
        values,
    )


def shown_sql(question: Question) -> tuple[str, dict[str, Any]]:
    """The condition on `matches` that selects what the table shows, and its values."""
    focus, values = question.focus, {}
    if focus.startswith("bar-"):
        condition = "is_listed and bucket = $bucket"
        values["bucket"] = focus.removeprefix("bar-")
    elif focus.startswith("hidden-"):
        condition = "reason = $reason"
        values["reason"] = focus.removeprefix("hidden-")
    elif focus in FOCUS_SQL:
        condition = FOCUS_SQL[focus]
    else:
        condition = "reason is null"
    if question.skill:
        condition += " and list_contains(skills, $skill)"
        values["skill"] = question.skill
    return condition, values


def headline(publication: Publication) -> dict[str, int]:
    """Counts over everything that matches, whatever is within reach."""
    flags = ", ".join(
        f"count(*) filter ({sql}) as {name.removeprefix('flag-')}"
        for name, sql in FOCUS_SQL.items()
    )
    return publication.records(
        f"select count(*) as matching, count(*) filter (reason is null) as reach, "
        f"{flags} from matches"
    )[0]


def hidden(publication: Publication) -> list[tuple[str, int]]:
    """(reason, postings) for each reason that hides some, most first."""
    counts = dict(
        publication.rows(
            "select reason, count(*) from matches where reason is not null group by 1"
        )
    )
    found = [(reason, counts[reason]) for reason in REASONS if reason in counts]
    return sorted(found, key=lambda item: -item[1])


def buckets(publication: Publication) -> dict[str, tuple[int, int]]:
    """Listed postings by years required: bucket → (within reach, beyond)."""
    rows = publication.rows(
        "select bucket, count(*) filter (reason is null), "
        "count(*) filter (reason is not null) "
        "from matches where is_listed group by 1"
    )
    return {bucket: (near, far) for bucket, near, far in rows}


def skill_counts(
    publication: Publication, question: Question, most: int = 15
) -> list[tuple[str, int]]:
    """(skill, postings) of what is shown before a skill is chosen, most first."""
    condition, values = shown_sql(replace(question, skill=""))
    return publication.rows(
        f"select skill, count(*) from (select unnest(skills) as skill "
        f"from {SHOWN} where {condition}) "
        f"group by 1 order by 2 desc, 1 limit {int(most)}",
        values,
    )


def over_time(
    publication: Publication, question: Question
) -> list[tuple[Any, int, int]]:
    """(start of hour, day or week, within reach, beyond) of listed postings."""
    part = question.unit.removesuffix("s")
    bucket = question.focus.removeprefix("bar-") if "bar-" in question.focus else ""
    return publication.rows(
        f"select date_trunc('{part}', posted_at), "
        "count(*) filter (reason is null), count(*) filter (reason is not null) "
        "from matches where is_listed and ($bucket = '' or bucket = $bucket) "
        "group by 1 order by 1",
        {"bucket": bucket},
    )


def rhythm(publication: Publication) -> list[tuple[int, int, int]]:
    """(ISO weekday 1–7, hour of day UTC, postings) of listed postings."""
    return publication.rows(
        "select isodow(posted_at), hour(posted_at), count(*) "
        "from matches where is_listed group by all order by all"
    )


def applicants_by_age(publication: Publication) -> list[tuple[int, int, float, float]]:
    """(age in days, postings, lower-bound applicants at the median and upper quarter).

    Counts are known as intervals, so these are lower bounds: "over 200" counts as 201.
    """
    return publication.rows(
        """
        select date_diff('day', posted_at, $now) as age, count(*),
            quantile_cont(applicants_low, 0.5), quantile_cont(applicants_low, 0.75)
        from matches where is_listed and applicants_low is not null and age between 0
            and 30
        group by 1 order by 1
        """,
        {"now": publication.data_as_of.replace(tzinfo=None)},
    )


def hiring_now(publication: Publication, most: int = 10) -> list[tuple[str, int]]:
    """(employer, postings within reach), most first."""
    return publication.rows(
        "select company, count(*) from matches where reason is null "
        f"and company is not null group by 1 order by 2 desc, 1 limit {int(most)}"
    )


def mislabels(
    publication: Publication, dimension: str, most: int = 10
) -> list[tuple[str, int, float, float, float]]:
    """(value, tagged, share mislabelled, low, high) over the whole publication.

    Weeks in order of time, all else by the number of tagged postings.
    """
    if not publication.has("mart_mislabels"):
        return []
    order = "value desc" if dimension == "week" else "tagged_count desc, value"
    return publication.rows(
        "select value, tagged_count, share, share_low, share_high "
        "from read_parquet($files) where dimension = $dimension and value is not null "
        f"order by {order} limit {int(most)}",
        {"files": publication.files("mart_mislabels"), "dimension": dimension},
    )


def count_shown(publication: Publication, question: Question) -> int:
    """How many lines the table has, over all its pages."""
    condition, values = shown_sql(question)
    what = "count(*)" if question.copies else "count(distinct copy_key)"
    return publication.rows(f"select {what} from {SHOWN} where {condition}", values)[0][
        0
    ]


def shown(
    publication: Publication,
    question: Question,
    limit: int = PAGE_SIZE,
    offset: int | None = None,
) -> list[dict[str, Any]]:
    """One page of the table: every published column, and the copies of each posting.

    `copy_count` says how many shown postings are copies of one another; `places` is
    every place they name. With `question.copies` each has its own line.
    """
    condition, values = shown_sql(question)
    if offset is None:
        offset = (question.page - 1) * PAGE_SIZE
    order = (
        f"{SORT_SQL[question.sort]} {'desc' if question.down else 'asc'} nulls last, "
        "posted_at desc, rid"
    )
    one_line_each = (
        ""
        if question.copies
        else f"qualify row_number() over (partition by copy_key order by {order}) = 1"
    )
    picked = publication.rows(
        f"select rid, copy_key, reason from {SHOWN} where {condition} "
        f"{one_line_each} order by {order} limit {int(limit)} offset {int(offset)}",
        values,
    )
    wide = _wide(publication, [row[0] for row in picked])
    copies = {} if question.copies else _copies(publication, question, picked)
    lines = []
    for rid, copy_key, reason in picked:
        count, places = copies.get(copy_key, (1, []))
        lines.append(
            {**wide[rid], "reason": reason, "copy_count": count, "places": places}
        )
    return lines


def suggestions(publication: Publication) -> dict[str, list[str]]:
    """The most frequent places and employers, for the search boxes."""
    return {
        name: [
            row[0]
            for row in publication.rows(
                f"select {column} from postings where {column} is not null "
                f"group by 1 order by count(*) desc, 1 limit 50"
            )
        ]
        for name, column in (("place", "city"), ("employer", "company"))
    }


def description(publication: Publication, posting_key: str) -> str | None:
    """The text of one posting, or null when it has none."""
    rows = publication.rows(
        "select description from read_parquet($files) where posting_key = $key limit 1",
        {"files": publication.files("mart_descriptions"), "key": posting_key},
    )
    return rows[0][0] if rows else None


def _word_conditions(publication: Publication, text: str) -> list[str]:
    """Each word must be, or must not be, in the title, the employer or the text.

    Fills `hits`, one row per (term, posting) found in the texts. It is kept while the
    words stay the same: reading every text is the slowest thing a question can ask.
    """
    words = split_words(text)
    terms = (*words.include, *words.exclude)
    known = publication.rows("select coalesce(max(words), '') from hits_for")[0][0]
    if terms and text != known:
        publication.connection.execute("delete from hits")
        publication.connection.execute("delete from hits_for")
        for index, term in enumerate(terms):
            publication.connection.execute(
                """
                insert into hits
                select $index, rid from postings where contains(searched, $term)
                union
                select $index, rid from postings where posting_key in (
                    select posting_key from read_parquet($files)
                    where regexp_matches(description, $pattern))
                """,
                {
                    "index": index,
                    "term": term,
                    "files": publication.files("mart_descriptions"),
                    "pattern": "(?i)" + _escaped(term),
                },
            )
        publication.connection.execute("insert into hits_for values (?)", [text])
    return [
        f"rid {'' if index < len(words.include) else 'not '}in "
        f"(select rid from hits where term = {index})"
        for index in range(len(terms))
    ]


def _escaped(term: str) -> str:
    """A literal for a regular expression: everything but letters and digits quoted."""
    return "".join(c if c.isalnum() or c == " " else f"\\x{{{ord(c):x}}}" for c in term)


def _wide(publication: Publication, rids: list[int]) -> dict[int, dict[str, Any]]:
    """All published columns of some postings, read from the files they lie in."""
    found = {}
    files = publication.files("mart_postings")
    for number in {rid // FILE_STRIDE for rid in rids}:
        inside = [rid % FILE_STRIDE for rid in rids if rid // FILE_STRIDE == number]
        for record in publication.records(
            "select * from read_parquet($file, file_row_number = true) "
            f"where file_row_number in ({', '.join(map(str, inside))})",
            {"file": files[number]},
        ):
            found[number * FILE_STRIDE + record.pop("file_row_number")] = record
    return found


def _copies(
    publication: Publication, question: Question, picked: list[tuple[Any, ...]]
) -> dict[str, tuple[int, list[str]]]:
    """copy_key → (postings among those shown, their places)."""
    condition, values = shown_sql(question)
    rows = publication.rows(
        "select copy_key, count(*), "
        "list_sort(list_distinct(array_agg(coalesce(city, location)))) "
        f"from {SHOWN} where {condition} and list_contains($keys, copy_key) group by 1",
        {**values, "keys": [row[1] for row in picked]},
    )
    return {key: (count, [p for p in places if p]) for key, count, places in rows}
