"""Read the kept pages of past hours again, with the rules of today.

`run_pipeline.py --reparse FROM TO` asks no board: it reads the pages that the lake
keeps. A sight that reads otherwise now goes to the lake as a new object, whose higher
record_version makes it replace the earlier reading. May be repeated: what reads as
before is not written again.
"""

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from lib import config, hours, lake, local, runner
from lib.config import Settings
from lib.lake import Lake
from lib.scrape import coverage, journal, observe, searches, state

Row = dict[str, Any]
SHOWN = 3  # samples of each field
LATER_STAGES = ("stage", "transform", "view")


@dataclass
class Change:
    """What an hour's pages say now that they did not: counts, and samples by field."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    lake_key: str | None = None


def reparse(settings: Settings, given: argparse.Namespace) -> int:
    """Read the hours of `--reparse FROM TO` again, and bring the changes to the page.

    Returns: the exit code. Raises: WrongSetting when FROM or TO is no hour.
    """
    first, last = given.reparse
    console = Console(quiet=given.quiet, highlight=False)
    if not settings.lake:
        local.ensure(settings, "lake")
    store = lake.open_lake(settings)
    written = 0
    for hour in hours.asked(None, first, last):
        change = read_again(settings, store, settings.source, hour)
        written += change.lake_key is not None
        for line in report(hour, change):
            console.print(line, markup=False, soft_wrap=True)
    newest = _newest_run(settings)
    if not written or newest is None:
        return 0
    for stage in LATER_STAGES:
        runner.run_hour(settings, newest, stage, False, console)
    return 0


def read_again(settings: Settings, store: Lake, source: str, hour: datetime) -> Change:
    """Read one hour's pages again; write the sights that read otherwise now.

    Nothing is written when fields are known less often than on a usual day: then it is
    the rules of today that misread.
    """
    keys = lake.list_batches(store, lake.hour_prefix("pages", source, hour))
    kept = [page for key in keys for page in lake.read_batch(store, key)]
    pages = journal.once(kept)
    lines = [
        line for page in pages for line in journal.lines(page, journal.read_again(page))
    ]
    now, _ = observe.observations(lines, source, config.format_hour(hour))
    objects = lake.list_batches(store, lake.hour_prefix("postings", source, hour))
    before = {_sight(row): row for row in state.effective(store, objects)}
    change = Change(pages=len(pages))
    rows = [row for row in now if _note(change, before.get(_sight(row)), row)]
    own = searches.load(settings.searches).usual_coverage
    counted = coverage.count(now)
    change.doubts = coverage.below(counted, coverage.band([], counted["full"], own))
    if rows and not change.doubts:
        change.lake_key = _write(store, source, hour, rows)
    return change


def report(hour: datetime, change: Change) -> list[str]:
    """What reading an hour again did, in lines."""
    name = config.format_hour(hour)
    if not change.pages:
        return [f"{name}: no pages are kept of this hour"]
    if change.doubts:
        return [f"{name}: nothing is written: {change.doubts[0]}"]
    lines = [
        f"{name}: {change.pages:,} pages read again; {change.changed:,} postings read "
        f"otherwise, {change.new:,} were not read before"
    ]
    for name, count in change.fields.most_common():
        samples = "; ".join(change.samples[name])
        lines.append(f"  {name}: {count:,}, such as {samples}")
    return lines


def _note(change: Change, before: Row | None, now: Row) -> bool:
    """Count how a row differs from its earlier reading; returns whether it does.

    A row that replaces another one gets the next higher version.
    """
    if before is None:
        change.new += 1
        return True
    unlike = [
        name
        for name, value in now.items()
        if name != "record_version" and value != before.get(name)
    ]
    for name in unlike:
        change.fields[name] += 1
        samples = change.samples.setdefault(name, [])
        if len(samples) < SHOWN:
            samples.append(f"{_short(before.get(name))} → {_short(now[name])}")
    if unlike:
        change.changed += 1
        now["record_version"] = before.get("record_version", 1) + 1
    return bool(unlike)


def _write(store: Lake, source: str, hour: datetime, rows: list[Row]) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "observations.jsonl"
        observe.write(path, rows)
        batch = lake.write_batch(store, path, source, hour)
    return batch.key if batch else None


def _sight(row: Row) -> tuple[str, str]:
    return row["posting_id"], row["seen_at"]


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:37]}…"


def _newest_run(settings: Settings) -> datetime | None:
    """The newest hour that was ever run: the one the page shows."""
    names = sorted(path.name for path in settings.runs.glob("*") if path.is_dir())
    return config.parse_hour(names[-1]) if names else None
