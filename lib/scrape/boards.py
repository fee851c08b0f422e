"""Read boards whose owners publish an interface for programs: JSON in, postings out.

One answer holds all open postings of a company, with their texts:
Greenhouse  https://boards-api.greenhouse.io/v1/boards/COMPANY/jobs?content=true
Lever       https://api.lever.co/v0/postings/COMPANY?mode=json
Ashby       https://api.ashbyhq.com/posting-api/job-board/COMPANY?includeCompensation=true
None of them tells the number of applicants or a level of seniority.
"""

import html
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lib.errors import PageChanged
from lib.records import Posting
from lib.scrape import labels, language, phrases, places, text

ADDRESSES = {
    "greenhouse": "https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true",
    "lever": "https://api.lever.co/v0/postings/{}?mode=json",
    "ashby": "https://api.ashbyhq.com/posting-api/job-board/{}?includeCompensation=true",
}
_PERIODS = {
    "1 hour": "/hr",
    "per-hour-wage": "/hr",
    "1 day": "/day",
    "1 month": "/mo",
    "per-month-salary": "/mo",
    "1 year": "/yr",
    "per-year-salary": "/yr",
}


def read(kind: str, company: str, body: str | bytes) -> tuple[list[Posting], int]:
    """The postings of a company's board, and how many entries could not be read.

    `company` is the name to show where the board itself does not say it.

    Raises: PageChanged when the answer is not a list of postings.
    """
    posting: Callable[[dict[str, Any], str], Posting] = {
        "greenhouse": _greenhouse,
        "lever": _lever,
        "ashby": _ashby,
    }[kind]
    try:
        answer = json.loads(body)
    except ValueError:
        raise PageChanged(f"the {kind} board of {company} sent no JSON") from None
    entries = answer.get("jobs") if isinstance(answer, dict) else answer
    if not isinstance(entries, list):
        raise PageChanged(f"the {kind} board of {company} sent no list of postings")
    postings, unreadable = [], 0
    for entry in entries:
        if (
            kind == "ashby"
            and isinstance(entry, dict)
            and entry.get("isListed") is False
        ):
            continue
        try:
            postings.append(posting(entry, company))
        except (AttributeError, KeyError, TypeError, ValueError):
            unreadable += 1
    return postings, unreadable


def _greenhouse(entry: dict[str, Any], company: str) -> Posting:
    location = text.one_line((entry.get("location") or {}).get("name"))
    # the text is HTML that was escaped once more
    content = html.unescape(entry.get("content") or "")
    return _posting(
        posting_id=str(entry["id"]),
        url=entry.get("absolute_url"),
        title=entry["title"],
        company=entry.get("company_name") or company,
        location=location,
        posted_at=_time(entry.get("first_published")),
        job_function=_names(entry.get("departments")),
        description=text.fragment_lines(content) if content else None,
    )


def _lever(entry: dict[str, Any], company: str) -> Posting:
    groups = entry.get("categories") or {}
    said = [entry.get("description")]
    for part in entry.get("lists") or []:
        said.append(
            f"<p>{part.get('text') or ''}</p><ul>{part.get('content') or ''}</ul>"
        )
    said.append(entry.get("additional"))
    created = entry.get("createdAt")
    pay = entry.get("salaryRange") or {}
    return _posting(
        posting_id=str(entry["id"]),
        url=entry.get("hostedUrl"),
        title=entry["text"],
        company=company,
        location=text.one_line(groups.get("location")),
        country_code=entry.get("country"),
        posted_at=phrases.format_utc(datetime.fromtimestamp(created / 1000, UTC))
        if isinstance(created, int | float)
        else None,
        employment_type=groups.get("commitment"),
        job_function=groups.get("department") or groups.get("team"),
        is_remote=True if entry.get("workplaceType") == "remote" else None,
        pay_text=_pay(
            pay.get("currency"), pay.get("min"), pay.get("max"), pay.get("interval")
        ),
        description=text.fragment_lines(
            "".join(f"<div>{part}</div>" for part in said if part)
        ),
    )


def _ashby(entry: dict[str, Any], company: str) -> Posting:
    address = (entry.get("address") or {}).get("postalAddress") or {}
    pay = None
    for part in (entry.get("compensation") or {}).get("summaryComponents") or []:
        if part.get("compensationType") == "Salary":
            pay = pay or _pay(
                part.get("currencyCode"),
                part.get("minValue"),
                part.get("maxValue"),
                part.get("interval"),
            )
    content = entry.get("descriptionHtml")
    return _posting(
        posting_id=str(entry["id"]),
        url=entry.get("jobUrl"),
        title=entry["title"],
        company=company,
        location=text.one_line(entry.get("location")),
        parts=places.Place(
            text.one_line(address.get("addressLocality")),
            text.one_line(address.get("addressRegion")),
            places.country_name(address.get("addressCountry"))
            or places.country_of_code(address.get("addressCountry")),
        ),
        posted_at=_time(entry.get("publishedAt")),
        employment_type=entry.get("employmentType"),
        job_function=entry.get("department"),
        is_remote=True if entry.get("isRemote") is True else None,
        pay_text=pay,
        description=text.fragment_lines(content) if content else None,
    )


def _posting(
    *,
    title: str,
    url: str | None,
    location: str | None,
    description: str | None,
    employment_type: str | None = None,
    job_function: str | None = None,
    is_remote: bool | None = None,
    country_code: str | None = None,
    parts: places.Place | None = None,
    posted_at: str | None = None,
    company: str,
    **more: Any,
) -> Posting:
    """A posting with the fields that all boards share read in one way."""
    name = text.one_line(title)
    if not name:
        raise ValueError("a posting without a title")
    place = places.split(location)
    if parts:
        place = places.Place(
            *(said or read for said, read in zip(parts, place, strict=True))
        )
    return Posting(
        title=name,
        url=url if (url or "").startswith(("https://", "http://")) else None,
        company=text.one_line(company),
        location=location,
        city=place.city,
        region=place.region,
        country=place.country or places.country_of_code(country_code),
        posted_at=posted_at,
        posted_at_source="datetime" if posted_at else None,
        employment_type=_employment(employment_type),
        job_function=text.one_line(job_function),
        is_closed=False,
        is_remote=is_remote or phrases.says_remote(name, location),
        description=description,
        language=language.guess(description),
        apply_kind="onsite",
        **more,
    )


def _employment(said: str | None) -> str | None:
    """`FullTime`, `Full Time`, `Full-time` → `Full-time`; None for other words."""
    if not said:
        return None
    plain = labels.plain(said)
    joined = {"fulltime": "full-time", "parttime": "part-time", "intern": "internship"}
    squeezed = plain.replace(" ", "").replace("-", "")
    return labels.EMPLOYMENT.get(joined.get(squeezed, plain))


def _time(said: str | None) -> str | None:
    try:
        return phrases.utc_text(said) if said else None
    except ValueError:
        return None


def _names(entries: Any) -> str | None:
    names = [entry.get("name") for entry in entries or []]
    return ", ".join(name for name in names if name) or None


def _pay(currency: Any, low: Any, high: Any, interval: Any) -> str | None:
    """An amount as text: `CAD 60,000.00/yr - CAD 70,000.00/yr`."""
    period = _PERIODS.get(str(interval).lower(), "")
    numbers = [number for number in (low, high) if isinstance(number, int | float)]
    if not currency or not numbers:
        return None
    return " - ".join(f"{currency} {number:,.2f}{period}" for number in numbers)
