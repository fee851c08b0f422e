"""Make observations of what a crawl kept: one per posting, in one order."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lib.records import Card, Observation, Posting, card_hash
from lib.scrape import phrases, places

# the shares of full observations in which a field is known on any usual day
USUAL_COVERAGE = {
    "title": 0.98,
    "company": 0.90,
    "location": 0.80,
    "description": 0.90,
    "posted_at": 0.90,
    "applicants_low": 0.50,
    "employment_type": 0.60,
}
ENOUGH = 20  # full observations that make a share worth judging


def read_kept(path: Path) -> Iterator[dict[str, Any]]:
    """The lines a crawl kept; the last one may be cut off."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def observations(
    kept: Iterable[dict[str, Any]], source: str, hour: str, searches: list[str]
) -> list[dict[str, Any]]:
    """One observation per posting, ordered by its id.

    A posting that was read is a full observation, filled up from its card; one that was
    only listed is a light one. Of several cards counts the one of the first search.
    """
    cards: dict[str, dict[str, Any]] = {}
    details: dict[str, dict[str, Any]] = {}
    for line in kept:
        if line["what"] == "card":
            posting_id = line["card"]["posting_id"]
            before = cards.get(posting_id)
            if before is None or line["order"] < before["order"]:
                cards[posting_id] = line
        else:
            details[line["posting_id"]] = line
    made = []
    for posting_id in sorted(cards.keys() | details.keys()):
        about = {"source": source, "logical_hour": hour, "posting_id": posting_id}
        listed, read = cards.get(posting_id), details.get(posting_id)
        if listed:
            about["search"] = searches[listed["order"]]
        try:
            made.append(_observation(about, listed, read))
        except ValidationError:
            continue  # what the board said of this posting can be no record
    return made


def coverage(observed: list[dict[str, Any]]) -> dict[str, float]:
    """The share of full, open observations in which each field is known."""
    full = [
        row
        for row in observed
        if row["full_or_light"] == "full" and not row["is_closed"]
    ]
    if not full:
        return {}
    return {
        name: round(sum(row[name] is not None for row in full) / len(full), 4)
        for name in USUAL_COVERAGE
    }


def below_usual(observed: list[dict[str, Any]]) -> list[str]:
    """Fields that are known less often than on any usual day, in words."""
    full = [row for row in observed if row["full_or_light"] == "full"]
    if len(full) < ENOUGH:
        return []
    return [
        f"{name} is known of {share:.0%} of the postings, usually at least "
        f"{USUAL_COVERAGE[name]:.0%}"
        for name, share in coverage(observed).items()
        if share < USUAL_COVERAGE[name]
    ]


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
