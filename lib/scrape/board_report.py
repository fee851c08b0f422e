"""What an hour of boards for programs tells: of a board, of a kind, of all of them."""

from collections import Counter
from typing import Any

from lib.errors import (
    BoardRefused,
    PageChanged,
    PipelineError,
    ServiceDown,
    WrongSetting,
)
from lib.scrape import boards

Row = dict[str, Any]
Report = dict[str, Any]

SAMPLES = 3
ERRORS: dict[str, type[PipelineError]] = {
    error.__name__: error
    for error in (BoardRefused, PageChanged, ServiceDown, WrongSetting)
}
COUNTED = (
    *("requests", "cards", "observations", "full", "light", "closed", "unreadable"),
    "missing_count",
)


def of_board(listing: boards.Listing, rows: list[Row]) -> Report:
    """What one board said: how much it lists, closed, and could not be read."""
    return {
        "outcome": "complete",
        "listed": len(listing.postings),
        "unreadable": listing.unreadable,
        "closed": sum(bool(row["is_closed"]) for row in rows),
        "is_whole_list": listing.is_complete,
        "errors": {
            name: {"count": len(samples), "samples": samples[:SAMPLES]}
            for name, samples in sorted(listing.field_errors.items())
        },
    }


def of_kind(
    kind: str, told: dict[str, Report], rows: list[Row], requests: int
) -> Report:
    """What was done for one kind of board."""
    failed = {
        label: found for label, found in told.items() if found["outcome"] == "failed"
    }
    first = next(iter(failed.values()), {})
    good = len(told) - len(failed)
    counts = Counter(row["full_or_light"] for row in rows)
    return {
        "source": kind,
        "outcome": "complete" if not failed else "partial" if good else "failed",
        "reason": first.get("reason"),
        "error": first.get("error"),
        "requests": requests,
        "cards": sum(found.get("listed", 0) for found in told.values()),
        "observations": len(rows),
        "full": counts["full"],
        "light": counts["light"],
        "closed": sum(bool(row["is_closed"]) for row in rows),
        "unreadable": sum(found.get("unreadable", 0) for found in told.values()),
        "missing": sorted(failed),
        "missing_count": len(failed),
        "boards": told,
        "rows": len(rows),
        "lake_key": None,
        "sha256": None,
    }


def beside(found: Report, reports: list[Report]) -> Report:
    """What the boards add to the report of the searches."""
    keys = [found["lake_key"], *(report["lake_key"] for report in reports)]
    return {
        "boards": reports,
        "rows": found["rows"] + sum(report["rows"] for report in reports),
        "lake_keys": [key for key in keys if key],
    }


def alone(reports: list[Report]) -> Report:
    """The boards' reports as the one of an hour without other searches.

    Raises: the error of the first board, when there was none that could be read.
    """
    outcomes = {report["outcome"] for report in reports}
    first = next((report for report in reports if report["error"]), {})
    if first and outcomes == {"failed"}:
        raise ERRORS[first["error"]](first["reason"])
    counted = Counter[str]()
    for report in reports:
        counted.update({name: report[name] for name in COUNTED})
    return {
        **counted,
        **beside({"rows": 0, "lake_key": None}, reports),
        "outcome": "partial" if outcomes & {"partial", "failed"} else outcomes.pop(),
        "reason": first.get("reason"),
        "asked": any(report["asked"] for report in reports),
        "missing": [label for report in reports for label in report["missing"]],
        "lake_key": next((report["lake_key"] for report in reports), None),
    }
