"""What a crawl has to remember of the ones before: which postings to read again, when.

The memory is a table by posting id of {"last_full_at", "card_hash", "posted_at",
"first_seen_at", "last_seen_at"}; closed postings are forgotten, so that one that is
listed again is read again.
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
        if row["is_closed"]:
            after.pop(posting_id, None)
            continue
        entry = after.setdefault(
            posting_id,
            {
                "last_full_at": None,
                "card_hash": None,
                "posted_at": None,
                "first_seen_at": seen_at,
            },
        )
        entry["last_seen_at"] = seen_at
        if row["full_or_light"] == "full":
            entry["last_full_at"] = seen_at
            # only a card that belongs to a reading says that nothing changed since
            entry["card_hash"] = row["card_hash"] or entry["card_hash"]
        entry["posted_at"] = row["posted_at"] or entry["posted_at"]
    if not latest:
        return after
    oldest = phrases.parse_time(latest) - FORGOTTEN_AFTER
    return {
        posting_id: entry
        for posting_id, entry in sorted(after.items())
        if phrases.parse_time(entry["last_seen_at"]) >= oldest
    }


def due(known: Memory, at: datetime) -> list[str]:
    """The postings to read at `at` though no listing may show them, most urgent first.

    First come those that an earlier crawl listed and could not read, then open ones in
    the order in which they are overdue: fresh ones hourly, old ones daily.
    """
    waiting: list[tuple[float, str]] = []
    for posting_id, entry in known.items():
        if not entry.get("last_full_at"):
            waiting.append((float("-inf"), posting_id))
            continue
        began = entry.get("posted_at") or entry.get("first_seen_at")
        read_at = phrases.parse_time(entry["last_full_at"])
        age = at - (phrases.parse_time(began) if began else read_at)
        pause = next((pause for limit, pause in SCHEDULE if age < limit), OLDEST)
        overdue = (at - read_at) / pause
        if overdue >= 1:
            waiting.append((-overdue, posting_id))
    return [posting_id for _, posting_id in sorted(waiting)]
