"""`python -m lib.scrape.bench_crawl [HOURS]`: what the crawl asks for, and how fast.

Reads the demo board hour by hour, and beside it as a spider without a memory would:
every listed posting, every hour.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lib import config, lake, local, manifest
from lib.config import Settings
from lib.local import services
from lib.scrape import hour, run

FIRST = datetime(2026, 11, 20, 15, tzinfo=UTC)  # a busy afternoon


@dataclass
class Asked:
    """What some hours of crawling asked for."""

    hours: int = 0
    new: int = 0
    listings: int = 0
    details: int = 0
    revisits: int = 0
    requests: int = 0
    seconds: float = 0.0

    @property
    def details_per_new(self) -> float:
        return self.details / max(self.new, 1)


def measure(settings: Settings, hours: int) -> tuple[Asked, Asked]:
    """Crawl some hours with a memory and without: first ours, then the naive spider's.

    The first hour, whose postings are all new, is read by both and not counted.
    """
    ours, naive = Asked(), Asked()
    store = lake.open_lake(settings)
    seen: set[str] = set()
    for back in range(hours + 1):
        at = FIRST + timedelta(hours=back)
        began = time.perf_counter()
        work = manifest.open_run(settings, config.format_hour(at), "bench")
        report = hour.read_hour(settings, store, work)
        took = time.perf_counter() - began
        rows = list(lake.read_batch(store, report["lake_key"]))
        listed = {row["posting_id"] for row in rows if row["search"]}
        new, seen = len(listed - seen), seen | listed
        if back:
            _add(ours, report, new, took)
            board = local.board_url(settings, at)
            folder = settings.outputs / "naive"
            began = time.perf_counter()
            every = run.crawl(settings, at, board, folder, "demo")
            _add(naive, every.report, new, time.perf_counter() - began)
    return ours, naive


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the crawl of the demo board.")
    parser.add_argument("hours", nargs="?", type=int, default=48)
    hours = parser.parse_args().hours
    with _settings() as settings:
        ours, naive = measure(settings, hours)
        speed = _speed(settings)
    print(f"{hours} hours of the demo board, {ours.new:,} new postings")
    print(f"{'':<24}{'with memory':>12}{'naive':>12}")
    for name in ("listings", "details", "revisits", "requests"):
        print(f"{name:<24}{getattr(ours, name):>12,}{getattr(naive, name):>12,}")
    ratios = f"{ours.details_per_new:>12.2f}{naive.details_per_new:>12.2f}"
    print(f"{'details per new posting':<24}{ratios}")
    print(
        f"{'seconds per hour':<24}{ours.seconds / hours:>12.1f}"
        f"{naive.seconds / hours:>12.1f}"
    )
    print(speed)
    return 0 if ours.details_per_new <= 1.3 else 1


@contextmanager
def _settings() -> Iterator[Settings]:
    """Settings with an outputs folder for this measurement alone."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load({"FIRST_RUNG_OUTPUTS": folder})
        try:
            yield settings
        finally:
            for name in ("board", "lake"):
                services.stop(settings.local, name)


def _add(asked: Asked, report: dict[str, object], new: int, seconds: float) -> None:
    numbers = {name: n for name, n in report.items() if isinstance(n, int)}
    details = numbers["details"] + numbers["unread"]
    asked.hours += 1
    asked.new += new
    asked.details += details
    asked.revisits += numbers["revisits"]
    asked.requests += numbers["requests"]
    asked.listings += numbers["requests"] - details - numbers["revisits"]
    asked.seconds += seconds


def _speed(settings: Settings) -> str:
    """Pages a second without throttling, and what bounds it, in one sentence.

    A crawl that waits leaves the processor idle: then the board bounds it.
    """
    folder = settings.outputs / "speed"
    board = local.board_url(settings, FIRST)
    before, began = os.times(), time.perf_counter()
    result = run.crawl(settings, FIRST, board, folder, "demo")
    wall, after = time.perf_counter() - began, os.times()
    busy = after.children_user - before.children_user
    busy += after.children_system - before.children_system
    pages, size = result.report["pages"], _size(folder)
    bound = "the crawler's own processor" if busy > 0.8 * wall else "the board"
    return (
        f"{pages / wall:,.0f} pages a second over {pages:,} pages ({wall:.1f} s, "
        f"{busy:.1f} s of them in the crawler's process: bound by {bound}); "
        f"kept in {size / 1e6:.1f} MB"
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    raise SystemExit(main())
