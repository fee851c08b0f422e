"""Run one crawl in a child process: a notebook's event loop leaves no room for another.

The child reads the board and keeps each page's records at once; this side makes the
observations of them, also when the child was cut off.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lib import config
from lib.config import Settings
from lib.errors import BoardRefused, WrongSetting
from lib.lake import hour_prefix
from lib.scrape import coverage, journal, memory, observe, searches
from lib.scrape.job import Job
from lib.scrape.settings import manners
from lib.scrape.state import State

Progress = Callable[[int, int, str], None]
MISSING_SHOWN = 200
COUNTS = (
    *("pages", "cards", "postings", "unread", "details", "revisits", "closed"),
    *("removed", "empty_searches", "blocked", "changed", "unanswered", "wrong_clock"),
)


@dataclass(frozen=True)
class CrawlResult:
    """How a crawl ended: `complete`, `partial`, `blocked` or `failed`, and why.

    `is_doubtful`: fields are known so rarely that the records look misread.
    `report` is what `crawl.json` holds; `observations` is the file of the records,
    `pages` that of the pages read.
    """

    outcome: str
    reason: str | None
    is_doubtful: bool
    report: dict[str, Any]
    observations: Path
    pages: Path


def crawl(
    settings: Settings,
    hour: datetime,
    board_url: str,
    folder: Path,
    source: str,
    progress: Progress | None = None,
    state: State | None = None,
    kept: Iterable[journal.Line] = (),
) -> CrawlResult:
    """Read a board for one hour into `folder`.

    Writes `observations.jsonl` (one observation per posting, ordered by id),
    `crawl.json` (what happened), `crawl.log`, and the pages read, `pages.jsonl.gz`.
    `state` is what is known from earlier hours: a known posting whose card is as before
    is read again only when it is due. `kept` are the pages that earlier attempts at
    this hour have read: they are not asked for again, and what they left unread comes
    first. `progress` is called with requests, postings and what is read now.

    Returns: the result; a crawl that was blocked or broke off keeps what was read.
    Raises: BoardRefused when the board may not be crawled, WrongSetting when the
    searches file or the contact in it is unusable.
    """
    plan = searches.load(settings.searches)
    check_permission(settings, board_url, plan.contact)
    folder.mkdir(parents=True, exist_ok=True)
    state = state or State()
    began = time.monotonic()
    done, waiting = _begin_journal(folder, journal.once(kept), state, hour)
    loopback = config.is_loopback(board_url)
    obey = not (loopback or settings.board_permission)
    at = hour + timedelta(hours=1)
    job = Job(
        board_url=board_url,
        loopback=loopback,
        hour=hour,
        plan=plan,
        known=state.postings,
        unread=[*waiting, *memory.unread(state.postings)],
        revisits=memory.due(state.postings, at)[: plan.revisit_budget],
        done=done,
        usual=coverage.band(state.history, coverage.EARLY, plan.usual_coverage),
        pages_prefix=hour_prefix("pages", source, hour),
        manners=manners(loopback, obey, plan.contact, folder / "crawl.log"),
    )
    told = _run_child(job, folder, progress or (lambda *_: None))
    observed, unusable = observe.observations(
        journal.read_lines(folder / journal.READ), source, config.format_hour(hour)
    )
    pages = folder / journal.PAGES
    journal.write_pages(pages, journal.once([*journal.read_pages(pages)]))
    counted = coverage.count(observed)
    usual = coverage.band(state.history, counted["full"], plan.usual_coverage)
    if doubts := coverage.below(counted, usual):
        told["ended_by"] = ["changed", f"not read as usual: {doubts[0]}"]
    outcome, reason = _outcome(told, observed)
    report = {
        **_counts(told, observed),
        "read_before": len(done),
        "outcome": outcome,
        "reason": reason,
        "complete": outcome == "complete",
        "ended_by": (told["ended_by"] or [None])[0],
        "missing": told["missing"][:MISSING_SHOWN],
        "missing_count": len(told["missing"]),
        "faults": told.get("faults", {}),
        "errors": told["field_errors"],
        "unusable": unusable,
        "coverage": coverage.shares(counted),
        "usual_coverage": usual,
        "below_usual_coverage": doubts,
        "seconds": round(time.monotonic() - began, 2),
    }
    target = folder / "observations.jsonl"
    observe.write(target, observed)
    text = json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "crawl.json").write_text(text + "\n", encoding="utf-8")
    return CrawlResult(outcome, reason, bool(doubts), report, target, pages)


def check_permission(settings: Settings, board_url: str, contact: str) -> None:
    """Refuse before the first request what must not be asked.

    A board on this computer needs no permission. LinkedIn's robots.txt forbids its job
    pages to all and its User Agreement forbids automated reading, so it is read only
    with the user's word that they have the site's permission.

    Raises: BoardRefused, WrongSetting.
    """
    if config.is_loopback(board_url):
        return
    host = urlsplit(board_url).hostname or ""
    named = host == "linkedin.com" or host.endswith(".linkedin.com")
    if named and not settings.board_permission:
        raise BoardRefused(
            f"{host} forbids automated reading in its robots.txt and User Agreement: "
            "get the site's permission, then set FIRST_RUNG_BOARD_PERMISSION=yes"
        )
    if not contact.strip():
        raise WrongSetting(
            f"{settings.searches.name} has no contact: give an e-mail address or a web "
            f"page under which {host} can reach you"
        )


def _begin_journal(
    folder: Path, kept: list[journal.Line], state: State, hour: datetime
) -> tuple[list[str], list[str]]:
    """Begin the journal with the pages of earlier attempts, read anew.

    Returns: the postings that need not be asked for again, and those that were listed
    and still have to be read.
    """
    journal.write_pages(folder / journal.PAGES, kept)
    lines = [
        line for page in kept for line in journal.lines(page, journal.read_again(page))
    ]
    (folder / journal.READ).unlink(missing_ok=True)
    journal.append_lines(folder / journal.READ, lines)
    at = hour + timedelta(hours=1)
    waiting, done = observe.progress(lines)
    unread = [
        posting_id
        for posting_id, card_hash in waiting.items()
        if memory.listed(state.postings, posting_id, card_hash, at) == "read"
    ]
    return done, unread


def _run_child(job: Job, folder: Path, progress: Progress) -> dict[str, Any]:
    """Run the spider; returns what it told at its end, or that it never got there."""
    (folder / "job.json").write_text(job.model_dump_json(), encoding="utf-8")
    told: dict[str, Any] | None = None
    with (folder / "crawl.err").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "lib.scrape.run", str(folder)],
            cwd=config.ROOT,
            # open as long as this process lives: see _leave_with_parent
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
        )
        try:
            for line in child.stdout or ():
                said = json.loads(line)
                if "report" in said:
                    told = said["report"]
                else:
                    progress(said["requests"], said["postings"], said["what"])
            code = child.wait()
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
    if told:
        return told
    last = (folder / "crawl.err").read_text(errors="replace").strip().splitlines()
    return {
        "field_errors": {},
        "missing": ["everything after the crawl was cut off"],
        "ended_by": ["broken", f"the crawler ended with {code}: {' '.join(last[-1:])}"],
    }


def _outcome(
    told: dict[str, Any], observed: list[dict[str, Any]]
) -> tuple[str, str | None]:
    """How the crawl ended and why, in words."""
    ended_by, reason = told["ended_by"] or (None, None)
    if ended_by == "blocked":
        return "blocked", reason
    if ended_by == "changed":
        return "failed", f"the board's pages are not as they were: {reason}"
    if ended_by:
        return "partial" if observed else "failed", reason
    if told["missing"]:
        fault = told.get("last_fault") or "not everything could be read"
        if observed:
            return "partial", fault
        is_blocked = told.get("counts", {}).get("blocked")
        return ("blocked" if is_blocked else "failed"), fault
    return "complete", None


def _counts(told: dict[str, Any], observed: list[dict[str, Any]]) -> dict[str, int]:
    full = sum(row["full_or_light"] == "full" for row in observed)
    # a crawler that was killed told nothing; what it read still counts
    listed = sum(row["search"] is not None for row in observed)
    counts = {"cards": listed, **told.get("counts", {})}
    return {
        "requests": told.get("requests", 0),
        **{name: counts.get(name, 0) for name in COUNTS},
        "observations": len(observed),
        "full": full,
        "light": len(observed) - full,
    }


def _child(folder: Path) -> None:
    """Read the board as `job.json` says; talk to the parent in JSON lines."""
    from scrapy.crawler import CrawlerProcess

    from lib.scrape.spider import BoardSpider

    threading.Thread(target=_leave_with_parent, daemon=True).start()
    job = Job.model_validate_json((folder / "job.json").read_text(encoding="utf-8"))
    process = CrawlerProcess(job.manners)
    crawler = process.create_crawler(BoardSpider)
    last_told = 0.0

    def tell(requests: int, postings: int, what: str) -> None:
        nonlocal last_told
        if time.monotonic() - last_told >= 0.2:
            last_told = time.monotonic()
            _say({"requests": requests, "postings": postings, "what": what[:80]})

    process.crawl(crawler, job=job, folder=folder, progress=tell)
    process.start()
    if isinstance(crawler.spider, BoardSpider):
        _say({"report": crawler.spider.report()})


def _leave_with_parent() -> None:
    """End when the parent has: nobody waits for the answers, and another may ask."""
    sys.stdin.read()
    os._exit(1)


def _say(message: dict[str, Any]) -> None:
    """One line to the parent; when it is gone, so is the reason to go on."""
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
