"""Read the posting of a detail page: its top card, its criteria, its text."""

import re
from typing import Any

from lxml import etree
from pydantic import ValidationError

from lib.records import Card, Posting
from lib.scrape import json_ld, labels, language, phrases, places, text
from lib.scrape.markup import (
    Parts,
    Reader,
    by_class,
    fallback_url,
    first,
    head_elements,
    posting_id_of,
)

_NAMED = "[contains(@class,'topcard__title') or contains(@class,'card-layout__title')]"
_TITLE = etree.XPath(f"//h1{_NAMED}|//h2{_NAMED}")
_TOP = etree.XPath(
    "//*[contains(concat(' ',normalize-space(@class),' '),' top-card-layout ')]"
)
_DECORATED_ID = etree.XPath("../code[@id='decoratedJobPostingId']/comment()")
_APPLY = etree.XPath(
    ".//@*[contains(.,'apply-link-') or contains(.,'offsite-apply') or .='applyUrl']"
)
_NAMES_EMPLOYER = etree.XPath(
    "boolean(.//*[contains(@class,'topcard__org-name')"
    " or contains(@class,'topcard__flavor')])"
)
_ICON = "num-applicants__icon--"
_TEXT_TOKENS = ("show-more-less-html__markup", "description__text")
# "Ward 9 hiring Nurse in Halifax, NS | LinkedIn", and the same in French
_SHARED_TITLE = re.compile(
    r"^.+? hiring (?P<en>.+) in .*\| LinkedIn$"
    r"|^.+? recrute pour des postes de (?P<fr>.+) \([^)]*\) \| LinkedIn$"
)


def find_top(root: etree._Element) -> etree._Element | None:
    """The top card of a page's posting, None when the page shows no posting.

    Where only parts of a page were saved, it is what holds the title and the company.
    """
    for title in _TITLE(root):
        around = list(title.iterancestors())
        for found in (_is_top_card, _NAMES_EMPLOYER):
            for element in around:
                if found(element):
                    return element
        return around[0] if around else title
    return next(iter(_TOP(root)), None)


def read(page: Reader, top: etree._Element, cards: list[Card]) -> Posting | None:
    """The posting of a top card; None when it cannot be read.

    `cards` are those of the same page: its open posting has a card with a date.
    """
    try:
        return _posting(page, top, {card.posting_id: card for card in cards})
    except (ValueError, ValidationError) as error:
        page.note("posting", f"{error}")
        return None


def _posting(page: Reader, top: etree._Element, cards: dict[str, Card]) -> Posting:
    parts = by_class(top)
    details = _details(page.root, top)
    head = _head(page.root)
    ld = _json_ld(page)
    link = first(parts, "topcard__link")
    addresses = [
        head.get("canonical"),
        link.get("href") if link is not None else None,
        page.url,
    ]
    posting_id = _decorated_id(top) or next(
        (found for found in map(posting_id_of, addresses) if found), None
    )
    title = _title(parts) or ld.title or _shared_title(head.get("og:title"))
    if not title and not posting_id:
        raise ValueError("a posting without a title and an id")
    company = _company(parts)
    company_link = first(parts, "topcard__org-name-link")
    if company_link is None and company is not None:
        company_link = company.find(".//a")
    location = text.element_line(_location(parts)) or ld.location
    place = places.split(location)
    low, high = _applicants(page, parts)
    card = cards.get(posting_id or "")
    posted_at, posted_at_source = _posted(
        page, parts, top, ld, card.posted_date if card else None
    )
    described = _description(page, details, ld)
    closed = _is_closed(top, parts, details)
    if closed and title:
        title = phrases.without_closed(title)
    return Posting(
        posting_id=posting_id,
        url=_own_address(page, addresses[:2], posting_id),
        title=title,
        company=text.element_line(company_link)
        or text.element_line(company)
        or ld.company,
        company_url=page.link("company_url", company_link) or ld.company_url,
        location=location,
        city=place.city,
        region=place.region,
        country=place.country or places.country_of_code(ld.country_code),
        posted_at=posted_at,
        posted_at_source=posted_at_source,
        applicants_low=low,
        applicants_high=high,
        is_closed=closed,
        is_remote=True if ld.is_remote else phrases.says_remote(title, location),
        description=described,
        language=language.guess(described, head.get("language")),
        months_of_experience=ld.months_of_experience,
        valid_through=page.attempt("valid_through", phrases.utc_text, ld.valid_through),
        apply_kind=None if closed else _apply_kind(top),
        pay_text=text.element_line(first(details, "compensation__salary")) or ld.pay,
        **_criteria(page, details, ld),
    )


def _is_top_card(element: etree._Element) -> bool:
    return "top-card-layout" in (element.get("class") or "").split()


def _details(root: etree._Element, top: etree._Element) -> Parts:
    """What belongs to the posting of a top card: the card and what follows it.

    Pages of search and of similar postings hold the same classes further out.
    """
    parent = top.getparent()
    if _is_top_card(top) and parent is not None:
        parts = by_class(parent)
        if any(token in parts for token in _TEXT_TOKENS):
            return parts
    return by_class(root)


def _json_ld(page: Reader) -> json_ld.Facts:
    if "application/ld+json" not in page.source:
        return json_ld.Facts()
    facts, fault = json_ld.posting(page.root)
    if fault:
        page.note("json_ld", fault)
    return facts


def _title(parts: Parts) -> str | None:
    """The title has one class or the other, or both."""
    return text.element_line(first(parts, "topcard__title")) or text.element_line(
        first(parts, "top-card-layout__title")
    )


def _shared_title(said: str | None) -> str | None:
    """The title within what a full page offers for sharing it."""
    found = _SHARED_TITLE.match(text.one_line(said) or "")
    return (found["en"] or found["fr"]) if found else None


