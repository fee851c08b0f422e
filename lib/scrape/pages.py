"""Read saved or fetched pages of the board: HTML in, records out, nothing else.

Command: python -m lib.scrape.pages FILE.html [--url U] [--seen-at T]
prints JSON Lines: the page's cards and posting, or what the page is instead.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar
from urllib.parse import urljoin, urlsplit

from lxml import etree
from pydantic import ValidationError

from lib.records import CRITERIA, EMPLOYMENT, SENIORITY, Card, Posting, plain_label
from lib.scrape import json_ld, language, phrases, places, text

Kind = Literal["results", "posting", "empty", "end", "blocked", "removed", "changed"]
Value = TypeVar("Value")

# path ids: 10 digits today, 9 on old postings
_ID_IN_PATH = re.compile(r"/(?:jobs/view|jobPosting)/(?:[^/?#]*-)?(\d+)(?=[/?#]|$)")
_WALL_PATH = re.compile(
    r"^/(?:authwall|login|signup|uas/|checkpoint|reg/|m/login)|session_redirect="
)
_WALL_PAGE = re.compile(
    r"auth_?wall|checkpoint|consumerLogin|cold-join|challenge", re.I
)
_WALL_TITLE = re.compile(
    r"^(?:sign up|sign in|log ?in|join linkedin|s.inscrire|s.identifier|inscription"
    r"|security verification|access denied|just a moment|vérification)",
    re.I,
)
_WALL_SCRIPT = re.compile(r"/authwall\?|/checkpoint/|/uas/login|captcha", re.I)
_SMALL = 20_000  # characters; a page that only redirects to a wall is far smaller

_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True)
_CARDS = etree.XPath("//*[contains(@class,'base-search-card')]")
_TITLES = "[contains(@class,'topcard__title') or contains(@class,'card-layout__title')]"
_TOP_TITLE = etree.XPath(f"//h1{_TITLES}|//h2{_TITLES}")
_CLASSED = etree.XPath(".//*[@class]")
_ANY_ELEMENT = etree.XPath("boolean(//body//*)")
_ANY_TEXT = etree.XPath("boolean(normalize-space(//body))")
_DECORATED_ID = etree.XPath("../code[@id='decoratedJobPostingId']/comment()")
_ONSITE = etree.XPath(
    "boolean(.//*[contains(@data-tracking-control-name,'apply-link-onsite')"
    " or contains(@data-tracking-control-name,'apply-link-simple_onsite')])"
)
_OFFSITE = etree.XPath("boolean(.//*[contains(@data-svg-class-name,'offsite-apply')])")
_NO_RESULTS = etree.XPath(
    "boolean(//*[contains(concat(' ',normalize-space(@class),' '),' no-results ')])"
)


@dataclass
class Page:
    """What a page is, and the records it holds.

    `field_errors` has the odd texts by field: such a field is None in its record.
    """

    kind: Kind
    cards: list[Card] = field(default_factory=list)
    posting: Posting | None = None
    reason: str | None = None
    field_errors: dict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )


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
    root = _parse(source)
    if root is None:
        return _without_elements(source)
    reader = _Reader(root, source, url, seen_at)
    cards = reader.cards()
    tops = _TOP_TITLE(root)
    if tops:
        posting = reader.posting(tops[0], cards)
        if posting is None and not cards:
            return Page(
                "changed",
                reason="a posting that cannot be read",
                field_errors=reader.field_errors,
            )
        kind: Kind = "results" if cards else "posting"
        return Page(kind, cards, posting, field_errors=reader.field_errors)
    if cards:
        return Page("results", cards, field_errors=reader.field_errors)
    wall = _wall(root, source)
    if wall:
        return Page("blocked", reason=wall)
    if _NO_RESULTS(root):
        return Page("empty")
    if not _ANY_ELEMENT(root) and not _ANY_TEXT(root):
        return _without_elements(source)
    if reader.field_errors:
        return Page(
            "changed",
            reason="cards that cannot be read",
            field_errors=reader.field_errors,
        )
    return Page("changed", reason="neither cards, nor a posting, nor the end of a list")


def posting_id_of(url: str | None) -> str | None:
    """The id in a posting's address, None when there is none."""
    found = _ID_IN_PATH.search(url or "")
    return found[1] if found else None


