"""Answer a question from an open publication: plain rows, no widgets, no figures.

A posting *matches* when it lies in the time window and has the search words. A matching
posting is *listed* unless it is closed, hidden by the visitor, elsewhere, of another
employer or senior. A listed posting is *within reach* unless its kind is switched off
or it asks for more years. The first of these reasons that applies is the one counted,
so the counts add up.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from lib.view import search
from lib.view.load import Publication
from lib.view.question import PAGE_SIZE, REASONS, Mine, Question, split_words

SENIOR_LEVELS = ("senior", "lead", "manager", "director", "executive")
BEYOND = ("kind", "years")  # reasons that are about reach; the others unlist a posting
NARROW = (  # what `matches` keeps of a posting; the rest stays in `postings`
    "rid, moment, posted_at, bucket, kind, copy_id, has_copies, applicants_low, "
    "is_new, is_tagged_entry_level, is_truly_entry_level"
)
WIDE = (  # what a line of the table is made from
    "rid, text_id, posting_key, url, title, company, location, city, is_remote, "
    "posted_at, first_seen_at, closed_at, is_new, applicants_low, applicants_high, "
    "applications_per_hour_low, applications_per_hour_high, kind, min_years, "
    "max_years, evidence, seniority_level, is_tagged_entry_level, "
    "is_truly_entry_level, pay_text, pay_year_low, pay_year_high, pay_currency, skills"
)
CSV_ROWS = 2_000  # lines of the table read at a time

FOCUS_SQL = {
    "flag-new": "is_new",
    "flag-since": "is_since",
    "flag-tagged": "is_tagged_entry_level",
    "flag-truly": "is_tagged_entry_level and is_truly_entry_level",
    "flag-wrong": "is_tagged_entry_level and not is_truly_entry_level",
    "flag-applied": "is_applied",
}
SORT_SQL = {
    "posted": "moment",
    "title": "title_rank",
    "company": "company_rank",
    "location": "place_rank",
    "applicants": "applicants_low",
    "rate": "applications_per_hour_low",
    "years": "case when kind = 'none_needed' then 0 else min_years end",
    "tag": "tag_rank",
    "pay": "pay_year_low",
    "skills": "skill_count",
}


def window(publication: Publication, question: Question) -> tuple[Any, Any]:
    """First and last moment asked about, UTC without zone as the files have it."""
    unit = timedelta(**{question.unit: 1})
    end = publication.data_as_of.replace(tzinfo=None)
    return end - question.oldest * unit, end - question.newest * unit


def match(
    publication: Publication, question: Question, mine: Mine | None = None
) -> None:
    """Build `matches`, one row per matching posting with its reason, or null."""
    mine = mine or Mine()
    first, last = window(publication, question)
    since = question.since or mine.visit
    values: dict[str, Any] = {
        "first": first,
        "years": question.years,
        "kinds": list(question.kinds),
        "since": since.replace("Z", "") or None,
    }
    conditions = ["moment > $first"]
    if question.newest > 0:
        # Without an end, a posting stamped after the data's moment is not lost.
        conditions.append("moment <= $last")
        values["last"] = last
    conditions += _word_conditions(publication, question.words, first)
    publication.connection.execute(
        f"""
        create or replace temp table matches as
        select *, coalesce(reason in {BEYOND}, true) as is_listed
        from (
            select
                {NARROW},
                coalesce(first_seen_at > $since::timestamp, false) as is_since,
                {_applied(mine, values)} as is_applied,
                case {" ".join(_reasons(question, mine, values))} end as reason
            from postings where {" and ".join(conditions)}
        )
        """,
        values,
    )


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
        condition += (
            " and rid in (select rid from postings where list_contains(skills, $skill))"
        )
        values["skill"] = question.skill
    return condition, values


def count_shown(publication: Publication, question: Question) -> int:
    """How many lines the table has, over all its pages."""
    condition, values = shown_sql(question)
    what = "count(*)" if question.copies else "count(distinct copy_id)"
    return publication.rows(f"select {what} from matches where {condition}", values)[0][
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
    if offset is None:
        offset = (question.page - 1) * PAGE_SIZE
    return _lines(publication, question, _picked(publication, question, limit, offset))


def every_line(
    publication: Publication, question: Question
) -> Iterator[list[dict[str, Any]]]:
    """All pages of the table as `shown` gives them, some lines at a time."""
    picked = _picked(publication, question, None, 0)
    for start in range(0, len(picked), CSV_ROWS):
        yield _lines(publication, question, picked[start : start + CSV_ROWS])


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


def _reasons(question: Question, mine: Mine, values: dict[str, Any]) -> list[str]:
    """The branches of the case that names why a posting is hidden, in their order."""
    found = []
    if not question.closed:
        found.append("when is_closed then 'closed'")
    if mine.employers:
        values["mine"] = [search.fold(name) for name in mine.employers]
        found.append("when list_contains($mine, company_folded) then 'mine'")
    for name, column in (("place", "place_folded"), ("employer", "company_folded")):
        terms = split_words(getattr(question, name))
        for index, term in enumerate((*terms.include, *terms.exclude)):
            key = f"{name}{index}"
            values[key] = search.fold(term)
            has = f"contains(coalesce({column}, ''), ${key})"
            wanted = index < len(terms.include)
            found.append(f"when {'not ' if wanted else ''}{has} then '{name}'")
    if not question.senior:
        found.append(f"when title_level in {SENIOR_LEVELS} then 'senior'")
    return [
        *found,
        "when not list_contains($kinds, kind) then 'kind'",
        "when kind = 'years' and min_years > $years then 'years'",
    ]


def _applied(mine: Mine, values: dict[str, Any]) -> str:
    if not mine.applied:
        return "false"
    values["applied"] = list(mine.applied)
    return "posting_key in (select unnest($applied))"


def _word_conditions(publication: Publication, text: str, first: datetime) -> list[str]:
    """Each word must be, or must not be, in the title, the employer or the text."""
    words = split_words(text)
    search.find(publication, text, words, first)
    return [
        f"rid {'' if index < len(words.include) else 'not '}in "
        f"(select rid from hits where term = {index})"
        for index in range(len(words.include) + len(words.exclude))
    ]


def _picked(
    publication: Publication, question: Question, limit: int | None, offset: int
) -> list[tuple[int, int, str | None, bool]]:
    """(rid, copy id, reason, has copies) of the lines asked for, in their order."""
    condition, values = shown_sql(question)
    key = SORT_SQL[question.sort]
    order = f"{key} {'desc' if question.down else 'asc'} nulls last, rid"
    chosen = "matches"
    if question.sort not in ("posted", "applicants"):
        chosen = (
            f"(select matches.*, {_bare(key)} from matches join postings using (rid))"
        )
    one_line_each = (
        ""
        if question.copies
        else "qualify not has_copies "
        f"or row_number() over (partition by copy_id order by {order}) = 1"
    )
    return publication.rows(
        f"select rid, copy_id, reason, has_copies from {chosen} where {condition} "
        f"{one_line_each} order by {order} "
        f"{'' if limit is None else f'limit {int(limit)}'} offset {int(offset)}",
        values,
    )


def _bare(key: str) -> str:
    """The columns a sort key needs beside those of `matches`."""
    return "min_years" if "min_years" in key else key


def _lines(
    publication: Publication,
    question: Question,
    picked: Sequence[tuple[int, int, str | None, bool]],
) -> list[dict[str, Any]]:
    wide = {
        record["rid"]: record
        for record in publication.records(
            f"select {WIDE} from postings where rid in ({{}})".format(
                ", ".join(str(row[0]) for row in picked) or "null"
            )
        )
    }
    grouped = [] if question.copies else [row[1] for row in picked if row[3]]
    copies = _copies(publication, question, grouped) if grouped else {}
    return [
        {
            **wide[rid],
            "reason": reason,
            "copy_count": copies.get(copy_id, (1, []))[0],
            "places": copies.get(copy_id, (1, []))[1],
        }
        for rid, copy_id, reason, _ in picked
    ]


def _copies(
    publication: Publication, question: Question, copy_ids: list[int]
) -> dict[int, tuple[int, list[str]]]:
    """copy id → (postings among those shown, their places)."""
    condition, values = shown_sql(question)
    rows = publication.rows(
        "select matches.copy_id, count(*), "
        "list_sort(list_distinct(array_agg(coalesce(city, location)))) "
        f"from (select rid, copy_id from matches where {condition} "
        "and has_copies and copy_id in (select unnest($ids))) as matches "
        "join postings using (rid) group by 1",
        {**values, "ids": copy_ids},
    )
    return {key: (count, [p for p in places if p]) for key, count, places in rows}
