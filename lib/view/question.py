"""What a visitor asks: one value for every control, read from a URL's query and back.

Everything in a URL is untrusted. A value that means nothing becomes the default;
a text is cut to a length no real search needs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

KINDS = {
    "not_stated": "Not stated",
    "none_needed": "None needed",
    "years": "Years asked",
    "degree_instead": "Or a degree",
    "preferred_only": "Only wished for",
}
UNITS = {"hours": 48, "days": 30, "weeks": 12}  # unit: the oldest one can look back
BUCKETS = ("not_stated", "none_needed", "under_1", *map(str, range(1, 10)), "10_up",
           "degree_instead", "preferred_only")  # fmt: skip
REASONS = ("closed", "mine", "place", "employer", "senior", "kind", "years")
FLAGS = ("new", "since", "tagged", "truly", "wrong", "applied")
FOCUSES = (
    *(f"bar-{bucket}" for bucket in BUCKETS),
    *(f"hidden-{reason}" for reason in REASONS),
    *(f"flag-{flag}" for flag in FLAGS),
)
SORTS = ("posted", "title", "company", "location", "applicants", "rate", "years",
         "tag", "pay", "skills")  # fmt: skip
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
PAGE_SIZE = 25
MAX_YEARS = 15
MAX_TEXT = 120
MAX_MINE = 5_000  # entries of a local list; browsers keep the latest of them


@dataclass(frozen=True)
class Question:
    """Every control of the page. The defaults are the page as it first opens."""

    years: float = 1
    kinds: tuple[str, ...] = tuple(KINDS)
    senior: bool = False  # also show senior titles
    closed: bool = False  # also show postings that are closed
    copies: bool = False  # show every copy of a posting on a line of its own
    unit: str = "days"
    oldest: int = 7  # units before the data's moment
    newest: int = 0
    words: str = ""
    place: str = ""
    employer: str = ""
    skill: str = ""
    since: str = ""  # the visit that "new since" counts from, as 2026-11-24T02:00:00Z
    focus: str = ""  # a bar, a reason for being hidden, or a headline figure
    sort: str = "posted"
    down: bool = True
    page: int = 1


def parse(query: Mapping[str, object], default: Question) -> Question:
    """Read a URL's query, given as text by name; `default` fills what is not said.

    >>> parse({"years": "3", "unit": "centuries"}, Question()).years
    3.0
    """
    unit = _one_of(query.get("unit"), tuple(UNITS), default.unit)
    limit = UNITS[unit]
    oldest_default = default.oldest if unit == default.unit else limit
    oldest = _number(query.get("oldest"), 1, limit, oldest_default)
    newest = _number(query.get("newest"), 0, limit - 1, default.newest)
    if newest >= oldest:
        newest = max(oldest - 1, 0)
    kinds = default.kinds
    if isinstance(query.get("kinds"), str):
        chosen = str(query["kinds"])[:MAX_TEXT].split(".")
        kinds = tuple(kind for kind in KINDS if kind in chosen)
    return Question(
        years=_number(query.get("years"), 0, MAX_YEARS, default.years),
        kinds=kinds,
        senior=_switch(query.get("senior"), default.senior),
        closed=_switch(query.get("closed"), default.closed),
        copies=_switch(query.get("copies"), default.copies),
        unit=unit,
        oldest=int(oldest),
        newest=int(newest),
        words=_text(query.get("words")),
        place=_text(query.get("place")),
        employer=_text(query.get("employer")),
        skill=_text(query.get("skill")),
        since=_moment(query.get("since")),
        focus=_one_of(query.get("focus"), FOCUSES, ""),
        sort=_one_of(query.get("sort"), SORTS, default.sort),
        down=_switch(query.get("down"), default.down),
        page=int(_number(query.get("page"), 1, 1_000_000, 1)),
    )


def to_query(question: Question, default: Question) -> dict[str, str]:
    """The shortest query that `parse` reads back as this question."""
    if question.unit != default.unit:
        default = replace(default, unit="", oldest=UNITS[question.unit])
    return {
        item.name: _written(getattr(question, item.name))
        for item in fields(question)
        if getattr(question, item.name) != getattr(default, item.name)
    }


@dataclass(frozen=True)
class Mine:
    """What a visitor's browser keeps and sends along; nothing of it is in the URL."""

    employers: tuple[str, ...] = ()  # not to be shown
    applied: tuple[str, ...] = ()  # posting keys
    visit: str = ""  # the data's moment at the last visit, as `Question.since`


def parse_mine(content: Mapping[str, object]) -> Mine:
    """Read a browser's local lists, which are as untrusted as a URL."""

    def texts(name: str) -> tuple[str, ...]:
        given = content.get(name)
        return tuple(
            text[: 4 * MAX_TEXT]
            for text in (given[-MAX_MINE:] if isinstance(given, list) else ())
            if isinstance(text, str)
        )

    return Mine(texts("employers"), texts("applied"), _moment(content.get("visit")))


@dataclass(frozen=True)
class Words:
    """Search words: all of `include` must be there, none of `exclude` may."""

    include: tuple[str, ...] = field(default=())
    exclude: tuple[str, ...] = field(default=())


def split_words(text: str) -> Words:
    """Read a search line: words, "quoted phrases", and -words to exclude.

    >>> split_words('nurse "night shift" -senior')
    Words(include=('nurse', 'night shift'), exclude=('senior',))
    """
    include, exclude = [], []
    for minus, phrase, word in re.findall(r'(-?)(?:"([^"]*)"?|([^\s"]+))', text):
        term = " ".join((phrase or word).lower().split())
        if term:
            (exclude if minus else include).append(term)
    return Words(tuple(include[:8]), tuple(exclude[:8]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    printable = "".join(c if c.isprintable() else " " for c in value[: 4 * MAX_TEXT])
    return " ".join(printable.split())[:MAX_TEXT]


def _moment(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(MOMENT, value):
        try:
            return f"{datetime.fromisoformat(value):%Y-%m-%dT%H:%M:%SZ}"
        except ValueError:
            return ""  # the thirtieth of February
    return ""


def _one_of(value: object, allowed: tuple[str, ...], default: str) -> str:
    return value if isinstance(value, str) and value in allowed else default


def _switch(value: object, default: bool) -> bool:
    return {"1": True, "0": False}.get(value if isinstance(value, str) else "", default)


def _number(value: object, low: float, high: float, default: float) -> float:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,7}(\.\d{1,2})?", value):
        return default
    return min(max(float(value), low), high)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ".".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