def _by_status(status: int, url: str | None, location: str | None) -> Page | None:
    """What the status alone says; None when the body has to be read."""
    if status in {429, 999, 401, 403}:
        return Page("blocked", reason=f"HTTP status {status}")
    for address in (location, url):
        parts = urlsplit(address or "")
        if _WALL_PATH.search(parts.path) and not _ID_IN_PATH.search(parts.path):
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
        content = source.lstrip("\ufeff").encode("utf-8", "replace")
        # a zero byte would end the page for the parser
        return etree.fromstring(content.replace(b"\0", b""), _PARSER)
    except etree.XMLSyntaxError:  # nothing in it that could be an element
        return None


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
    for element in _head_elements(root):
        if element.get("name") == "pageKey":
            if _WALL_PAGE.search(element.get("content", "")):
                return f"the page is the wall {element.get('content')}"
        elif element.tag == "title":
            title = text.element_line(element) or ""
            if _WALL_TITLE.search(title):
                return f"the page is titled {title[:60]!r}"
    if len(source) < _SMALL and _WALL_SCRIPT.search(source):
        return "the page leads to a wall"
    return None


class _Reader:
    """One parsed page with what its fields need: the address, the time, the errors."""

    def __init__(
        self,
        root: etree._Element,
        source: str,
        url: str | None,
        seen_at: datetime | None,
    ) -> None:
        self.root = root
        self.source = source
        self.url = url
        self.seen_at = seen_at
        self.field_errors: dict[str, list[str]] = defaultdict(list)

    def cards(self) -> list[Card]:
        """The cards of a search, in order; cards of similar postings are none."""
        found: dict[str, Card] = {}
        if "base-search-card" not in self.source:
            return []
        for element in _CARDS(self.root):
            if "base-search-card" not in element.get("class").split():
                continue
            try:
                card = self._card(element)
            except (ValueError, ValidationError) as error:
                self._note("card", f"{error}"[:200])
                continue
            found.setdefault(card.posting_id, card)
        return list(found.values())

    def posting(self, title: etree._Element, cards: list[Card]) -> Posting | None:
        """The posting whose top card holds `title`; None when it cannot be read.

        `cards` are those of the same page: its open posting has a card with a date.
        """
        try:
            return self._posting(title, {card.posting_id: card for card in cards})
        except (ValueError, ValidationError) as error:
            self._note("posting", f"{error}"[:200])
            return None

    def _card(self, element: etree._Element) -> Card:
        parts = _by_class(element)
        link = _first(parts, "base-card__full-link")
        href = (link if link is not None else element).get("href")
        urn = element.get("data-entity-urn") or ""
        number = urn.rpartition(":")[2]
        posting_id = number if number.isdigit() else posting_id_of(href)
        if not posting_id:
            raise ValueError("a card without an id")
        company = _first(parts, "base-search-card__subtitle")
        company_link = None if company is None else company.find(".//a")
        title = _first(parts, "base-search-card__title")
        return Card(
            posting_id=posting_id,
            url=self._address(href) or fallback_url(posting_id),
            title=text.element_line(title)
            or text.element_line(_first(parts, "sr-only")),
            company=text.element_line(company_link) or text.element_line(company),
            company_url=self._link("company_url", company_link),
            location=text.element_line(_first(parts, "job-search-card__location")),
            posted_date=self._card_date(element),
            benefit=text.element_line(_first(parts, "job-posting-benefits__text")),
        )

    def _card_date(self, element: etree._Element) -> str | None:
        moment = element.find(".//time")
        if moment is None:
            return None
        if moment.get("datetime"):
            day = self._try("posted_date", phrases.day_text, moment.get("datetime"))
            if day:
                return day
        at = self._age_before("posted_date", text.element_line(moment))
        return at[:10] if at else None

    def _posting(self, title: etree._Element, cards: dict[str, Card]) -> Posting:
        top = _top_card(title)
        parts = _by_class(top)
        details = _by_class(_details(top))
        head = _head(self.root)
        ld, fault = json_ld.Facts(), None
        if "application/ld+json" in self.source:
            ld, fault = json_ld.posting(self.root)
        if fault:
            self._note("json_ld", fault)
        link = _first(parts, "topcard__link")
        addresses = [
            head.get("canonical"),
            link.get("href") if link is not None else None,
            self.url,
        ]
        posting_id = _decorated_id(top) or next(
            (found for found in map(posting_id_of, addresses) if found), None
        )
        company_link = _first(parts, "topcard__org-name-link")
        location = text.element_line(_location(parts)) or ld.location
        name = text.element_line(title) or ld.title
        place = places.split(location)
        low, high = self._applicants(parts)
        card = cards.get(posting_id or "")
        day = card.posted_date if card else None
        posted_at, posted_at_source = self._posted(parts, top, ld, day)
        described = self._description(details, ld)
        criteria = self._criteria(details)
        closed = any(token.startswith("closed-job") for token in parts)
        return Posting(
            posting_id=posting_id,
            url=self._posting_url(addresses[:2], posting_id),
            title=name,
            company=text.element_line(company_link)
            or text.element_line(_company(parts))
            or ld.company,
            company_url=self._link("company_url", company_link) or ld.company_url,
            location=location,
            city=place.city,
            region=place.region,
            country=place.country or places.country_of_code(ld.country_code),
            posted_at=posted_at,
            posted_at_source=posted_at_source,
            applicants_low=low,
            applicants_high=high,
            is_closed=closed,
            is_remote=True if ld.is_remote else phrases.says_remote(name, location),
            description=described,
            language=language.guess(described, head.get("language")),
            months_of_experience=ld.months_of_experience,
            valid_through=self._try(
                "valid_through", phrases.utc_text, ld.valid_through
            ),
            apply_kind=None if closed else _apply_kind(top),
            pay_text=text.element_line(_first(details, "compensation__salary"))
            or ld.pay,
            **criteria,
        )

    def _posting_url(
        self, addresses: list[str | None], known: str | None
    ) -> str | None:
        """The posting's own address; a page of a search has another canonical one."""
        for address in addresses:
            if known and posting_id_of(address) == known:
                clean = self._address(address)
                if clean:
                    return clean
        return fallback_url(known) if known else None

    def _applicants(self, parts: dict[str, list[etree._Element]]) -> tuple[Any, Any]:
        said = text.element_line(_first(parts, "num-applicants__caption"))
        found = self._try("applicants", phrases.applicants, said)
        return found or (None, None)

    def _posted(
        self,
        parts: dict[str, list[etree._Element]],
        top: etree._Element,
        ld: json_ld.Facts,
        card_day: str | None,
    ) -> tuple[str | None, Any]:
        """When it was posted, by the most trusted of the three ways a page says it."""
        exact = self._try("posted_at", phrases.utc_text, ld.date_posted)
        if exact:
            return exact, "json_ld"
        moment = top.find(".//time")
        said = moment.get("datetime") if moment is not None else card_day
        exact = self._try("posted_at", phrases.utc_text, said)
        if exact:
            return exact, "datetime"
        said = text.element_line(_first(parts, "posted-time-ago__text"))
        at = self._age_before("posted_at", said)
        return (at, "phrase") if at else (None, None)

    def _age_before(self, name: str, said: str | None) -> str | None:
        ago = self._try(name, phrases.age, said)
        if ago is None or self.seen_at is None:
            return None
        return phrases.format_utc(self.seen_at - ago)

    def _description(
        self, details: dict[str, list[etree._Element]], ld: json_ld.Facts
    ) -> str | None:
        for token in ("show-more-less-html__markup", "description__text"):
            for element in details.get(token, ()):
                found = text.lines(element)
                if found:
                    return found
        return text.fragment_lines(ld.description) if ld.description else None

    def _criteria(
        self, details: dict[str, list[etree._Element]]
    ) -> dict[str, str | None]:
        """The criteria by their labels; levels and types in English terms."""
        raw: dict[str, str | None] = {}
        for item in details.get("description__job-criteria-item", ()):
            parts = _by_class(item)
            label = text.element_line(
                _first(parts, "description__job-criteria-subheader")
            )
            value = text.element_line(_first(parts, "description__job-criteria-text"))
            name = CRITERIA.get(plain_label(label or ""))
            if name:
                raw.setdefault(name, value)
            else:
                self._note("criteria", label or "no label")
        seniority = raw.get("seniority_level")
        return {
            "seniority_level": self._term("seniority_level", SENIORITY, seniority),
            "seniority_level_raw": seniority,
            "employment_type": self._term(
                "employment_type", EMPLOYMENT, raw.get("employment_type")
            ),
            "job_function": raw.get("job_function"),
            "industries": raw.get("industries"),
        }

    def _term(self, name: str, terms: dict[str, Any], said: str | None) -> str | None:
        if said is None:
            return None
        known = plain_label(said)
        if known not in terms:
            self._note(name, said)
            return None
        return terms[known]

    def _link(self, name: str, element: etree._Element | None) -> str | None:
        href = None if element is None else element.get("href")
        if not href:
            return None
        clean = self._address(href)
        if clean is None:
            self._note(name, href)
        return clean

    def _address(self, href: str | None) -> str | None:
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

    def _try(
        self, name: str, reading: Callable[[str], Value], said: str | None
    ) -> Value | None:
        """Read one field; a text that cannot be read costs this field only."""
        if not said:
            return None
        try:
            return reading(said)
        except (ValueError, OverflowError):
            self._note(name, said)
            return None

    def _note(self, name: str, sample: str) -> None:
        self.field_errors[name].append(sample[:200])


