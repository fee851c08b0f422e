"""Make observations of what a crawl kept: one per posting, in one order."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lib.records import Card, Observation, Posting, card_hash
from lib.scrape import phrases, places


def observations(
    kept: Iterable[dict[str, Any]], source: str, hour: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """One observation per posting, ordered by its id.

    A posting that was read is a full observation, filled up from its card; one that was
    only listed is a light one. Of several cards counts the one of the first search.

    Returns: the observations, and the ids of postings that can be none.
    """
    cards: dict[str, dict[str, Any]] = {}
    details: dict[str, dict[str, Any]] = {}
    for line in kept:
        if line["what"] == "card":
            posting_id = line["card"]["posting_id"]
            before = cards.get(posting_id)
            if before is None or line["order"] < before["order"]:
                cards[posting_id] = line
        elif not _says_less(line, details.get(line["posting_id"])):
            details[line["posting_id"]] = line
    made: list[dict[str, Any]] = []
    unusable: list[str] = []
    for posting_id in sorted(cards.keys() | details.keys()):
        about = {"source": source, "logical_hour": hour, "posting_id": posting_id}
        listed, read = cards.get(posting_id), details.get(posting_id)
        if listed:
            about["search"] = listed["search"]
        try:
            made.append(_observation(about, listed, read))
        except ValidationError:
            unusable.append(posting_id)
    return made, unusable


def progress(kept: Iterable[dict[str, Any]]) -> tuple[dict[str, str], list[str]]:
    """How far a crawl came that kept these lines.

    Returns: the hash of the card of each posting that was listed and not read, and the
    postings that were read or are gone.
    """
    listed: dict[str, str] = {}
    done: dict[str, None] = {}
    for line in kept:
        if line["what"] == "card":
            card = Card.model_validate(line["card"])
            listed[card.posting_id] = card_hash(card)
        # without its text a posting counts as not read: it will be asked for again
        elif line["what"] == "removed" or line["posting"]["description"] is not None:
            done[line["posting_id"]] = None
    waiting = {number: said for number, said in listed.items() if number not in done}
    return waiting, list(done)


def write(path: Path, observed: Iterable[dict[str, Any]]) -> None:
    """Write observations as JSON Lines; equal ones give equal bytes."""
    with path.open("wb") as file:
        for row in observed:
            line = json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n"
            file.write(line.encode("utf-8", "replace"))


def _says_less(line: dict[str, Any], before: dict[str, Any] | None) -> bool:
    """Whether a page lost the text that an earlier one of the posting had."""
    if not before or line["what"] == "removed" or before["what"] == "removed":
        return False
    texts = [found["posting"]["description"] for found in (before, line)]
    return texts[0] is not None and texts[1] is None


def _observation(
    about: dict[str, Any],
    listed: dict[str, Any] | None,
    read: dict[str, Any] | None,
) -> dict[str, Any]:
    card = Card.model_validate(listed["card"]) if listed else None
    fields = _card_fields(card) if card else {}
    if read and read["what"] == "posting":
        posting = Posting.model_validate(read["posting"])
        known = posting.model_dump(exclude={"kind", "posting_id"})
        if known["posted_at_source"] == "phrase" and "posted_at" in fields:
            # a day that is written out is trusted more than "3 weeks ago"
            del known["posted_at"], known["posted_at_source"]
        told = {name: value for name, value in known.items() if value is not None}
        if "location" in told:
            fields = {**fields, "city": None, "region": None, "country": None}
        fields = {**fields, **told}
    elif read:
        fields["is_closed"] = True
    # without its text a posting counts as not read: it will be asked for again
    full = bool(read) and fields.get("description") is not None
    line = read or listed or {}
    observation = Observation(
        **about,
        **fields,
        benefit=card.benefit if card else None,
        card_hash=card_hash(card) if card else None,
        seen_at=line["seen_at"],
        raw_page_key=line.get("page"),
        full_or_light="full" if full else "light",
    )
    return observation.model_dump()


def _card_fields(card: Card) -> dict[str, Any]:
    """What a card alone says of its posting."""
    place = places.split(card.location)
    fields = card.model_dump(exclude={"kind", "posting_id", "posted_date", "benefit"})
    fields.update(place._asdict())
    if card.posted_date:
        fields["posted_at"] = phrases.utc_text(card.posted_date)
        fields["posted_at_source"] = "datetime"
    return fields
