"""Walk a board: search → cards → postings.

Asks a board in the structure of LinkedIn's public job pages for the listing of each
search, ten cards at a time, and once for each posting that is new or due. It asks for
nothing else: no log-in, no people, no company pages. A listing ends after 1,000
results; a search that long is walked again in parts. What a page shows itself to be is
decided in lib/scrape/pages.py.
"""

import asyncio
import gzip
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from lib.records import Card, card_hash
from lib.scrape import pages, phrases, privacy
from lib.scrape.markup import posting_id_of
from lib.scrape.searches import Plan, Search

LISTING = "/jobs-guest/jobs/api/seeMoreJobPostings/search"
POSTING = "/jobs-guest/jobs/api/jobPosting/"
LAST_START = 1000  # the board answers 400 from here on
TRIES = 4  # of one page
# faults of one kind in a row after which the board is left alone
PATIENCE = {"blocked": 6, "unreachable": 6, "changed": 12}
DRY_PAGES = 2  # pages without a new card that end a walk: one may be served again
LONGEST_WAIT = 600.0  # seconds; a board that asks for more is left alone
LARGEST_SKEW = 3600.0  # seconds a board's clock may differ from ours to be believed


class Gate:
    """Hold requests back while the board asked us to wait, or for good."""

    def __init__(self) -> None:
        self.until = 0.0
        self.refusal: str | None = None

    async def process_request(self, request: Request) -> None:
        if self.refusal:
            raise IgnoreRequest(self.refusal)
        while (wait := self.until - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Gate":
        gate = cls()
        crawler.spider.gate = gate
        crawler.signals.connect(gate.judge_robots, signals.response_received)
        return gate

    def judge_robots(self, response: Response) -> None:
        """A robots.txt that is withheld allows nothing; one that is not there, all."""
        path = urlsplit(response.url).path
        if path == "/robots.txt" and response.status not in {200, 404, 410}:
            self.refusal = f"its robots.txt answers with status {response.status}"


@dataclass
class Walk:
    """One walk through the listing of a search, or of a part of it."""

    search: Search
    order: int
    parameters: dict[str, str]
    is_part: bool = False
    start: int = 0
    dry: int = 0
    seen: set[str] = field(default_factory=set)  # by this walk
    found: set[str] = field(default_factory=set)  # by all walks of the search

    @property
    def name(self) -> str:
        part = ""
        if self.is_part:
            whole = self.search.parameters()
            own = self.parameters.items() - whole.items()
            part = f" in {', '.join(value for _, value in sorted(own))}"
        return f"search {self.search.name}{part} from {self.start}"


class BoardSpider(scrapy.Spider):
    """Read one board for one hour; every page read is kept in `read.jsonl` at once."""

    name = "board"
    gate: Gate

    def __init__(
        self,
        board_url: str,
        plan: Plan,
        folder: Path,
        known: dict[str, dict[str, Any]],
        revisits: list[str],
        loopback: bool,
        progress: Callable[[int, int, str], None],
    ) -> None:
        super().__init__()
        self.board_url = board_url.rstrip("/")
        self.plan = plan
        self.folder = folder
        self.known = known
        self.revisits = revisits
        self.loopback = loopback
        self.progress = progress
        self.counts: Counter[str] = Counter()
        self.field_errors: dict[str, dict[str, Any]] = {}
        self.missing: dict[str, None] = {}  # an ordered set of what is still to read
        self.asked: set[str] = set()
        self.requested = 0
        self.ended_by: tuple[str, str] | None = None  # outcome, reason
        self.in_a_row: Counter[str] = Counter()
        self.last_fault = ""
        self.dice = random.Random()
        folder.mkdir(parents=True, exist_ok=True)
        self.kept = (folder / "read.jsonl").open("w", encoding="utf-8")

    async def start(self) -> AsyncIterator[Request]:
        for order, search in enumerate(self.plan.search):
            yield self._listing(Walk(search, order, search.parameters()))
        for posting_id in self.revisits:
            if request := self._posting(posting_id, "revisits"):
                yield request

    # what to ask

    def _listing(self, walk: Walk) -> Request:
        query = urlencode({**walk.parameters, "start": walk.start})
        self.missing[walk.name] = None
        # listings first: they are few and say what is new
        return self._request(f"{LISTING}?{query}", self.read_listing, 10, walk=walk)

    def _posting(self, posting_id: str, why: str) -> Request | None:
        """Ask for a posting, once however many searches find it."""
        if posting_id in self.asked:
            return None
        self.asked.add(posting_id)
        self.missing[f"posting {posting_id}"] = None
        self.counts[why] += 1
        return self._request(
            f"{POSTING}{posting_id}", self.read_posting, 0, posting_id=posting_id
        )

    def _request(
        self, path: str, callback: Callable[..., Any], priority: int, **about: Any
    ) -> Request:
        self.requested += 1
        return Request(
            path if path.startswith("http") else f"{self.board_url}{path}",
            callback=callback,
            errback=self.no_answer,
            priority=priority,
            dont_filter=True,
            cb_kwargs=about,
            meta={"handle_httpstatus_all": True},
        )

    # what the answers say

    def read_listing(self, response: Response, walk: Walk) -> Iterator[Request]:
        """Keep the cards of a page; ask for their postings and for the next page."""
        if response.status == 400 and walk.start:
            yield from self._end_at_limit(walk)
            return
        page, seen_at, key = self._read(response, f"search:{walk.search.name}")
        if page.kind not in {"results", "empty", "end"}:
            yield from self._again(response, page, walk.name)
            return
        self._answered(walk.name)
        cards = self._wanted(page.cards, walk)
        for card in cards:
            self.counts["cards"] += 1
            self._keep("card", seen_at, key, order=walk.order, card=card.model_dump())
            if self._is_due(card) and (
                request := self._posting(card.posting_id, "details")
            ):
                yield request
        self.progress(self._requests(), self.counts["postings"], walk.name)
        walk.dry = 0 if cards else walk.dry + 1
        full = self._is_full(walk)
        if page.kind != "results" or walk.dry >= DRY_PAGES or full:
            return
        walk.start += max(len(page.cards), 1)
        if walk.start >= LAST_START:
            yield from self._end_at_limit(walk)
            return
        if self._may_ask(walk.name):
            yield self._listing(walk)

    def read_posting(self, response: Response, posting_id: str) -> Iterator[Request]:
        """Keep a posting, or that it is gone."""
        name = f"posting {posting_id}"
        if moved := self._moved_to(response, posting_id):
            yield self._request(moved, self.read_posting, 0, posting_id=posting_id)
            return
        page, seen_at, key = self._read(response, f"posting:{posting_id}")
        if page.kind == "removed":
            self._answered(name)
            self.counts["removed"] += 1
            self._keep("removed", seen_at, key, posting_id=posting_id)
            return
        posting = page.posting
        if posting is None or posting.posting_id not in {posting_id, None}:
            yield from self._again(response, page, name)
            return
        self._answered(name)
        self.counts["postings"] += 1
        self.counts["closed"] += bool(posting.is_closed)
        self._keep(
            "posting", seen_at, key, posting_id=posting_id, posting=posting.model_dump()
        )
        self.progress(self._requests(), self.counts["postings"], posting.title or name)

    def no_answer(self, failure: Failure) -> Iterator[Request]:
        """A request without a whole answer: refused, reset, too slow, or forbidden."""
        request = failure.request
        if failure.check(IgnoreRequest):
            said = self.gate.refusal or "its robots.txt forbids the crawl"
            self._end("blocked", said)
        about = request.cb_kwargs
        name = (
            about["walk"].name if "walk" in about else f"posting {about['posting_id']}"
        )
        said = failure.getErrorMessage().strip("[]<>") or failure.type.__name__
        self.counts["unanswered"] += 1
        self._fault("unreachable", f"no answer: {said}"[:300])
        yield from self._retry(request, name, None)

    # trouble

    def _again(
        self, response: Response, page: pages.Page, name: str
    ) -> Iterator[Request]:
        """A page that is not what was asked for: wait and ask again, or give up."""
        reason = page.reason or f"the page is {page.kind}"
        if page.kind == "blocked":
            self.counts["blocked"] += 1
            self._fault("blocked", reason)
        elif response.status >= 500:
            self.counts["unanswered"] += 1
            self._fault("unreachable", reason)
        else:
            self.counts["changed"] += 1
            self._fault("changed", reason)
            if response.meta.get("tries", 1) >= 2:
                # it may have been cut off once; twice, it is so
                self.logger.warning("given up: %s: %s", name, reason)
                return
        yield from self._retry(
            response.request, name, response.headers.get("Retry-After")
        )

    def _retry(
        self, request: Request, name: str, retry_after: bytes | None
    ) -> Iterator[Request]:
        tries = request.meta.get("tries", 1)
        asked = _seconds(retry_after)
        if asked is not None and asked > LONGEST_WAIT:
            self._end("blocked", f"the board asks us to wait for {asked:.0f} seconds")
        base = 0.05 if self.loopback else 2.0
        wait = base * 2**tries * self.dice.uniform(0.5, 1.5)
        if asked is not None:
            wait = asked + self.dice.uniform(0, base)
        self.gate.until = max(self.gate.until, time.monotonic() + wait)
        if tries >= TRIES:
            self.logger.warning("given up: %s: %s", name, self.last_fault)
            return
        self.requested += 1
        yield request.replace(
            meta={**request.meta, "tries": tries + 1}, priority=request.priority + 1
        )

    def _fault(self, kind: str, reason: str) -> None:
        """Count a fault; too many in a row and the board is left alone."""
        self.last_fault = reason
        self.logger.info("%s: %s", kind, reason)
        self.in_a_row[kind] += 1
        if self.in_a_row[kind] >= PATIENCE[kind]:
            self._end(kind, reason)

    def _end(self, kind: str, reason: str) -> None:
        self.ended_by = self.ended_by or (kind, reason)
        raise CloseSpider(kind)

    def _answered(self, name: str) -> None:
        self.missing.pop(name, None)
        self.in_a_row.clear()

    def _may_ask(self, name: str) -> bool:
        """Whether the run's cap allows another request; if not, it is missing."""
        if self.requested < self.plan.max_requests:
            return True
        self.missing[name] = None
        cap = self.plan.max_requests
        self.ended_by = ("cap", f"the cap of {cap} requests per run is reached")
        return False

    # helpers

    def _read(
        self, response: Response, what: str
    ) -> tuple[pages.Page, str, str | None]:
        """Keep the raw page and read it.

        Returns: the page, when it was seen, and the key of the raw page.
        """
        self.counts["pages"] += 1
        moment = self._moment(response)
        location = _header(response, "Location")
        page = pages.read(
            response.body,
            response.url,
            moment,
            response.status,
            location,
            getattr(response, "encoding", None),
        )
        for name, samples in page.field_errors.items():
            known = self.field_errors.setdefault(name, {"count": 0, "samples": []})
            known["count"] += len(samples)
            for sample in samples:
                if len(known["samples"]) < 3 and sample not in known["samples"]:
                    known["samples"].append(sample)
        seen_at = phrases.format_utc(moment)
        useful = page.kind in {"results", "posting"}
        key = (
            self._keep_page(response.body) if useful and self.plan.keep_pages else None
        )
        return page, seen_at, key

    def _moment(self, response: Response) -> datetime:
        """When the board says it answered; a clock that is far off is not believed.

        A board on this computer may show a past hour: its clock counts.
        """
        now = datetime.now(UTC)
        told = phrases.http_date(_header(response, "Date"))
        if told is None:
            return now
        if not self.loopback and abs((told - now).total_seconds()) > LARGEST_SKEW:
            self.counts["wrong_clock"] += 1
            return now
        return told

    def _keep_page(self, body: bytes) -> str:
        body = privacy.without_people(body)
        key = f"pages/{hashlib.sha256(body).hexdigest()}.html.gz"
        path = self.folder / key
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(gzip.compress(body, compresslevel=3, mtime=0))
        return key

    def _keep(self, what: str, seen_at: str, key: str | None, **more: Any) -> None:
        line = {"what": what, "seen_at": seen_at, "page": key, **more}
        text = json.dumps(line, ensure_ascii=False)
        self.kept.write(text.encode("utf-8", "replace").decode() + "\n")
        self.kept.flush()

    def _wanted(self, cards: list[Card], walk: Walk) -> list[Card]:
        """The cards a walk has not seen, up to the number its search wants."""
        new = [card for card in cards if card.posting_id not in walk.seen]
        if wanted := walk.search.max_postings:
            new = new[: wanted - len(walk.found)]
        ids = {card.posting_id for card in new}
        walk.seen |= ids
        walk.found |= ids
        return new

    def _is_full(self, walk: Walk) -> bool:
        wanted = walk.search.max_postings
        return bool(wanted) and len(walk.found) >= wanted

    def _is_due(self, card: Card) -> bool:
        """Whether a listed posting has to be read: new, changed, or never read."""
        before = self.known.get(card.posting_id)
        if before and before.get("last_full_at"):
            return before.get("card_hash") != card_hash(card)
        return self._may_ask(f"posting {card.posting_id}")

    def _end_at_limit(self, walk: Walk) -> Iterator[Request]:
        """The board shows only 1,000: walk the parts, or say what is missing."""
        self._answered(walk.name)
        if walk.is_part:
            self.missing[f"results after {LAST_START} of {walk.search.name}"] = None
            return
        for parameters in walk.search.split():
            part = Walk(walk.search, walk.order, parameters, True, found=walk.found)
            yield self._listing(part)

    def _moved_to(self, response: Response, posting_id: str) -> str | None:
        """Where a posting moved to, when it is still the same on the same site."""
        target = _header(response, "Location")
        if response.status not in {301, 302, 303, 307, 308} or not target:
            return None
        address = response.urljoin(target)
        site = urlsplit(self.board_url).hostname or ""
        host = urlsplit(address).hostname or ""
        base = site.removeprefix("www.")
        same_site = host == site or host.endswith(f".{base}")
        again = address == response.url or posting_id_of(address) != posting_id
        return address if same_site and not again else None

    def _requests(self) -> int:
        return self.crawler.stats.get_value("downloader/request_count", 0)

    def report(self) -> dict[str, Any]:
        """What the crawl did, for the run's manifest."""
        names = ("pages", "cards", "postings", "details", "revisits", "closed")
        names += ("removed", "blocked", "changed", "unanswered", "wrong_clock")
        return {
            "requests": self._requests(),
            **{name: self.counts[name] for name in names},
            "field_errors": {
                name: self.field_errors[name] for name in sorted(self.field_errors)
            },
            "missing": list(self.missing),
            "ended_by": self.ended_by,
            "last_fault": self.last_fault,
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **given: Any) -> "BoardSpider":
        spider = super().from_crawler(crawler, *args, **given)
        crawler.signals.connect(spider.spider_closed, signals.spider_closed)
        return spider

    def spider_closed(self, reason: str) -> None:
        if reason == "closespider_timeout":
            self.ended_by = ("time", "the time of one crawl is used up")
        self.kept.close()


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _seconds(retry_after: bytes | None) -> float | None:
    """The seconds a `Retry-After` header asks for; it may name a moment instead."""
    if not retry_after:
        return None
    said = retry_after.decode("latin-1").strip()
    if said.isdigit():
        return float(said)
    moment = phrases.http_date(said)
    if moment is None:
        return None
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