def fallback_url(posting_id: str) -> str:
    return f"https://www.linkedin.com/jobs/view/{posting_id}"


def _by_class(element: etree._Element) -> dict[str, list[etree._Element]]:
    """The elements below one by each of their classes: one walk for all fields."""
    found: dict[str, list[etree._Element]] = defaultdict(list)
    for child in _CLASSED(element):
        for token in child.get("class").split():
            found[token].append(child)
    return found


def _first(parts: dict[str, list[etree._Element]], token: str) -> etree._Element | None:
    elements = parts.get(token)
    return elements[0] if elements else None


def _top_card(title: etree._Element) -> etree._Element:
    """The whole top card around its title."""
    for ancestor in title.iterancestors():
        if "top-card-layout" in (ancestor.get("class") or "").split():
            return ancestor
    parent = title.getparent()
    return title if parent is None else parent


def _details(top: etree._Element) -> etree._Element:
    """What belongs to the posting of a top card: the card and what follows it.

    Pages of search and of similar postings hold the same classes further out.
    """
    parent = top.getparent()
    return top if parent is None else parent


def _location(parts: dict[str, list[etree._Element]]) -> etree._Element | None:
    """The place in the first row of the top card.

    The number of applicants has the same class, and closed postings may show no place.
    """
    rows = parts.get("topcard__flavor-row")
    for element in parts.get("topcard__flavor--bullet", []):
        tokens = element.get("class").split()
        if element.tag != "span" or any("num-applicants" in each for each in tokens):
            continue
        row = _row(element)
        if row is None or row is rows[0]:
            return element
    return None


