"""One hour of the board into the lake, once: an hour read completely is not asked again."""

from collections.abc import Callable
from datetime import UTC, datetime
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

    What a blocked or broken crawl could read is written too, before the error is raised.
    A board with its own address shows only the present, so that past hours of it come
    from the lake alone.

    Returns: the crawl's report, with `lake_key`, `rows` and `asked` (False when the hour
    was read before or cannot be asked any more).
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
        board = local.board(settings, run.hour)
    result = crawl(
        settings, run.hour, board, run.folder / "crawl", settings.source, progress
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
    lake.write_crawl(store, report, settings.source, run.hour)
    if result.outcome == "blocked":
        raise BoardRefused(
            f"the board refused the crawl ({result.reason}); "
            f"{report['rows']} observations read before are kept"
        )
    if result.outcome == "failed":
        raise PipelineError(f"the crawl failed: {result.reason}")
    return {**report, "asked": True}
