"""Make a posting of what a board for programs says of it, field by field."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lib.records import Posting
from lib.scrape import labels, language, phrases, places, text

Entry = dict[str, Any]
Note = Callable[[str, Any], None]

_PERIODS = {"hour": "/hr", "day": "/day", "week": "/wk", "month": "/mo", "year": "/yr"}


def posting(posting_id: str, title: str, fields: Entry, note: Note) -> Posting:
    """A posting of the values that a board gave; `note` is told what cannot be read.

    `fields` may hold url, company, location, city, region, country (name or code),
    posted_at (ISO text, or milliseconds since 1970), employment_type, job_function,
    workplace, pay (currency, low, high, interval) and markup (the text as HTML).
    """
    location = fields["location"]
    place = places.split(location)
    said = text.fragment_lines(fields["markup"]) if fields["markup"] else None
    posted_at = _time(fields.get("posted_at"), note)
    return Posting(
        posting_id=posting_id,
        title=title,
        url=_web_address(fields.get("url"), note),
        company=text.one_line(fields["company"]),
        location=location,
        city=fields.get("city") or place.city,
        region=fields.get("region") or place.region,
        country=_country(fields.get("country"), note) or place.country,
        posted_at=posted_at,
        posted_at_source="datetime" if posted_at else None,
        employment_type=_employment(fields.get("employment_type"), note),
        job_function=text.one_line(fields.get("job_function")),
        pay_text=_pay(*fields["pay"], note) if fields.get("pay") else None,
        is_closed=False,
        is_remote=_is_remote(fields.get("workplace"), title, location),
        description=said,
        language=language.guess(said),
        apply_kind="onsite",
    )


def line(said: Any) -> str | None:
    """One line of text; JSON may hold lone surrogates, which no file can."""
    if not isinstance(said, str):
        return None
    return text.one_line(said.encode("utf-8", "replace").decode())


def _employment(said: Any, note: Note) -> str | None:
    """`FullTime`, `Full Time`, `Regular, Salaried, Full Time` → `Full-time`."""
    if not line(said):
        return None
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", str(said))
    for part in re.split(r"[,/|()]", spaced):
        plain = labels.plain(part.strip())
        for word in (plain, re.sub(r"[\s_]+", "-", plain)):
            if term := labels.EMPLOYMENT.get(word):
                return term
    note("employment_type", said)
    return None


def _is_remote(workplace: Any, title: str, location: str | None) -> bool | None:
    """What the board says of it; where it says nothing, clear words in the title."""
    said = str(workplace or "").lower().replace("-", "")
    if said in {"remote", "onsite"}:
        return said == "remote"
    return phrases.says_remote(title, location)


def _time(said: Any, note: Note) -> str | None:
    """A time as UTC text; Lever counts milliseconds since 1970."""
    try:
        if isinstance(said, int | float) and not isinstance(said, bool):
            return phrases.format_utc(datetime.fromtimestamp(said / 1000, UTC))
        return phrases.utc_text(str(said)) if said else None
    except (OSError, OverflowError, TypeError, ValueError):
        note("posted_at", said)
        return None


def _country(said: Any, note: Note) -> str | None:
    """The English name of a country, given by its name or its code."""
    if not said:
        return None
    if not isinstance(said, str):
        note("country", said)
        return None
    return places.country_of_code(said.strip()) or places.country_name(said.strip())


def _web_address(said: Any, note: Note) -> str | None:
    if isinstance(said, str) and said.startswith(("https://", "http://")):
        return text.one_line(said)  # some have the posting's id in the query
    if said:
        note("url", said)
    return None


def _pay(currency: Any, low: Any, high: Any, interval: Any, note: Note) -> str | None:
    """An amount as text: `CAD 60,000.00/yr - CAD 70,000.00/yr`."""
    if currency is None and low is None and high is None:
        return None
    numbers = [
        number
        for number in (low, high)
        if isinstance(number, int | float)
        and not isinstance(number, bool)
        and number > 0
    ]
    if not numbers or not line(currency):
        note("pay_text", [currency, low, high, interval])
        return None
    said = str(interval).lower()
    period = next((short for name, short in _PERIODS.items() if name in said), "")
    return " - ".join(f"{currency} {number:,.2f}{period}" for number in numbers)