def _row(element: etree._Element) -> etree._Element | None:
    for ancestor in element.iterancestors():
        if "topcard__flavor-row" in (ancestor.get("class") or "").split():
            return ancestor
    return None


def _company(parts: dict[str, list[etree._Element]]) -> etree._Element | None:
    """The company where it has no page to link to."""
    for element in parts.get("topcard__flavor", []):
        if "topcard__flavor--bullet" not in element.get("class").split():
            return element
    return None


def _apply_kind(top: etree._Element) -> Any:
    if _OFFSITE(top):
        return "offsite"
    return "onsite" if _ONSITE(top) else None


def _decorated_id(top: etree._Element) -> str | None:
    """The id in the page's own data, a comment beside the top card."""
    for comment in _DECORATED_ID(top):
        digits = (comment.text or "").strip().strip('"')
        if digits.isdigit():
            return digits
    return None


def _head_elements(root: etree._Element) -> list[etree._Element]:
    """The elements of a full page's head; a fragment has none."""
    head = root.find("head")
    return [] if head is None else list(head.iter("title", "meta", "link"))


def _head(root: etree._Element) -> dict[str, str | None]:
    """Canonical address and language of a full page."""
    facts: dict[str, str | None] = {"language": root.get("lang")}
    for element in _head_elements(root):
        if element.tag == "link" and element.get("rel") == "canonical":
            facts["canonical"] = element.get("href")
    return facts


if __name__ == "__main__":
    from lib.scrape.pages_command import main

    raise SystemExit(main())
