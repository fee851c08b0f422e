"""Read boards whose owners publish an interface for programs: JSON in, postings out.

One answer holds all open postings of a company, with their texts. None of them tells
the number of applicants or a level of seniority.

Greenhouse  https://developers.greenhouse.io/job-board.html
Lever       https://github.com/lever/postings-api
Ashby       https://developers.ashbyhq.com/docs/public-job-posting-api
"""

import html
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from lib.errors import PageChanged
from lib.records import Posting
from lib.scrape.board_fields import Entry, Note, line, posting

Kind = Literal["greenhouse", "lever", "ashby"]

SITES: dict[Kind, str] = {
    "greenhouse": "https://boards-api.greenhouse.io",
    "lever": "https://api.lever.co",
    "ashby": "https://api.ashbyhq.com",
}
_PATHS: dict[Kind, str] = {
    "greenhouse": "/v1/boards/{}/jobs?content=true",
    "lever": "/v0/postings/{}?mode=json",
    "ashby": "/posting-api/job-board/{}?includeCompensation=true",
}
_SAMPLE = 200  # characters of an odd value


@dataclass
class Listing:
    """What one answer of a board says.

    `ids` are those of all entries, also of the ones that could not be read; None stands
    for an entry without one. `field_errors` has the odd values by field.
    """

    postings: list[Posting] = field(default_factory=list)
    ids: set[str | None] = field(default_factory=set)
    unreadable: int = 0
    is_complete: bool = True
    field_errors: dict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def note(self, name: str, said: Any) -> None:
        """Keep a value that could not be read as the field `name`."""
        self.field_errors[name].append(str(said)[:_SAMPLE])


def address(kind: Kind, company: str, site: str = "") -> str:
    """Where a company's board is asked; `site` stands in for the kind's own site."""
    path = _PATHS[kind].format(quote(company, safe=""))
    return (site or SITES[kind]).rstrip("/") + path


def read(kind: Kind, company: str, body: str | bytes) -> Listing:
    """The postings of a company's board: a bad one is left out, a bad field is None.

    `company` is the name to show where the board itself does not say it.

    Raises: PageChanged when the answer is not a list of postings.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise PageChanged(f"the {kind} board of {company} sent no JSON") from None
    is_object = isinstance(answer, dict)
    entries = answer.get("jobs") if is_object else answer
    if not isinstance(entries, list) or is_object == (kind == "lever"):
        raise PageChanged(f"the {kind} board of {company} sent no list of postings")
    listing = Listing()
    for entry in entries:
        _add(listing, kind, company, entry)
    total = _dict(answer.get("meta")).get("total") if is_object else None
    if None in listing.ids or isinstance(total, int) and total != len(entries):
        listing.is_complete = False
    return listing


def _add(listing: Listing, kind: Kind, company: str, entry: Any) -> None:
    number = _dict(entry).get("id")
    if isinstance(number, bool) or not isinstance(number, int | str) or number == "":
        listing.ids.add(None)
        listing.unreadable += 1
        listing.note("posting", f"without an id: {entry}")
        return
    if kind == "ashby" and entry.get("isListed") is False:
        return  # not for the public: one that was listed is so no more
    listing.ids.add(str(number))
    title = line(entry.get("text" if kind == "lever" else "title"))
    if not title:
        listing.unreadable += 1
        listing.note("posting", f"without a title: {number}")
        return
    fields = _READERS[kind](entry, listing.note)
    fields["company"] = fields.get("company") or company
    listing.postings.append(posting(str(number), title, fields, listing.note))


def _greenhouse(entry: Entry, note: Note) -> Entry:
    departments = [
        line(_dict(each).get("name")) for each in _list(entry, "departments")
    ]
    return {
        "url": entry.get("absolute_url"),
        "company": line(entry.get("company_name")),
        "location": line(_dict(entry.get("location")).get("name")),
        "posted_at": entry.get("first_published"),
        "job_function": ", ".join(filter(None, departments)),
        # the text is HTML that was escaped once more
        "markup": html.unescape(_markup(entry, "content", note)),
    }


def _lever(entry: Entry, note: Note) -> Entry:
    groups = _dict(entry.get("categories"))
    said = [_markup(entry, "description", note)]
    for part in map(_dict, _list(entry, "lists")):
        heading, points = _markup(part, "text", note), _markup(part, "content", note)
        said.append(f"<p>{heading}</p><ul>{points}</ul>")
    said.append(_markup(entry, "additional", note))
    pay = _dict(entry.get("salaryRange"))
    return {
        "url": entry.get("hostedUrl"),
        "location": line(groups.get("location")),
        "country": entry.get("country"),
        "posted_at": entry.get("createdAt"),
        "employment_type": groups.get("commitment"),
        "job_function": line(groups.get("department")) or line(groups.get("team")),
        "workplace": entry.get("workplaceType"),
        "pay": (
            pay.get("currency"),
            pay.get("min"),
            pay.get("max"),
            pay.get("interval"),
        ),
        "markup": "".join(f"<div>{part}</div>" for part in said if part),
    }


def _ashby(entry: Entry, note: Note) -> Entry:
    postal = _dict(_dict(entry.get("address")).get("postalAddress"))
    pay: tuple[Any, ...] = ()
    for part in map(
        _dict, _list(_dict(entry.get("compensation")), "summaryComponents")
    ):
        if part.get("compensationType") == "Salary" and not pay:
            names = ("currencyCode", "minValue", "maxValue", "interval")
            pay = tuple(part.get(name) for name in names)
    workplace = (
        "remote" if entry.get("isRemote") is True else entry.get("workplaceType")
    )
    return {
        "url": entry.get("jobUrl"),
        "location": line(entry.get("location")),
        "city": line(postal.get("addressLocality")),
        "region": line(postal.get("addressRegion")),
        "country": postal.get("addressCountry"),
        "posted_at": entry.get("publishedAt"),
        "employment_type": entry.get("employmentType"),
        "job_function": line(entry.get("department")),
        "workplace": workplace,
        "pay": pay,
        "markup": _markup(entry, "descriptionHtml", note),
    }


_READERS = {"greenhouse": _greenhouse, "lever": _lever, "ashby": _ashby}


def _markup(entry: Entry, name: str, note: Note) -> str:
    said = entry.get(name)
    if said is not None and not isinstance(said, str):
        note("description", said)
        return ""
    return said or ""


def _list(entry: Entry, name: str) -> list[Any]:
    found = entry.get(name)
    return found if isinstance(found, list) else []


def _dict(said: Any) -> Entry:
    return said if isinstance(said, dict) else {}
