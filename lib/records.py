"""The records at the edges: a card of a search, a posting, an observation of a posting.

Unknown is None. Times are UTC, as ISO 8601 text that ends in `Z`.
"""

import hashlib
import json
from typing import Literal

from pydantic import BaseModel, ConfigDict

RECORD_VERSION = 1


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Card(_Record):
    """One line of a search; `posted_date` is a day, `benefit` the board's words."""

    kind: Literal["card"] = "card"
    posting_id: str
    url: str | None = None
    title: str | None = None
    company: str | None = None
    company_url: str | None = None
    location: str | None = None
    posted_date: str | None = None
    benefit: str | None = None


class PostingFields(_Record):
    """What is known of a posting itself, however it was read.

    `applicants_low` and `applicants_high` are the ends of an interval, both included;
    a known low end without a high one has no upper bound.
    """

    url: str | None = None
    title: str | None = None
    company: str | None = None
    company_url: str | None = None
    location: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    posted_at: str | None = None
    posted_at_source: Literal["json_ld", "datetime", "phrase"] | None = None
    applicants_low: int | None = None
    applicants_high: int | None = None
    seniority_level: str | None = None
    seniority_level_raw: str | None = None
    employment_type: str | None = None
    job_function: str | None = None
    industries: str | None = None
    pay_text: str | None = None
    is_closed: bool | None = None
    is_remote: bool | None = None
    description: str | None = None
    language: str | None = None
    months_of_experience: int | None = None
    valid_through: str | None = None
    apply_kind: Literal["offsite", "onsite"] | None = None


class Posting(PostingFields):
    """A detail page as read; `posting_id` is None when the page does not say it."""

    kind: Literal["posting"] = "posting"
    posting_id: str | None = None


class Observation(PostingFields):
    """One sight of a posting: full (its page was read) or light (seen in a listing)."""

    posting_id: str
    benefit: str | None = None
    source: str
    seen_at: str
    logical_hour: str
    search: str | None = None
    full_or_light: Literal["full", "light"]
    raw_page_key: str | None = None
    record_version: int = RECORD_VERSION
    card_hash: str | None = None


def card_hash(card: Card) -> str:
    """A short name for what a card says; another one means: read the posting again."""
    said = [card.title, card.company, card.location, card.posted_date]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
