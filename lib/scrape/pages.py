"""Read saved or fetched pages of the board: HTML in, records out, nothing else.

Command: python -m lib.scrape.pages FILE.html [--url U] [--seen-at T]
prints JSON Lines: the page's cards and posting, or what the page is instead.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from lib.records import Card, Posting
from lib.scrape import cards, details, text
from lib.scrape.markup import Reader, head_elements, posting_id_of

Kind = Literal["results", "posting", "empty", "end", "blocked", "removed", "changed"]

_WALL_PATH = re.compile(r"^/(?:authwall|login|signup|uas/|checkpoint|reg/|m/login)")
_WALL_PAGE = re.compile(
    r"auth_?wall|checkpoint|consumerLogin|cold-join|challenge", re.I
)
_WALL_TITLE = re.compile(
    r"^(?:sign up|sign in|log ?in|join linkedin|s.inscrire|s.identifier|inscription"
    r"|security verification|access denied|just a moment|vérification)",
    re.I,
)
_WALL_SCRIPT = re.compile(
    r"/authwall\?|/checkpoint/|/uas/login|\bcaptcha|cf-challenge", re.I
)
_JOB_PAGE = re.compile(r"^d_jobs_guest")
_SMALL = 20_000  # characters; a page that only redirects to a wall is far smaller

_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True)
_ANY_ELEMENT = etree.XPath("boolean(//body//*)")
_ANY_TEXT = etree.XPath("boolean(normalize-space(//body))")
_NO_RESULTS = etree.XPath(
    "boolean(//*[contains(concat(' ',normalize-space(@class),' '),' no-results ')])"
)


@dataclass
class Page:
    """What a page is, and the records it holds.

    `field_errors` has the odd texts by field: such a field is None in its record.
    `is_cut`: it breaks off within a tag or a word.
    """

    kind: Kind
    cards: list[Card] = field(default_factory=list)
    posting: Posting | None = None
    reason: str | None = None
    field_errors: dict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    is_cut: bool = False


def read(
    body: str | bytes,
    url: str | None = None,
    seen_at: datetime | None = None,
    status: int = 200,
    location: str | None = None,
    encoding: str | None = None,
) -> Page:
    """Read one answer of the board.

    `location` is where a redirect points to, `encoding` what the server declared.

    Returns: the page; its kind says what it showed itself to be. `blocked` and
    `changed` mean that nothing is known about postings.
    """
    refused = _by_status(status, url, location)
    if refused:
        return refused
    source = text.decode(body, encoding) if isinstance(body, bytes) else body
    whole = _without_cut(source)
    is_cut = len(whole) < len(source)
    source = _without_others(whole)
    root = _parse(source)
    if root is None:
        return _without_elements(source)
    page = Reader(root, source, url, seen_at)
    listed = cards.read(page)
    top = details.find_top(root)
    posting = None if top is None else details.read(page, top, listed)
    kind, reason = _kind(page, listed, top, posting)
    return Page(kind, listed, posting, reason, page.field_errors, is_cut)


def _kind(
    page: Reader,
    listed: list[Card],
    top: etree._Element | None,
    posting: Posting | None,
) -> tuple[Kind, str | None]:
    """What a page with elements shows itself to be, and why it is of no use."""
    if listed:
        return "results", None
    if posting:
        return "posting", None
    if top is not None:
        return "changed", "a posting that cannot be read"
    if wall := _wall(page.root, page.source):
        return "blocked", wall
    if _NO_RESULTS(page.root):
        return "empty", None
    if not _ANY_ELEMENT(page.root) and not _ANY_TEXT(page.root):
        bare = _without_elements(page.source)
        return bare.kind, bare.reason
    if page.field_errors:
        return "changed", "cards that cannot be read"
    return "changed", "neither cards, nor a posting, nor the end of a list"


def _by_status(status: int, url: str | None, location: str | None) -> Page | None:
    """What the status alone says; None when the body has to be read."""
    if status in {429, 999, 401, 403}:
        return Page("blocked", reason=f"HTTP status {status}")
    for address in (location, url):
        try:
            parts = urlsplit(address or "")
        except ValueError:
            continue
        if _WALL_PATH.search(parts.path) and not posting_id_of(parts.path):
            return Page("blocked", reason=f"sent to the wall {parts.path}")
        if "expired_jd_redirect" in parts.query:
            return Page("removed", reason="sent from the posting to a search")
    if status in {404, 410}:
        return Page("removed", reason=f"HTTP status {status}")
    if not 200 <= status < 300:
        return Page("changed", reason=f"HTTP status {status}")
    return None


def _parse(source: str) -> etree._Element | None:
    if not source.strip():
        return None
    try:
        # a zero byte would end the page for the parser
        content = source.lstrip("\ufeff").replace("\0", "").encode("utf-8", "replace")
        return etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError:  # nothing in it that could be an element
        return None


def _without_cut(source: str) -> str:
    """The page without the tag or the word in which it breaks off, if it does.

    An address that is half there is another one; half a title is wrong.
    """
    opened, closed = source.rfind("<"), source.rfind(">")
    if closed < 0:
        return source
    if opened > closed:
        return source[:opened]
    rest = source[closed + 1 :]
    # the board puts a line break behind every text of its own
    is_cut = rest.strip() and "\n" not in rest[len(rest.rstrip()) :]
    return source[: closed + 1] if is_cut else source


def _without_others(source: str) -> str:
    """The page of a posting up to its own id, behind which only other postings follow.

    They are most of such a page, and of the time to parse it.
    """
    at = source.find("decoratedJobPostingId")
    if at < 0 or "base-search-card" in source or source.find("ld+json", at) >= 0:
        return source
    end = source.find("</code>", at)
    has_text = 0 <= source.find("show-more-less-html__markup") < at < end
    return source[:end] if has_text else source


def _without_elements(source: str) -> Page:
    """A body without content: the bare terminator ends a list, other bodies do not."""
    if len(source) > _SMALL:
        return Page("changed", reason="a long answer without elements")
    rest = re.sub(r"<!doctype[^>]*>|</?(?:html|head|body)\s*>", "", source, flags=re.I)
    without_comments = re.sub(r"<!--.*?-->", "", rest, flags=re.S)
    if not without_comments.strip() and without_comments != rest:
        return Page("end")
    if not rest.strip():
        return Page("changed", reason="an empty answer")
    return Page("changed", reason="an answer without elements")


def _wall(root: etree._Element, source: str) -> str | None:
    """Why a page without postings is a wall, None when it is not known as one."""
    for element in head_elements(root):
        if element.get("name") == "pageKey":
            key = element.get("content", "")
            if _JOB_PAGE.match(key):
                return None
            if _WALL_PAGE.search(key):
                return f"the page is the wall {key}"
        elif element.tag == "title":
            title = text.element_line(element) or ""
            if _WALL_TITLE.search(title):
                return f"the page is titled {title[:60]!r}"
    if len(source) < _SMALL and _WALL_SCRIPT.search(source):
        return "the page leads to a wall"
    return None


if __name__ == "__main__":
    from lib.scrape.pages_command import main

    raise SystemExit(main())
