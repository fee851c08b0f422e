"""Read the short phrases of a page: counts of applicants, ages, dates, remote work.

English and French as seen on saved pages; German, Spanish and Portuguese as published.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+(?!\d)|\d+")
_FIRST = re.compile(
    r"\b(?:first|premi[eè]re?s?|ersten|primer[oa]s|primeir[oa]s)\b", re.I
)
_OVER = re.compile(
    r"\bover\b|more than|plus d[e']|über|mehr als|m[áa]i?s de|\d\s*\+", re.I
)
_AGE = re.compile(
    r"(?<!\d)(\d{1,4})\s?(?:"
    r"(?P<second>sec|seg|sek)|(?P<month>month|mois|monat|mes|mês)"
    r"|(?P<minute>min)|(?P<hour>hour|heure|stunde|hora|h\b)"
    r"|(?P<day>day|jour|tag|d[ií]a)|(?P<week>week|semaine|woche|semana)"
    r"|(?P<year>year|an(?:née)?s?\b|jahr|año|ano))",
    re.I,
)
_NOW = re.compile(
    r"just now|moments? ago|à l.instant|quelques (?:secondes|instants)"
    r"|gerade eben|ahora mismo|agora mesmo",
    re.I,
)
# a month is 30 days and a year 365: the phrase itself is no more exact than that
_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 7 * 86400,
    "month": 30 * 86400,
    "year": 365 * 86400,
}
_REMOTE = re.compile(
    r"\b(?:fully remote|100 ?% remote|remote|work(?:ing)? from home|wfh|télétravail"
    r"|teletravail|(?:travail )?à distance|remoto|remota|teletrabajo|teletrabalho"
    r"|home[- ]?office|homeoffice)\b",
    re.I,
)
# "remote" as a part of the trade, or denied, or mixed with presence
_NOT_REMOTE = re.compile(
    r"\bremote(?:ly)?[- ](?:sens|control|pilot|monitor|operat|site|communit|area"
    r"|location|region|support|access|diagnos|island|mine|camp|desktop|patient|health"
    r"|inspect|vehicle|handling|hands|start|work camp)"
    r"|\b(?:not|non|no)[- ]remote|remote not|pas de télétravail|sans télétravail"
    r"|hybrid|híbrid|partial|partiel|presencial|on-?site|in[- ]office|sur site"
    r"|soutien à distance|commande à distance|contrôle à distance"
    r"|formation à distance|vente à distance|surveillance à distance",
    re.I,
)


def applicants(text: str) -> tuple[int | None, int | None]:
    """The interval a phrase stands for, both ends included; None above is "no bound".

    `102 applicants` → (102, 102); `Be among the first 25 applicants` → (0, 24);
    `Over 200 applicants`, `Plus de 200 candidats` → (201, None).

    Raises: ValueError when the phrase holds no number.
    """
    found = _NUMBER.search(text)
    if not found:
        raise ValueError("no number of applicants")
    number = int(re.sub(r"\D", "", found.group()))
    if number >= 10_000_000:
        raise ValueError("an impossible number of applicants")
    if _FIRST.search(text):
        return 0, max(number - 1, 0)
    if _OVER.search(text):
        return number + 1, None
    return number, number


def age(text: str) -> timedelta:
    """How long ago a phrase says: `3 weeks ago`, `il y a 11 heures`, `Just now`.

    Raises: ValueError when the phrase names no age.
    """
    if _NOW.search(text):
        return timedelta()
    found = _AGE.search(text)
    if not found:
        raise ValueError("no age in the phrase")
    number = int(found[1])
    if number > 1000:
        raise ValueError("an impossible age")
    return timedelta(seconds=number * _SECONDS[found.lastgroup or ""])


def utc_text(text: str) -> str:
    """A date or a time with zone as UTC text: `2026-02-02T21:24:09Z`.

    A day alone is its midnight; a time without zone counts as UTC.

    Raises: ValueError when the text is no such time.
    """
    return format_utc(parse_time(text))


def parse_time(text: str) -> datetime:
    """ISO 8601 text as an aware UTC time.

    Raises: ValueError.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def format_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def day_text(text: str) -> str:
    """The day of an ISO 8601 date or time: `2025-11-13`.

    Raises: ValueError.
    """
    return date.fromisoformat(text.strip()[:10]).isoformat()


def http_date(text: str | None) -> datetime | None:
    """The moment of an HTTP `Date` header, None when there is none to read."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def says_remote(*texts: str | None) -> bool | None:
    """True when a title or a place says the work is remote; None when they do not.

    `Analyst | Remote` → True; `Remote Sensing Scientist`, `Hybrid` → None.
    """
    said = " · ".join(text for text in texts if text)
    return True if _REMOTE.search(said) and not _NOT_REMOTE.search(said) else None
