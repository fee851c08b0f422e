"""Read the cards of a search: one posting each, in a line or two."""

from lxml import etree
from pydantic import ValidationError

from lib.records import Card
from lib.scrape import phrases, text
from lib.scrape.markup import Reader, by_class, fallback_url, first, posting_id_of

_CARDS = etree.XPath("//*[contains(@class,'search-card')]")
_TITLE = "base-search-card__title"
_OWN_CLASSES = {"base-search-card", "job-search-card"}
# where a card without a class of its own may begin, seen from its title
_AROUND_TITLE = etree.XPath(
    "ancestor::*[@data-entity-urn or self::li or self::a"
    " or contains(@class,'base-card')]"
)


def read(page: Reader) -> list[Card]:
    """The cards of a page, in order; cards of similar postings are none."""
    found: dict[str, Card] = {}
    if "base-search-card" not in page.source:
        return []
    for element in _elements(page.root):
        try:
            card = _card(page, element)
        except (ValueError, ValidationError) as error:
            page.note("card", f"{error}")
            continue
        found.setdefault(card.posting_id, card)
    return list(found.values())


def _elements(root: etree._Element) -> list[etree._Element]:
    """The elements that are cards: by their class, else around a card's title."""
    classed = [(node, set(node.get("class").split())) for node in _CARDS(root)]
    cards = [node for node, tokens in classed if tokens & _OWN_CLASSES]
    if not cards:
        titles = [node for node, tokens in classed if _TITLE in tokens]
        cards = [around[-1] for title in titles if (around := _AROUND_TITLE(title))]
    return cards


def _card(page: Reader, element: etree._Element) -> Card:
    parts = by_class(element)
    link = first(parts, "base-card__full-link")
    # in the page with two panes the active card is itself the link
    href = (link if link is not None else element).get("href")
    number = (element.get("data-entity-urn") or "").rpartition(":")[2]
    posting_id = number if _is_id(number) else posting_id_of(href)
    if not posting_id:
        raise ValueError("a card without an id")
    company = first(parts, "base-search-card__subtitle")
    company_link = None if company is None else company.find(".//a")
    title = first(parts, _TITLE)
    return Card(
        posting_id=posting_id,
        url=page.address(href) or fallback_url(posting_id),
        title=text.element_line(title) or text.element_line(first(parts, "sr-only")),
        company=text.element_line(company_link) or text.element_line(company),
        company_url=page.link("company_url", company_link),
        location=text.element_line(first(parts, "job-search-card__location")),
        posted_date=_day(page, element),
        benefit=text.element_line(first(parts, "job-posting-benefits__text")),
    )


def _is_id(number: str) -> bool:
    return number.isascii() and number.isdigit()


def _day(page: Reader, element: etree._Element) -> str | None:
    """The day a card names, else the one its phrase means."""
    moment = element.find(".//time")
    if moment is None:
        return None
    day = page.attempt("posted_date", phrases.day_text, moment.get("datetime"))
    if day:
        return day
    at = page.age_before("posted_date", text.element_line(moment))
    return at[:10] if at else None
