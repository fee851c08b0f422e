"""Saved pages served again: details under their ids, cards as pages of results."""

import re
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from lxml import etree


@dataclass(frozen=True)
class Replay:
    """A folder of saved pages: postings by id, and the cards of all searches."""

    details: dict[str, str]
    cards: list[str]

    def fragment(self, start: int, count: int) -> str:
        """Cards as the board sends them; empty after the last."""
        found = self.cards[start : start + count]
        return "\n".join(f"<li>{card}</li>" for card in found)


def load_pages(folder: Path) -> Replay:
    """Read every saved page of a folder.

    A posting is found under the id that its page names; a card that two pages hold is
    served once.
    """
    details: dict[str, str] = {}
    cards: dict[str, str] = {}
    for path in sorted(folder.glob("*.html")):
        text = path.read_bytes().decode("utf-8", errors="replace")
        if not text.strip():
            continue
        tree = lxml.html.document_fromstring(
            text.encode(), lxml.html.HTMLParser(encoding="utf-8")
        )
        for card in tree.xpath(
            "//*[contains(concat(' ', @class, ' '), ' base-search-card ')]"
        ):
            number = (card.get("data-entity-urn") or "").rpartition(":")[2]
            if number and card.tag in {"div", "a"}:
                cards.setdefault(
                    number,
                    etree.tostring(
                        card, encoding="unicode", method="html", with_tail=False
                    ),
                )
        number = _posting_id(text)
        if number and "topcard__title" in text:
            details[number] = text
    for (
        number
    ) in details:  # a saved posting that no saved search lists has a plain card
        cards.setdefault(number, _plain_card(number))
    return Replay(details, list(cards.values()))


def _posting_id(text: str) -> str | None:
    for shape in (
        r'id="decoratedJobPostingId"[^>]*>\s*<!--"?(\d+)"?-->',
        r'rel="canonical" href="[^"]*/jobs/view/(?:[^/"]*-)?(\d+)',
        r'class="topcard__link"[^>]*href="[^"]*?(\d{6,})[?"]',
    ):
        if found := re.search(shape, text):
            return found[1]
    return None


def _plain_card(number: str) -> str:
    return (
        f'<div class="base-card base-search-card" data-entity-urn="urn:li:jobPosting:{number}">'
        f'<h3 class="base-search-card__title">Saved posting {number}</h3></div>'
    )
