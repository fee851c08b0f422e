"""What a crawl has to remember of the ones before: which postings to read again, when.

The memory is a table by posting id of {"first_seen_at", "last_seen_at", "last_full_at",
"closed_at", "posted_at", "card_hash", "search"}. It follows from observations alone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from lib.scrape import phrases

Memory = dict[str, dict[str, Any]]

# how old a posting may be, and how long its last reading may then be ago
SCHEDULE = (
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=3), timedelta(hours=4)),
    (timedelta(days=7), timedelta(hours=12)),
)
OLDEST = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(days=45)  # without any sight of it


def remember(known: Memory, observed: Iterable[dict[str, Any]]) -> Memory:
    """The memory after a crawl, from the memory before it and what was observed.

    Returns: a new table; a light observation keeps the time of the last full one.
    """
    after = {posting_id: dict(entry) for posting_id, entry in known.items()}
    latest = ""
    for row in observed:
        posting_id, seen_at = row["posting_id"], row["seen_at"]
        latest = max(latest, seen_at)
        entry = after.setdefault(
            posting_id,
            {
                "first_seen_at": seen_at,
                "last_full_at": None,
                "closed_at": None,
                "posted_at": None,
                "card_hash": None,
            },
        )
        entry["search"] = row.get("search") or entry.get("search")
        entry["last_seen_at"] = seen_at
        entry["posted_at"] = row["posted_at"] or entry["posted_at"]
        if row["is_closed"]:
            entry["closed_at"] = seen_at
        if row["full_or_light"] == "full":
            entry["last_full_at"] = seen_at
        if row["full_or_light"] == "full" or row["is_closed"]:
            # only a card that belongs to a reading says that nothing changed since
            entry["card_hash"] = row["card_hash"] or entry["card_hash"]
            entry["closed_at"] = seen_at if row["is_closed"] else None
    if not latest:
        return after
    oldest = phrases.parse_time(latest) - FORGOTTEN_AFTER
    return {
        posting_id: entry
        for posting_id, entry in sorted(after.items())
        if phrases.parse_time(entry["last_seen_at"]) >= oldest
    }


def unread(known: Memory) -> list[str]:
    """Postings that an earlier crawl found and could not read: they come first."""
    return [
        posting_id
        for posting_id, entry in sorted(known.items())
        if not entry.get("last_full_at") and not entry.get("closed_at")
    ]


def due(known: Memory, at: datetime) -> list[str]:
    """Open postings to read again at `at`, the longest overdue first.

    Fresh ones are due hourly, old ones daily; no listing needs to show them.
    """
    waiting: list[tuple[float, str]] = []
    for posting_id, entry in known.items():
        if not entry.get("last_full_at") or entry.get("closed_at"):
            continue
        began = entry.get("posted_at") or entry.get("first_seen_at")
        read_at = phrases.parse_time(entry["last_full_at"])
        age = at - (phrases.parse_time(began) if began else read_at)
        pause = next((pause for limit, pause in SCHEDULE if age < limit), OLDEST)
        overdue = (at - read_at) / pause
        if overdue >= 1:
            waiting.append((-overdue, posting_id))
    return [posting_id for _, posting_id in sorted(waiting)]


def listed(known: Memory, posting_id: str, card_hash: str, at: datetime) -> str:
    """What a listed posting needs: `read`, `sight` (as before), or `nothing`.

    A closed posting may stay listed for a while. It is looked at again after a day: a
    listing alone does not say that it is open again.
    """
    before = known.get(posting_id)
    if before is None or before["card_hash"] != card_hash:
        return "read"
    if before["closed_at"]:
        closed_for = at - phrases.parse_time(before["closed_at"])
        return "read" if closed_for >= OLDEST else "nothing"
    return "sight" if before["last_full_at"] else "read"
