"""What every part of a page's reading needs: its tree, its address, its odd texts."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from lxml import etree

from lib.scrape import phrases, text

Value = TypeVar("Value")
Parts = dict[str, list[etree._Element]]

# path ids: 10 digits today, 9 on old postings
_ID_IN_PATH = re.compile(r"/(?:jobs/view|jobPosting)/(?:[^/?#]*-)?(\d+)(?=[/?#]|$)")
_CLASSED = etree.XPath(".//*[@class]")
_SAMPLE = 200  # characters of an odd text


@dataclass
class Reader:
    """One parsed page: its tree and source, where and when it was seen.

    `field_errors` collects the odd texts by field.
    """

    root: etree._Element
    source: str
    url: str | None
    seen_at: datetime | None
    field_errors: dict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def note(self, name: str, sample: str) -> None:
        """Keep a text that could not be read as the field `name`."""
        self.field_errors[name].append(sample[:_SAMPLE])

    def is_whole(self, token: str, element: etree._Element) -> bool:
        """Whether the first element of a class ends before the page does."""
        return self.source.find(f"</{element.tag}", self.source.find(token)) >= 0

    def attempt(
        self, name: str, reading: Callable[[str], Value], said: str | None
    ) -> Value | None:
        """Read one field; a text that cannot be read costs this field only."""
        if not said:
            return None
        try:
            return reading(said)
        except (ValueError, OverflowError):
            self.note(name, said)
            return None

    def age_before(self, name: str, said: str | None) -> str | None:
        """The time that a phrase like `3 weeks ago` means, seen when the page was."""
        ago = self.attempt(name, phrases.age, said)
        if ago is None or self.seen_at is None:
            return None
        return phrases.format_utc(self.seen_at - ago)

    def link(self, name: str, element: etree._Element | None) -> str | None:
        """The web address that an element links to."""
        href = None if element is None else element.get("href")
        if not href:
            return None
        clean = self.address(href)
        if clean is None:
            self.note(name, href)
        return clean

    def address(self, href: str | None) -> str | None:
        """A web address without query and fragment; None for any other kind of link."""
        if not href:
            return None
        try:
            parts = urlsplit(urljoin(self.url or "", href.strip()))
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            return None
        path = parts.path.rstrip("/")
        return text.one_line(f"{parts.scheme}://{parts.netloc}{path}")


def posting_id_of(url: str | None) -> str | None:
    """The id in a posting's address, None when there is none."""
    found = _ID_IN_PATH.search(url or "")
    return found[1] if found else None


def fallback_url(posting_id: str) -> str:
    """The form of a posting's address that stays when its slug changes."""
    return f"https://www.linkedin.com/jobs/view/{posting_id}"


def by_class(element: etree._Element) -> Parts:
    """The elements below one by each of their classes: one walk for all fields."""
    found: Parts = defaultdict(list)
    for child in _CLASSED(element):
        for token in child.get("class").split():
            found[token].append(child)
    return found


def first(parts: Parts, token: str) -> etree._Element | None:
    """The first element of a class, None when there is none."""
    elements = parts.get(token)
    return elements[0] if elements else None


def head_elements(root: etree._Element) -> list[etree._Element]:
    """The elements of a full page's head; a fragment has none."""
    head = root.find("head")
    return [] if head is None else list(head.iter("title", "meta", "link"))
