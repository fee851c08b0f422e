"""Which share of postings a field is known of, and when that is less than usual.

The usual share is that of the last hours' own postings. An hour far below it was not
read as before: the board changed its pages, or the parser lost a field.
"""

from collections.abc import Iterable, Mapping
from typing import Any

# what any board shows on any day: the floor when there is no history yet
FLOOR = {
    "title": 0.98,
    "company": 0.90,
    "location": 0.80,
    "description": 0.90,
    "posted_at": 0.90,
    "applicants_low": 0.50,
    "employment_type": 0.60,
}
ENOUGH = 20  # full observations that make a share worth judging
EARLY = 40  # postings after which a crawl that reads them badly ends by itself
HOURS = 48  # of history that count as usual
LEAST_HOURS = 3
# how far chance may take a share from the usual one: in standard deviations of a sample
# of that size, and in any case
DEVIATIONS, SLACK = 4.0, 0.05

History = list[dict[str, Any]]  # of {"full": n, "known": {field: n}}, oldest first


def count(observed: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many open postings were read in full, and of how many each field is known."""
    full = [
        row
        for row in observed
        if row["full_or_light"] == "full" and not row["is_closed"]
    ]
    known = {name: sum(row[name] is not None for row in full) for name in FLOOR}
    return {"full": len(full), "known": known}


def shares(counted: Mapping[str, Any]) -> dict[str, float]:
    """The share of postings each field is known of; empty without postings."""
    if not counted["full"]:
        return {}
    return {
        name: round(number / counted["full"], 4)
        for name, number in counted["known"].items()
    }


def band(
    history: History, full: int, own: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The least share of `full` postings in which each field is usually known.

    `own` holds floors of the user's own, for a board that shows less than others.
    """
    floor = {**FLOOR, **(own or {})}
    recent = [hour for hour in history[-HOURS:] if hour["full"]]
    total = sum(hour["full"] for hour in recent)
    if len(recent) < LEAST_HOURS or total < 3 * ENOUGH or not full:
        return floor
    least = {}
    for name, lowest in floor.items():
        share = sum(hour["known"].get(name, 0) for hour in recent) / total
        chance = DEVIATIONS * (share * (1 - share) / full) ** 0.5
        least[name] = round(max(lowest, share - chance - SLACK), 4)
    return least


def below(counted: Mapping[str, Any], least: Mapping[str, float]) -> list[str]:
    """Fields that are known less often than usual, in words; too few say nothing."""
    if counted["full"] < ENOUGH:
        return []
    return [
        f"{name} is known of {share:.0%} of the postings, usually of at least "
        f"{least[name]:.0%}"
        for name, share in shares(counted).items()
        if share < least[name]
    ]
