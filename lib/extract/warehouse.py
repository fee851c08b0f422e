"""The extraction functions as the warehouse calls them: a batch of rows at a time.

Each takes a frame whose columns are the function's arguments in order and returns one
answer per row. `sql/setup/functions_python/` registers them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from lib.extract import copies as copy_rules
from lib.extract import experience as experience_rules
from lib.extract import pay as pay_rules
from lib.extract import skills as skills_rules
from lib.extract import title as title_rules

RULES_VERSION = experience_rules.RULES_VERSION


def experience(frame: Any) -> list[dict[str, Any]]:
    """description, title → the record of `lib.extract.experience.extract`."""
    return _each(frame, experience_rules.extract)


def skills(frame: Any) -> list[list[dict[str, Any]]]:
    """description, title → skills in order of mention, each with category and rank."""
    return _each(frame, _skills)


def title(frame: Any) -> list[dict[str, Any]]:
    """title → the record of `lib.extract.title.read`."""
    return _each(frame, title_rules.read)


def pay(frame: Any) -> list[dict[str, Any]]:
    """pay text, description, country → the record of `lib.extract.pay.read`."""
    return _each(frame, pay_rules.read)


def signature(frame: Any) -> list[str | None]:
    """description → what near-same texts have in common, `lib.extract.copies`."""
    return _each(frame, copy_rules.signature)


def copies(frame: Any) -> list[list[dict[str, Any]]]:
    """postings of one block → which are copies of which, `lib.extract.copies.group`."""
    return [copy_rules.group(postings) for postings in frame[frame.columns[0]]]


def _skills(description: str | None, named: str | None) -> list[dict[str, Any]]:
    return [
        {"skill": name, "category": skills_rules.CATEGORIES[name], "rank": rank}
        for rank, name in enumerate(skills_rules.find(description, named))
    ]


def _each(frame: Any, function: Callable[..., Any]) -> list[Any]:
    columns: Iterable[Any] = (frame[column] for column in frame.columns)
    return [function(*map(_text, row)) for row in zip(*columns, strict=True)]


def _text(value: Any) -> str | None:
    """A missing text reaches the function as None, NaN or NA, by the frame's type."""
    return value if isinstance(value, str) else None
