"""The numbers behind the charts, over the postings that match the last question."""

from dataclasses import replace
from math import exp, log, sqrt
from typing import Any

from lib.view.answer import shown_sql
from lib.view.load import Publication
from lib.view.question import Question

Z = 1.96  # of a 95 % interval
GROUPS = {"company": "company", "industry": "industries"}
LEAST_TAGGED = 5  # an employer with fewer tagged postings says too little
LEAST_GROWING = 5  # postings of an occupation in the window


def buckets(publication: Publication) -> dict[str, tuple[int, int]]:
    """Listed postings by years required: bucket → (within reach, beyond)."""
    rows = publication.rows(
        "select bucket, count(*) filter (reason is null), "
        "count(*) filter (reason is not null) "
        "from matches where is_listed group by 1"
    )
    return {bucket: (near, far) for bucket, near, far in rows}


def skills(
    publication: Publication, question: Question, most: int = 15
) -> list[tuple[str, int]]:
    """(skill, postings) of what is shown before a skill is chosen, most first."""
    condition, values = shown_sql(replace(question, skill=""))
    return publication.rows(
        f"select skill, count(*) from (select unnest(skills) as skill from postings "
        f"where rid in (select rid from matches where {condition})) "
        f"group by 1 order by 2 desc, 1 limit {int(most)}",
        values,
    )


def over_time(
    publication: Publication, question: Question
) -> list[tuple[Any, int, int]]:
    """(start of hour, day or week, within reach, beyond) of listed postings."""
    bucket = question.focus.removeprefix("bar-") if "bar-" in question.focus else ""
    return publication.rows(
        f"select {_period(question)}, "
        "count(*) filter (reason is null), count(*) filter (reason is not null) "
        "from matches where is_listed and ($bucket = '' or bucket = $bucket) "
        "group by 1 order by 1",
        {"bucket": bucket},
    )


def rhythm(publication: Publication) -> list[tuple[int, int, int]]:
    """(ISO weekday 1–7, hour of day UTC, postings) of listed postings."""
    return publication.rows(
        "select isodow(posted_at), hour(posted_at), count(*) "
        "from matches where is_listed and posted_at is not null "
        "group by all order by all"
    )


def applicants_by_age(publication: Publication) -> list[tuple[int, int, float, float]]:
    """(age in days, postings, lower-bound applicants at the median and upper quarter).

    Counts are known as intervals, so these are lower bounds: "over 200" counts as 201.
    """
    return publication.rows(
        """
        select date_diff('hour', moment, $now) // 24 as age, count(*),
            quantile_cont(applicants_low, 0.5), quantile_cont(applicants_low, 0.75)
        from matches
        where is_listed and applicants_low is not null and moment <= $now
        group by 1 order by 1
        """,
        {"now": publication.data_as_of.replace(tzinfo=None)},
    )


def hiring_now(publication: Publication, most: int = 10) -> list[tuple[str, int]]:
    """(employer, postings within reach), most first."""
    return publication.rows(
        "select company, count(*) from matches join postings using (rid) "
        "where reason is null and company is not null "
        f"group by 1 order by 2 desc, 1 limit {int(most)}"
    )


def truly_over_time(
    publication: Publication, question: Question
) -> list[tuple[Any, int, float, float, float]]:
    """(start of period, tagged, share truly entry level, low, high), oldest first."""
    rows = publication.rows(
        f"select {_period(question)}, count(*), "
        "count(*) filter (is_truly_entry_level) "
        "from matches where is_tagged_entry_level group by 1 order by 1"
    )
    return [(start, n, *interval(k, n)) for start, n, k in rows]


def mislabels(
    publication: Publication, group: str, most: int = 10
) -> list[tuple[str, int, float, float, float]]:
    """(value, tagged, share mislabelled, low, high), those with most tagged first."""
    rows = publication.rows(
        f"""
        select {GROUPS[group]} as value, count(*),
            count(*) filter (not is_truly)
        from (
            select rid, is_truly_entry_level as is_truly
            from matches where is_tagged_entry_level
        )
        join postings using (rid)
        where {GROUPS[group]} is not null
        group by 1 having count(*) >= {LEAST_TAGGED}
        order by 2 desc, 1 limit {int(most)}
        """
    )
    return [(value, n, *interval(k, n)) for value, n, k in rows]


def growing(
    publication: Publication, most: int = 10
) -> list[tuple[str, int, int, float, float, float]]:
    """Occupations posted more in the window's second half than in its first.

    Rows: (occupation, before, after, change, low, high), changes as ratios less 1, with
    the 95 % interval of a ratio of two counts; the surest growth first.
    """
    moments = publication.rows("select min(moment), max(moment) from matches")[0]
    if moments[0] is None:
        return []
    middle = moments[0] + (moments[1] - moments[0]) / 2
    rows = publication.rows(
        f"""
        select trade, count(*) filter (matches.moment <= $middle),
            count(*) filter (matches.moment > $middle)
        from matches join postings using (rid)
        where trade is not null
        group by 1 having count(*) >= {LEAST_GROWING}
        """,
        {"middle": middle},
    )
    ratios = [(trade, before, after, *ratio(before, after))
              for trade, before, after in rows]  # fmt: skip
    return sorted(ratios, key=lambda row: (-row[4], row[0]))[:most]


def interval(part: int, whole: int) -> tuple[float, float, float]:
    """A share with its Wilson 95 % interval (Wilson 1927, J. Am. Stat. Assoc. 22).

    >>> [round(x, 3) for x in interval(1, 4)]
    [0.25, 0.046, 0.699]
    """
    share = part / whole
    middle = share + Z * Z / (2 * whole)
    spread = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    scale = 1 + Z * Z / whole
    return (
        share,
        max(0.0, (middle - spread) / scale),
        min(1.0, (middle + spread) / scale),
    )


def ratio(before: int, after: int) -> tuple[float, float, float]:
    """The change between two counts as a ratio less 1, with its 95 % interval.

    Half a posting is added to each count, so that none may be nought.

    >>> [round(x, 2) for x in ratio(10, 20)]
    [0.95, -0.07, 3.12]
    """
    middle = log((after + 0.5) / (before + 0.5))
    spread = Z * sqrt(1 / (after + 0.5) + 1 / (before + 0.5))
    return exp(middle) - 1, exp(middle - spread) - 1, exp(middle + spread) - 1


def _period(question: Question) -> str:
    return f"date_trunc('{question.unit.removesuffix('s')}', moment)"
