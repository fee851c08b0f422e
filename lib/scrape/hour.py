"""One hour of the board into the lake: what was read completely is not asked again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from lib import config, lake, local
from lib.config import Settings
from lib.errors import BoardRefused, PipelineError
from lib.manifest import Run
from lib.scrape.run import crawl


def read_hour(
    settings: Settings,
    store: lake.Lake,
    run: Run,
    progress: Callable[..., None] | None = None,
) -> dict[str, Any]:
    """Crawl the searches for a run's hour and write what was read to the lake.

    What a blocked or broken crawl could read is written before the error is raised.
    A board with its own address shows only the present: its past hours come from the
    lake alone.

    Returns: the crawl's report, with `lake_key`, `rows` and `asked` (False when the
    hour was read before or cannot be asked any more).
    Raises: BoardRefused when the board blocked the crawl, PipelineError when it failed.
    """
    before = lake.finished_crawl(store, settings.source, run.hour)
    if before:
        return {**before, "asked": False}
    if settings.board_url:
        if run.hour != config.last_complete_hour(datetime.now(UTC)):
            return {"outcome": "past", "asked": False, "rows": 0, "lake_key": None}
        board = settings.board_url
    else:
        board = local.board_url(settings, run.hour)
    result = crawl(
        settings,
        run.hour,
        board,
        run.folder / "crawl",
        settings.source,
        progress,
        known_postings(store, settings.source, run.hour),
    )
    batch = lake.write_batch(
        store, run.folder / "crawl" / "observations.jsonl", settings.source, run.hour
    )
    report = {
        **result.report,
        "rows": batch.rows if batch else 0,
        "lake_key": batch.key if batch else None,
        "sha256": batch.sha256 if batch else None,
    }
    if result.outcome == "complete" and not report["cards"]:
        raise PipelineError(
            f"no posting fits the searches of {settings.searches}: widen one"
        )
    lake.write_crawl(store, report, settings.source, run.hour)
    if result.outcome == "blocked":
        raise BoardRefused(
            f"the board refused the crawl ({result.reason}); "
            f"{report['rows']} observations read before are kept"
        )
    if result.outcome == "failed":
        raise PipelineError(f"the crawl failed: {result.reason}")
    return {**report, "asked": True}


def known_postings(
    store: lake.Lake, source: str, hour: datetime, hours: int = 72
) -> dict[str, dict[str, Any]]:
    """What the hours before have read, from the lake alone.

    Returns: posting ids, each with when its page was read last and what its card said
    then, so that an unchanged posting is not read again.
    """
    known: dict[str, dict[str, Any]] = {}
    for back in range(hours, 0, -1):
        prefix = lake.hour_prefix("postings", source, hour - timedelta(hours=back))
        for key in lake.list_batches(store, prefix):
            for seen in lake.read_batch(store, key):
                if seen.get("full_or_light") == "full" and seen.get("posting_id"):
                    known[seen["posting_id"]] = {
                        "last_full_at": seen.get("seen_at"),
                        "card_hash": seen.get("card_hash"),
                    }
    return known


def counts(report: dict[str, Any]) -> list[tuple[str, int]]:
    """The numbers in a crawl's report, by name, for a table."""
    return [
        (name.replace("_", " "), value)
        for name, value in report.items()
        if isinstance(value, int) and not isinstance(value, bool)
    ]
