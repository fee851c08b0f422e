"""One hour of the board into the lake: what was read completely is not asked again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from lib import config, lake, local, manifest
from lib.config import Settings
from lib.errors import BoardRefused, PageChanged, PipelineError
from lib.lake import Lake
from lib.manifest import Run
from lib.scrape import board_hour, board_report, journal, searches, state
from lib.scrape.run import CrawlResult, crawl


def read_hour(
    settings: Settings,
    store: Lake,
    run: Run,
    progress: Callable[..., None] | None = None,
) -> dict[str, Any]:
    """Read an hour's boards and searches and write what was read to the lake.

    The boards that are published for programs come first: see lib/scrape/board_hour.py.
    Without other searches their report is the hour's. The demo board is left out beside
    boards of real companies, so that nothing invented stands among what is true.

    Returns: the report of the searches, with `boards`, and `rows` and `lake_keys` of
    both; `asked` is False when the hour was read before or cannot be asked any more.
    Raises: what the crawl of the searches raises, see `_read_searches`; without
    searches, the error by which every board failed.
    """
    plan = searches.load(settings.searches)
    reports = board_hour.read_hour(settings, store, run, plan)
    if asks_searches(settings, plan):
        found = _read_searches(settings, store, run, progress)
        return {**found, **board_report.beside(found, reports)}
    return board_report.alone(reports)


def sources(settings: Settings) -> str:
    """The boards that an hour is read from, by name: `demo`, `greenhouse, lever`."""
    plan = searches.load(settings.searches)
    named = [settings.source] if asks_searches(settings, plan) else []
    return ", ".join(dict.fromkeys([*named, *(board.kind for board in plan.board)]))


def asks_searches(settings: Settings, plan: searches.Plan) -> bool:
    """Whether a plan's searches are asked: not of the demo board beside real ones."""
    is_real = any(board.site != "demo" for board in plan.board)
    return bool(plan.search) and bool(settings.board_url or not is_real)


def _read_searches(
    settings: Settings,
    store: Lake,
    run: Run,
    progress: Callable[..., None] | None,
) -> dict[str, Any]:
    """Crawl the searches for a run's hour and write what was read to the lake.

    What a blocked or broken crawl could read is written before the error is raised, and
    the hour's next run goes on from there. A board with its own address shows only the
    present: its past hours come from the lake alone.

    Returns: the crawl's report, with `lake_key`, `rows` and `asked` (False when the
    hour was read before or cannot be asked any more).
    Raises: BoardRefused when the board blocked the crawl, PageChanged when its pages
    are not read as usual, PipelineError when it failed or never finds anything.
    """
    source = settings.source
    before = lake.finished_crawl(store, source, run.hour)
    if before:
        return {**before, "asked": False}
    if settings.board_url:
        if run.hour != config.last_complete_hour(datetime.now(UTC)):
            return {"outcome": "past", "asked": False, "rows": 0, "lake_key": None}
        board = settings.board_url
    else:
        board = local.board_url(settings, run.hour)
    known = state.after(store, source, run.hour - timedelta(hours=1))
    kept = list(_kept_pages(store, source, run))
    folder = run.folder / "crawl"
    result = crawl(settings, run.hour, board, folder, source, progress, known, kept)
    report = {**_write(settings, store, run, result), "asked": True}
    # also a crawl that failed says in the run's manifest what happened
    manifest.record(run, "scrape", report)
    if result.outcome == "blocked":
        raise BoardRefused(
            f"the board refused the crawl ({result.reason}); "
            f"{report['rows']} observations read before are kept"
        )
    if report["ended_by"] == "changed":
        raise PageChanged(
            f"the crawl failed: {result.reason}; what was read is kept under "
            f"{report['lake_key']}, and --reparse reads its pages again"
        )
    if result.outcome == "failed":
        raise PipelineError(f"the crawl failed: {result.reason}")
    named = {search.name for search in searches.load(settings.searches).search}
    is_empty = result.outcome == "complete" and not report["cards"]
    if is_empty and not named.intersection(known.searches):
        raise PipelineError(
            f"no posting fits the searches of {settings.searches}: widen one"
        )
    return report


def counts(report: dict[str, Any]) -> list[tuple[str, int]]:
    """The numbers in a crawl's report, by name, for a table."""
    return [
        (name.replace("_", " "), value)
        for name, value in report.items()
        if isinstance(value, int) and not isinstance(value, bool)
    ]


def boards(report: dict[str, Any]) -> list[dict[str, Any]]:
    """What each board for programs said, for a table."""
    return [
        {
            "board": label,
            "outcome": found["outcome"],
            "listed": found.get("listed"),
            "closed": found.get("closed"),
            "unreadable": found.get("unreadable"),
            "reason": found.get("reason"),
        }
        for of_kind in report["boards"]
        for label, found in of_kind["boards"].items()
    ]


def field_problems(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Texts that could not be read, by field, with samples, for a table."""
    return [
        {"field": name, "count": found["count"], "samples": "; ".join(found["samples"])}
        for name, found in sorted(report.get("errors", {}).items())
    ]


def known_fields(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The share of postings in which each field is known, beside the usual one."""
    usual = report.get("usual_coverage", {})
    return [
        {"field": name, "known": f"{share:.1%}", "usual": f"{usual.get(name, 0):.1%}"}
        for name, share in report.get("coverage", {}).items()
    ]


def _kept_pages(store: Lake, source: str, run: Run) -> Iterator[journal.Line]:
    """The pages that earlier attempts at the run's hour have read.

    They lie in the lake; those of an attempt that was killed only in its run's folder.
    """
    for key in lake.list_batches(store, lake.hour_prefix("pages", source, run.hour)):
        yield from lake.read_batch(store, key)
    prefix = lake.hour_prefix("pages", source, run.hour)
    for path in sorted(run.folder.parent.glob(f"*/crawl/{journal.PAGES}")):
        for page in journal.read_pages(path):
            if page["page"].startswith(prefix):  # not of another board
                yield page


def _write(
    settings: Settings, store: Lake, run: Run, result: CrawlResult
) -> dict[str, Any]:
    """Write a crawl to the lake: pages, records, report and the state after it."""
    source, hour = settings.source, run.hour
    days = searches.load(settings.searches).keep_pages_days
    pages_key = lake.write_pages(store, result.pages, source, hour) if days else None
    kind = "doubtful" if result.is_doubtful else "postings"
    batch = lake.write_batch(store, result.observations, source, hour, kind)
    report = {
        **result.report,
        "rows": batch.rows if batch else 0,
        "lake_key": batch.key if batch else None,
        "sha256": batch.sha256 if batch else None,
        "pages_key": pages_key,
    }
    lake.write_crawl(store, report, source, hour)
    state.after(store, source, hour)
    lake.delete_older(store, "states", source, hour - state.KEPT_FOR)
    lake.delete_older(store, "pages", source, hour - timedelta(days=days))
    return report
