"""How the page puts values into words; everything here is text in, text out."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lib.view.question import KINDS, Question
from lib.view.search import fold

REASONS = {
    "years": "ask for more than {years}",
    "senior": "senior titles",
    "place": "other places",
    "employer": "other employers",
    "closed": "closed",
    "mine": "of employers you hid",
    "kind": "kinds switched off",
}
RUN_NUMBERS = {
    "scraped": "rows_scraped",
    "new": "rows_new",
    "rejected": "rows_rejected",
    "seconds": "seconds",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def applicants(low: int | None, high: int | None) -> str | None:
    """The count as it is known: "under 25", "87", "over 200".

    >>> applicants(0, 24), applicants(87, 87), applicants(201, None)
    ('under 25', '87', 'over 200')
    """
    if low is None and high is None:
        return None
    if high is None:
        return f"over {low - 1:,}" if low else None
    if not low:
        return f"under {high + 1:,}" if high else "0"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def rate(low: float | None, high: float | None) -> str | None:
    """Applications per hour between two bounds: "0.5–1.2", "under 0.3", "over 4"."""
    if low is None and high is None:
        return None
    if high is None:
        return f"over {_brief(low or 0)}"
    if not low:
        return f"under {_brief(high)}"
    first, last = _brief(low), _brief(high)
    return first if first == last else f"{first}–{last}"


def years(kind: str | None, low: float | None, high: float | None) -> str:
    """The years a posting requires, in words short enough for a table."""
    if kind == "none_needed":
        return "none needed"
    if kind == "preferred_only":
        return "only wished for"
    if kind not in ("years", "degree_instead"):
        return "not stated"
    if low is None:
        text = f"up to {high:g}" if high is not None else "some"
    elif high is not None and high != low:
        text = f"{low:g}–{high:g}"
    else:
        text = f"{low:g}"
    if kind == "degree_instead":
        return f"{text} or a degree"
    return "1 year" if text == "1" else f"{text} years"


def pay(row: Mapping[str, Any]) -> str | None:
    """Pay as a year's amount when known, otherwise as the posting writes it."""
    low, high = row.get("pay_year_low"), row.get("pay_year_high")
    if low is None and high is None:
        return row.get("pay_text")
    amounts = sorted({amount for amount in (low, high) if amount is not None})
    thousands = "–".join(f"{amount / 1000:,.0f}" for amount in amounts)
    return f"{thousands} k {row.get('pay_currency') or ''} a year".replace("  ", " ")


def amount_of_years(number: float) -> str:
    return "1 year" if number == 1 else f"{number:g} years"


def reason(name: str, question: Question) -> str:
    """Why postings are hidden, to be read after their number."""
    if name == "kind":
        off = [label.lower() for kind, label in KINDS.items()
               if kind not in question.kinds]  # fmt: skip
        return f"switched off ({', '.join(off)})"
    return REASONS[name].format(years=amount_of_years(question.years))


def title(question: Question) -> str:
    """What the table shows, to be read after the number of postings."""
    focus = question.focus
    if focus.startswith("bar-"):
        bucket = focus.removeprefix("bar-")
        named = {
            **{str(n): f"that ask for {amount_of_years(n)}" for n in range(1, 10)},
            "under_1": "that ask for less than 1 year",
            "10_up": "that ask for 10 years or more",
            "not_stated": "that state no years",
            "none_needed": "that need no experience",
            "degree_instead": "that take a degree instead",
            "preferred_only": "that only wish for years",
        }
        return named[bucket]
    if focus.startswith("hidden-"):
        return f"hidden: {reason(focus.removeprefix('hidden-'), question)}"
    return {
        "flag-new": "new this hour",
        "flag-since": "new since your last visit",
        "flag-applied": "you applied to",
        "flag-tagged": "tagged entry level",
        "flag-truly": "tagged entry level that truly are",
        "flag-wrong": "tagged entry level that ask for more",
    }.get(focus, "within reach")