def _applicants(page: Reader, parts: Parts) -> tuple[int | None, int | None]:
    """The interval of applicants; a number that is no exact one stands in a figure."""
    caption = first(parts, "num-applicants__caption")
    drawn = None
    if caption is not None and next(caption.iterancestors("figure"), None) is not None:
        icons = (token for token in parts if token.startswith(_ICON))
        drawn = next(icons, "figure").removeprefix(_ICON)
    said = text.element_line(caption)
    read = page.attempt(
        "applicants", lambda said: phrases.applicants(said, drawn), said
    )
    return read or (None, None)


def _is_closed(top: etree._Element, parts: Parts, details: Parts) -> bool | None:
    """A closed posting says so in its top card; texts use the same words elsewhere.

    None for a page that breaks off before anything follows the top card.
    """
    if any(token.startswith("closed-job") for token in parts):
        return True
    if not any(token.startswith("description") for token in details):
        return None
    return _is_top_card(top) and phrases.says_closed(text.element_line(top))


def _posted(
    page: Reader,
    parts: Parts,
    top: etree._Element,
    ld: json_ld.Facts,
    card_day: str | None,
) -> tuple[str | None, Any]:
    """When it was posted, by the most trusted of the three ways a page says it."""
    exact = page.attempt("posted_at", phrases.utc_text, ld.date_posted)
    if exact:
        return exact, "json_ld"
    moment = top.find(".//time")
    said = moment.get("datetime") if moment is not None else card_day
    exact = page.attempt("posted_at", phrases.utc_text, said)
    if exact:
        return exact, "datetime"
    said = text.element_line(first(parts, "posted-time-ago__text"))
    at = page.age_before("posted_at", said)
    return (at, "phrase") if at else (None, None)


def _description(page: Reader, details: Parts, ld: json_ld.Facts) -> str | None:
    """The text; one that was cut off is none: what it asks for may be missing."""
    for token in _TEXT_TOKENS:
        for element in details.get(token, ()):
            found = text.lines(element)
            if found and page.is_whole(token, element):
                return found
            if found:
                page.note("description", f"cut off: …{found[-80:]}")
    return text.fragment_lines(ld.description) if ld.description else None


def _criteria(page: Reader, details: Parts, ld: json_ld.Facts) -> dict[str, str | None]:
    """The criteria by their labels; levels and types in English terms."""
    raw: dict[str, str | None] = {}
    for item in details.get("description__job-criteria-item", ()):
        parts = by_class(item)
        label = text.element_line(first(parts, "description__job-criteria-subheader"))
        value = text.element_line(first(parts, "description__job-criteria-text"))
        name = labels.CRITERIA.get(labels.plain(label or ""))
        if name:
            raw.setdefault(name, value)
        else:
            page.note("criteria", label or "no label")
    level, kind = raw.get("seniority_level"), raw.get("employment_type")
    return {
        "seniority_level": _term(page, "seniority_level", labels.SENIORITY, level),
        "seniority_level_raw": level,
        "employment_type": _term(page, "employment_type", labels.EMPLOYMENT, kind)
        or labels.EMPLOYMENT.get(labels.plain(ld.employment_type or "")),
        "job_function": raw.get("job_function"),
        "industries": raw.get("industries") or ld.industry,
    }


def _term(
    page: Reader, name: str, terms: dict[str, Any], said: str | None
) -> str | None:
    if said is None:
        return None
    known = labels.plain(said)
    if known not in terms:
        page.note(name, said)
        return None
    return terms[known]


def _location(parts: Parts) -> etree._Element | None:
    """The place in the first row of the top card.

    The number of applicants has the same class, and closed postings may show no place.
    """
    rows = parts.get("topcard__flavor-row")
    for element in parts.get("topcard__flavor--bullet", []):
        tokens = element.get("class").split()
        if element.tag != "span" or any("num-applicants" in each for each in tokens):
            continue
        row = _row(element)
        if row is None or (rows and row is rows[0]):
            return element
    return None


def _row(element: etree._Element) -> etree._Element | None:
    for ancestor in element.iterancestors():
        if "topcard__flavor-row" in (ancestor.get("class") or "").split():
            return ancestor
    return None


def _company(parts: Parts) -> etree._Element | None:
    """The company where it has no page to link to."""
    for element in parts.get("topcard__flavor", []):
        if "topcard__flavor--bullet" not in element.get("class").split():
            return element
    return None


def _apply_kind(top: etree._Element) -> Any:
    """Where a click on the button leads, from the names of the button's parts."""
    names = " ".join(_APPLY(top))
    if "offsite" in names or "applyUrl" in names:
        return "offsite"
    return "onsite" if "onsite" in names else None


def _decorated_id(top: etree._Element) -> str | None:
    """The id in the page's own data, a comment beside the top card."""
    for comment in _DECORATED_ID(top):
        digits = (comment.text or "").strip().strip('"')
        if digits.isascii() and digits.isdigit():
            return digits
    return None


def _own_address(
    page: Reader, addresses: list[str | None], known: str | None
) -> str | None:
    """The posting's own address; a page of a search has another canonical one."""
    for address in addresses:
        if known and posting_id_of(address) == known:
            clean = page.address(address)
            if clean:
                return clean
    return fallback_url(known) if known else None


def _head(root: etree._Element) -> dict[str, str | None]:
    """Language, canonical address and shared title of a full page."""
    facts: dict[str, str | None] = {"language": root.get("lang")}
    for element in head_elements(root):
        if element.tag == "link" and element.get("rel") == "canonical":
            facts["canonical"] = element.get("href")
        elif element.tag == "meta" and element.get("property") == "og:title":
            facts["og:title"] = element.get("content")
    return facts
