"""Read the short phrases of a page: counts of applicants, ages, dates, remote work.

English, French, Dutch and Turkish as seen on saved pages; the other languages as the
board's readers have published them.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+(?!\d)|\d+")
_FIRST = re.compile(
    r"\b(?:first|premi[eè]re?s?|ersten|primer[oa]s|primeir[oa]s|primi|eerste[n]?"
    r"|första|første|pierwszych|ilk)\b",
    re.I,
)
_OVER = re.compile(
    r"\bover\b|more than|plus d[e']|über|mehr als|m[áa]i?s de|più di|oltre|meer dan"
    r"|mer än|mere end|mer enn|ponad|więcej niż|fazla",
    re.I,
)
_AT_LEAST = re.compile(r"\d\s*\+|at least|au moins", re.I)
_UNDER = re.compile(r"fewer than|less than|under\b|moins de|weniger als|menos de", re.I)
# who clicked may not have applied
_NO_APPLICANTS = re.compile(r"click|cliqu", re.I)
# what the page draws beside a count that is no exact one
_DRAWN_FEW, _DRAWN_MANY = "clock", "notify-pebble"

# the words for each unit of time, by their beginnings
_UNITS = {
    "month": r"month|mo\b|mois|monat|mes|mês|maand|månad|måned|miesi[aąę]c|ay\b"
    r"|kuukau|bulan|[かヶカ]月|[个個]月|개월|месяц",
    "week": r"week|wk|w\b|semaine|sem\b|woche|semana|settiman|weken|veck|uge|uke"
    r"|tydz|tygod|hafta|viik|minggu|週|周|주|недел",
    "second": r"sec|seg|sek|sn\b|saniye|秒|초|секунд",
    "minute": r"min|dakika|dk\b|分|분|мин",
    "hour": r"hour|hr|h\b|heure|stunde|hora|or[ae]\b|uur|uren|tim(?:me|e|mar)|godz|saat"
    r"|tun(?:ti|nin)|jam\b|時間|小[时時]|시간|час",
    "day": r"day|d\b|j\b|jour|tag|d[ií]a|giorn|dag|dni\b|dzie|gün|päiv|hari\b|日|天"
    r"|일|д(?:ень|ня|ней)",
    "year": r"year|yr|an(?:née|n[oi])?s?\b|jahr|año|ano|jaar|år|rok|lata?\b|yıl|vuo"
    r"|tahun|年|년|год|лет",
}
_AGE = re.compile(
    r"(?:(?<!\d)(?P<number>\d{1,4})\s?\+?"
    r"|\b(?:an?|one|une?|ein(?:e[rmn]?)?|una?|uma?|een|ett?|en|bir))\s?(?:"
    + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS.items())
    + ")",
    re.I,
)
_NOW = re.compile(
    r"just now|moments? ago|à l.instant|quelques (?:secondes|instants)"
    r"|\btoday\b|aujourd.hui|gerade eben|\bheute\b|ahora mismo|\bhoy\b|agora mesmo"
    r"|\bhoje\b|zojuist|just nu|\bnyss\b|lige nu|akkurat nå|az önce|przed chwilą"
    r"|proprio ora|poco fa|たった今|刚刚|剛剛|방금",
    re.I,
)
_YESTERDAY = re.compile(
    r"\b(?:yesterday|hier|gestern|ayer|ontem|ieri|gisteren|i ?går|wczoraj|dün)\b", re.I
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
_CLOSED_WORDS = (
    r"no longer accepting applications"
    r"|les candidatures ne sont plus acceptées|n.accepte plus de candidatures"
    r"|bewerbungen (?:mehr|werden nicht mehr) angenommen"
    r"|não aceita mais candidaturas|ya no se aceptan solicitudes"
    r"|non accetta più candidature|geen sollicitaties meer"
    r"|tar inte längre emot ansökningar|artık başvuru kabul etmiyor"
)
_CLOSED = re.compile(_CLOSED_WORDS, re.I)
_CLOSED_BEHIND = re.compile(rf"\s*\([^()]*(?:{_CLOSED_WORDS})[^()]*\)\s*$", re.I)
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


def applicants(text: str, drawn: str | None = None) -> tuple[int | None, int | None]:
    """The interval a phrase stands for, both ends included; None above is "no bound".

    `drawn` names what the page draws beside the phrase, None beside a plain number: in
    a language that is not known it tells "first 25" from "over 200".

    `102 applicants` → (102, 102); `Be among the first 25 applicants` → (0, 24);
    `Over 200 applicants`, `Plus de 200 candidats` → (201, None).

    Raises: ValueError when the phrase holds no number of applicants.
    """
    found = _NUMBER.search(text)
    if not found or _NO_APPLICANTS.search(text):
        raise ValueError("no number of applicants")
    number = int(re.sub(r"\D", "", found.group()))
    if number >= 10_000_000:
        raise ValueError("an impossible number of applicants")
    if _FIRST.search(text) or _UNDER.search(text):
        return 0, max(number - 1, 0)
    if _OVER.search(text):
        return number + 1, None
    if _AT_LEAST.search(text):
        return number, None
    if drawn == _DRAWN_FEW:
        return 0, max(number - 1, 0)
    if drawn == _DRAWN_MANY:
        return number + 1, None
    if drawn:
        raise ValueError("a bound in words that are not known")
    return number, number


def age(text: str) -> timedelta:
    """How long ago a phrase says: `3 weeks ago`, `il y a 11 heures`, `Just now`.

    `30+ days ago` is read as 30 days: what it says at least.

    Raises: ValueError when the phrase names no age.
    """
    if found := _AGE.search(text):
        number = int(found["number"] or 1)
        if number > 1000:
            raise ValueError("an impossible age")
        return timedelta(seconds=number * _SECONDS[found.lastgroup or ""])
    if _NOW.search(text):
        return timedelta()
    if _YESTERDAY.search(text):
        return timedelta(days=1)
    raise ValueError("no age in the phrase")


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


def seconds_to_wait(retry_after: str | None, date: str | None) -> float | None:
    """The seconds a `Retry-After` header asks for, None when it says nothing usable.

    It may name a moment instead: then `date`, the answer's own `Date`, tells the site's
    time.
    """
    said = (retry_after or "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    moment = http_date(said)
    if moment is None:
        return None
    now = http_date(date) or datetime.now(UTC)
    return max((moment - now).total_seconds(), 0.0)


def says_closed(text: str | None) -> bool:
    """Whether a top card says, in words alone, that nobody can apply any more."""
    return bool(text and _CLOSED.search(text))


def without_closed(title: str) -> str:
    """A title without the words that a closed posting may carry behind it."""
    return _CLOSED_BEHIND.sub("", title) or title


def says_remote(*texts: str | None) -> bool | None:
    """True when a title or a place says the work is remote; None when they do not.

    `Analyst | Remote` → True; `Remote Sensing Scientist`, `Hybrid` → None.
    """
    said = " · ".join(text for text in texts if text)
    return True if _REMOTE.search(said) and not _NOT_REMOTE.search(said) else None