def chips(question: Question) -> list[tuple[str, str]]:
    """(control, text) of what narrows the table now and can be cleared with a click."""
    found = []
    if question.focus:
        found.append(("focus", title(question)))
    if question.skill:
        found.append(("skill", f"skill: {question.skill}"))
    for name, label in (
        ("words", "words"),
        ("place", "place"),
        ("employer", "employer"),
    ):
        if getattr(question, name):
            found.append((name, f"{label}: {getattr(question, name)}"))
    return found


def pieces(
    text: str, terms: Iterable[str], evidence: str | None
) -> list[tuple[str, str]]:
    """Cut a text so that search words ("hit") and the quoted sentence are marked.

    >>> pieces("We need nurses.", ["nurse"], None)
    [('We need ', ''), ('nurse', 'hit'), ('s.', '')]
    """
    if not text:
        return []
    kinds = [""] * len(text)
    searched = fold(text)
    if evidence and (start := text.find(evidence)) >= 0:
        kinds[start : start + len(evidence)] = ["evidence"] * len(evidence)
    for term in terms:
        for hit in re.finditer(_broken(fold(term)), searched):
            kinds[hit.start() : hit.end()] = ["hit"] * (hit.end() - hit.start())
    cut = [i for i in range(len(text)) if i == 0 or kinds[i] != kinds[i - 1]]
    return [
        (text[start:end], kinds[start])
        for start, end in zip(cut, [*cut[1:], len(text)], strict=True)
    ]


def run_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """One run of the pipeline for the footer; a column the warehouse lacks is null."""
    return {
        "hour": str(row.get("logical_hour") or ""),
        "run_id": str(row.get("run_id") or ""),
        "outcome": str(row.get("outcome") or "done"),
        **{
            name: None if row.get(column) is None else float(row[column])
            for name, column in RUN_NUMBERS.items()
        },
    }


def table_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """One line of the jobs table, as the browser shows it. Every text stays text."""
    tag = row.get("seniority_level")
    tagged, truly = row["is_tagged_entry_level"], row["is_truly_entry_level"]
    return {
        "key": row["posting_key"],
        "title": row.get("title"),
        "url": row.get("url"),
        "company": row.get("company"),
        "location": _place(row),
        "places": row["places"] if len(row["places"]) > 1 else [],
        "copies": row["copy_count"],
        "posted": _moment(row.get("posted_at")),
        "first_seen": _moment(row.get("first_seen_at")),
        "closed": row.get("closed_at") is not None,
        "new": bool(row["is_new"]),
        "applicants": applicants(row["applicants_low"], row["applicants_high"]),
        "rate": rate(
            row["applications_per_hour_low"], row["applications_per_hour_high"]
        ),
        "years": years(row["kind"], row["min_years"], row["max_years"]),
        "kind": row["kind"],
        "evidence": row.get("evidence"),
        "tag": tag,
        "wrong": bool(tagged and not truly),
        "missed": bool(truly and tag and not tagged),
        "pay": pay(row),
        "pay_text": row.get("pay_text"),
        "skills": row.get("skills") or [],
        "beyond": row["reason"] is not None,
    }


CSV_COLUMNS = ("title", "url", "company", "location", "posted", "closed", "applicants",
               "rate", "years", "evidence", "tag", "wrong", "pay", "skills",
               "copies")  # fmt: skip


def to_csv(rows: Iterable[Mapping[str, Any]], heading: bool = True) -> str:
    """The table's lines as CSV. A cell that a spreadsheet would run is quoted as text.

    >>> to_csv([{"title": "=1+1"}]).splitlines()[1].split(",")[0]
    "'=1+1"
    """
    out = io.StringIO()
    writer = csv.writer(out)
    if heading:
        writer.writerow(CSV_COLUMNS)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in CSV_COLUMNS])
    return out.getvalue()


def _broken(term: str) -> str:
    """A pattern for a term whose words may stand on two lines."""
    return r"\s+".join(map(re.escape, term.split()))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _place(row: Mapping[str, Any]) -> str | None:
    place = row.get("location") or row.get("city")
    if row.get("is_remote"):
        return f"{place} (remote)" if place else "remote"
    return place


def _moment(value: datetime | None) -> str | None:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def _brief(number: float) -> str:
    return f"{number:.2g}" if number < 10 else f"{number:,.0f}"
