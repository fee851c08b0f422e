"""Run one crawl in a child process: a notebook's event loop leaves no room for another.

The child reads the board and keeps each page's records at once; this side makes the
observations of them, also when the child was cut off.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lib import config
from lib.config import Settings
from lib.errors import BoardRefused, WrongSetting
from lib.scrape import memory, observe, searches
from lib.scrape.settings import manners

Progress = Callable[[int, int, str], None]
MISSING_SHOWN = 200


@dataclass(frozen=True)
class CrawlResult:
    """How a crawl ended: `complete`, `partial`, `blocked` or `failed`, and why.

    `report` is what `crawl.json` holds; `observations` is the file of the records.
    """

    outcome: str
    reason: str | None
    report: dict[str, Any]
    observations: Path


def crawl(
    settings: Settings,
    hour: datetime,
    board_url: str,
    folder: Path,
    source: str,
    progress: Progress | None = None,
    known: dict[str, dict[str, Any]] | None = None,
) -> CrawlResult:
    """Read a board for one hour into `folder`.

    Writes `observations.jsonl` (one observation per posting, ordered by id),
    `crawl.json` (what happened), `crawl.log`, and the pages read under `pages/`.
    `known` is what earlier crawls left to remember (lib/scrape/memory.py): a known
    posting whose card is as before is read again only when it is due.
    `progress` is called with requests, postings and what is read now.

    Returns: the result; a crawl that was blocked or broke off keeps what was read.
    Raises: BoardRefused when the board may not be crawled, WrongSetting when the
    searches file or the contact in it is unusable.
    """
    plan = searches.load(settings.searches)
    check_permission(settings, board_url, plan.contact)
    folder.mkdir(parents=True, exist_ok=True)
    loopback = config.is_loopback(board_url)
    job = {
        "board_url": board_url,
        "plan": plan.model_dump(),
        "known": known or {},
        "revisits": memory.due(known or {}, hour + timedelta(hours=1))[
            : plan.revisit_budget
        ],
        "loopback": loopback,
        "obey_robots": not (loopback or settings.board_permission),
    }
    began = time.monotonic()
    told = _run_child(job, folder, progress or (lambda *_: None))
    observed = observe.observations(
        observe.read_kept(folder / "read.jsonl"),
        source,
        config.format_hour(hour),
        [search.name for search in plan.search],
    )
    outcome, reason = _outcome(told, observed)
    report = {
        **_counts(told, observed),
        "outcome": outcome,
        "reason": reason,
        "complete": outcome == "complete",
        "missing": told["missing"][:MISSING_SHOWN],
        "missing_count": len(told["missing"]),
        "errors": told["field_errors"],
        "coverage": observe.coverage(observed),
        "below_usual_coverage": observe.below_usual(observed),
        "seconds": round(time.monotonic() - began, 2),
    }
    target = folder / "observations.jsonl"
    with target.open("wb") as file:
        for row in observed:
            line = json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n"
            file.write(line.encode("utf-8", "replace"))
    text = json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "crawl.json").write_text(text + "\n", encoding="utf-8")
    return CrawlResult(outcome, reason, report, target)


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


def _run_child(job: dict[str, Any], folder: Path, progress: Progress) -> dict[str, Any]:
    """Run the spider; returns what it told at its end, or that it never got there."""
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    (folder / "read.jsonl").unlink(missing_ok=True)
    told: dict[str, Any] | None = None
    with (folder / "crawl.err").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "lib.scrape.run", str(folder)],
            cwd=config.ROOT,
            stdin=subprocess.DEVNULL,
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
    if below := observe.below_usual(observed):
        return "failed", f"the pages are not read as usual: {below[0]}"
    if told["missing"]:
        fault = told.get("last_fault") or "not everything could be read"
        if observed:
            return "partial", fault
        return ("blocked" if told.get("blocked") else "failed"), fault
    return "complete", None


def _counts(
    told: dict[str, Any], observed: list[dict[str, Any]]
) -> dict[str, int | float]:
    names = ("requests", "pages", "cards", "postings", "details", "revisits", "closed")
    names += ("removed", "blocked", "changed", "unanswered", "wrong_clock")
    full = sum(row["full_or_light"] == "full" for row in observed)
    return {
        **{name: told.get(name, 0) for name in names},
        "observations": len(observed),
        "full": full,
        "light": len(observed) - full,
    }


def _child(folder: Path) -> None:
    """Read the board as `job.json` says; talk to the parent in JSON lines."""
    from scrapy.crawler import CrawlerProcess

    from lib.scrape.spider import BoardSpider

    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    plan = searches.Plan.model_validate(job["plan"])
    log = folder / "crawl.log"
    process = CrawlerProcess(
        manners(job["loopback"], job["obey_robots"], plan.contact, log)
    )
    crawler = process.create_crawler(BoardSpider)
    last_told = 0.0

    def tell(requests: int, postings: int, what: str) -> None:
        nonlocal last_told
        if time.monotonic() - last_told >= 0.2:
            last_told = time.monotonic()
            _say({"requests": requests, "postings": postings, "what": what[:80]})

    process.crawl(
        crawler,
        board_url=job["board_url"],
        plan=plan,
        folder=folder,
        known=job["known"],
        revisits=job["revisits"],
        loopback=job["loopback"],
        progress=tell,
    )
    process.start()
    if isinstance(crawler.spider, BoardSpider):
        _say({"report": crawler.spider.report()})


def _say(message: dict[str, Any]) -> None:
    """One line to the parent; when it is gone, so is the reason to go on."""
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
