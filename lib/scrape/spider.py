"""Walk a board: search → cards → postings.

Asks a board in the structure of LinkedIn's public job pages for the listing of each
search, ten cards at a time, and once for each posting that is new or due. It asks for
nothing else: no log-in, no people, no company pages. A listing ends after 1,000
results; a search that long is walked again in parts. What a page shows itself to be is
decided in lib/scrape/pages.py.
"""

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
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
from lib.scrape import coverage, memory, pages, phrases
from lib.scrape.gate import LONGEST_WAIT, TRIES, Gate, Patience, header, retry_after
from lib.scrape.job import Job
from lib.scrape.journal import KEPT_KINDS, Journal, lines
from lib.scrape.markup import posting_id_of
from lib.scrape.walk import LAST_START, Walk

LISTING = "/jobs-guest/jobs/api/seeMoreJobPostings/search"
POSTING = "/jobs-guest/jobs/api/jobPosting/"
FRONT = "/jobs/search"
# what earlier crawls left comes first; then listings, which are few and say what is new
UNREAD, LISTINGS, DETAILS, REVISITS = 30, 20, 10, 0
LARGEST_SKEW = timedelta(hours=1)  # of a board's clock that is believed
SHORT_AGAIN = 3  # postings as short when asked for again: the board's are so
MOST_MOVES = 3  # of one posting to another address


class BoardSpider(scrapy.Spider):
    """Read one board for one hour; what is read is on the disk at once."""

    name = "board"
    gate: Gate

    def __init__(
        self, job: Job, folder: Path, progress: Callable[[int, int, str], None]
    ) -> None:
        super().__init__()
        self.job = job
        self.board_url = job.board_url.rstrip("/")
        self.hour_ends = job.hour + timedelta(hours=1)
        self.journal = Journal(folder, job.pages_prefix)
        self.patience = Patience(job.loopback, str(job.hour))
        self.progress = progress
        self.counts: Counter[str] = Counter()
        self.field_errors: dict[str, dict[str, Any]] = {}
        self.missing: dict[str, None] = {}  # an ordered set of what is still to read
        self.asked: set[str] = set(job.done)
        self.cards: dict[str, Card] = {}
        self.requested = 0
        self.ended_by: tuple[str, str] | None = None  # outcome, reason
        self.read_fields: Counter[str] = Counter()

    async def start(self) -> AsyncIterator[Request]:
        for ids, why, priority in (
            (self.job.unread, "unread", UNREAD),
            (self.job.revisits, "revisits", REVISITS),
        ):
            for posting_id in ids:
                for request in self._posting(posting_id, why, priority):
                    yield request
        for order, search in enumerate(self.job.plan.search):
            for request in self._listing(Walk(search, order, search.parameters())):
                yield request

    # what to ask

    def _listing(self, walk: Walk) -> Iterator[Request]:
        path = f"{LISTING}?{urlencode(walk.query())}"
        yield from self._request(
            path, walk.name, self.read_listing, LISTINGS, walk=walk
        )

    def _posting(self, posting_id: str, why: str, priority: int) -> Iterator[Request]:
        """Ask for a posting, once however many searches find it."""
        if posting_id in self.asked:
            return
        self.asked.add(posting_id)
        self.counts[why] += 1
        yield from self._request(
            f"{POSTING}{posting_id}",
            f"posting {posting_id}",
            self.read_posting,
            priority,
            posting_id=posting_id,
        )

    def _request(
        self,
        path: str,
        name: str,
        callback: Callable[..., Any],
        priority: int,
        **about: Any,
    ) -> Iterator[Request]:
        """One request, unless the cap is reached; its name is missing until read."""
        self.missing[name] = None
        cap = self.job.plan.max_requests
        if self.requested >= cap:
            self.ended_by = ("cap", f"the cap of {cap} requests per run is reached")
            return
        self.requested += 1
        yield Request(
            path if path.startswith("http") else f"{self.board_url}{path}",
            callback=callback,
            errback=self.no_answer,
            priority=priority,
            dont_filter=True,
            cb_kwargs=about,
            meta={"handle_httpstatus_all": True, "name": name},
        )

    # what the answers say

    def read_listing(self, response: Response, walk: Walk) -> Iterator[Request]:
        """Keep the cards of a page; ask for their postings and for the next page."""
        if response.status == 400 and walk.start:
            yield from self._end_at_limit(walk)
            return
        page, answer = self._read(response)
        asked = {"search": walk.search.name, "order": walk.order}
        if page.kind == "end" and walk.start == 0 and not walk.is_part:
            yield from self._confirm(walk)
            return
        if page.kind not in {"results", "empty", "end"}:
            self._keep(response, page, asked, answer)
            yield from self._again(response, page)
            return
        if page.is_cut and len(page.cards) > 1:
            page.cards.pop()  # half a card; the next page begins with it
        self._answered(walk.name)
        cards = walk.take(page.cards)
        needs = {card.posting_id: self._need(card) for card in cards}
        taken = [number for number, need in needs.items() if need != "nothing"]
        if taken:
            part = {"taken": taken} if len(taken) < len(page.cards) else {}
            self._keep(response, page, {**asked, **part}, answer)
        for posting_id in taken:
            if needs[posting_id] == "read":
                yield from self._posting(posting_id, "details", DETAILS)
        self.progress(self._requests(), self.counts["postings"], walk.name)
        if page.kind == "results" and walk.step(len(page.cards), len(cards)):
            if walk.start >= LAST_START:
                yield from self._end_at_limit(walk)
            else:
                yield from self._listing(walk)

    def read_front(self, response: Response, walk: Walk) -> Iterator[Request]:
        """An empty listing is believed unless the search's own page shows postings."""
        page, _ = self._read(response)
        if page.kind == "blocked" or response.status >= 500:
            yield from self._again(response, page)
        elif page.kind == "results":
            self.counts["blocked"] += 1
            self._fault(response.request, "blocked", "the listing hides postings")
            if not walk.is_repeated:
                walk.is_repeated = True
                self._pause(1, None)
                yield from self._listing(walk)
        else:
            self.counts["empty_searches"] += 1
            self._answered(walk.name)

    def read_posting(
        self, response: Response, posting_id: str, moves: int = 0
    ) -> Iterator[Request]:
        """Keep a posting, or that it is gone."""
        name = f"posting {posting_id}"
        if moved := self._moved_to(response, posting_id, moves):
            about = {"posting_id": posting_id, "moves": moves + 1}
            yield from self._request(moved, name, self.read_posting, UNREAD, **about)
            return
        page, answer = self._read(response)
        is_first = response.meta.get("tries", 1) == 1
        if page.kind == "removed" and posting_id in self.cards and is_first:
            # it was listed a moment ago: gone only if it still is in the end
            self.patience.faults[f"{page.reason}, of a listed posting"] += 1
            yield self._once_more(response.request, REVISITS - 1)
            return
        kept = self._keep(response, page, {"posting_id": posting_id}, answer)
        if page.kind == "removed":
            self._answered(name)
            self.counts["removed"] += 1
            return
        if not kept:
            yield from self._again(response, page)
            return
        if page.is_cut or page.posting.description is None:
            if is_first and self.counts["short_again"] < SHORT_AGAIN:
                self.patience.faults["a posting that breaks off"] += 1
                yield self._once_more(response.request, REVISITS - 1)
                return
            self.counts["short_again"] += 1
        self._answered(name)
        self.counts["postings"] += 1
        self.counts["closed"] += bool(page.posting.is_closed)
        self.progress(
            self._requests(), self.counts["postings"], page.posting.title or name
        )
        self._judge(page.posting, self.cards.get(posting_id))

    def no_answer(self, failure: Failure) -> Iterator[Request]:
        """A request without a whole answer: refused, reset, too slow, or forbidden."""
        request = failure.request
        if failure.check(IgnoreRequest):
            said = self.gate.refusal or "its robots.txt forbids the crawl"
            self._end("blocked", said)
        said = failure.getErrorMessage().strip("[]<>") or failure.type.__name__
        self.counts["unanswered"] += 1
        self._fault(request, "unreachable", f"no answer: {said}"[:300])
        yield from self._retry(request, None)

    # trouble

    def _again(self, response: Response, page: pages.Page) -> Iterator[Request]:
        """A page that is not what was asked for: wait and ask again, or give up."""
        reason = page.reason or f"the page is {page.kind}"
        request = response.request
        if page.kind == "blocked":
            self.counts["blocked"] += 1
            self._fault(request, "blocked", reason)
        elif response.status >= 500:
            self.counts["unanswered"] += 1
            self._fault(request, "unreachable", reason)
        else:
            self.counts["changed"] += 1
            self._fault(request, "changed", reason)
            if request.meta.get("tries", 1) >= 2:
                # it may have been cut off once; twice, it is so
                self.logger.warning("given up: %s: %s", request.meta["name"], reason)
                return
        yield from self._retry(request, response)

    def _retry(self, request: Request, response: Response | None) -> Iterator[Request]:
        """Ask once more, after a wait that holds for every request."""
        tries = request.meta.get("tries", 1)
        asked = retry_after(response)
        if asked is not None and asked > LONGEST_WAIT:
            self._end("blocked", f"the board asks us to wait for {asked:.0f} seconds")
        self._pause(tries, asked)
        if tries >= TRIES:
            self.logger.warning(
                "given up: %s: %s", request.meta["name"], self.patience.last
            )
            return
        yield self._once_more(request, request.priority + 1)

    def _once_more(self, request: Request, priority: int) -> Request:
        self.requested += 1
        tries = request.meta.get("tries", 1) + 1
        return request.replace(meta={**request.meta, "tries": tries}, priority=priority)

    def _pause(self, tries: int, asked: float | None) -> None:
        until = time.monotonic() + self.patience.wait(tries, asked)
        self.gate.until = max(self.gate.until, until)

    def _fault(self, request: Request, kind: str, reason: str) -> None:
        """Count a fault; too many and the board is left alone."""
        self.logger.info("%s: %s: %s", kind, request.meta["name"], reason)
        # a request that was never sent belongs to the round that goes on
        if self.patience.fault(kind, reason, request.meta.get("asked_at", 0.0)):
            self._end(kind, reason)

    def _end(self, kind: str, reason: str) -> None:
        self.ended_by = self.ended_by or (kind, reason)
        raise CloseSpider(kind)

    def _judge(self, posting: Any, card: Card | None) -> None:
        """End a crawl whose first postings lack what is usually known of them."""
        if posting.is_closed or self.read_fields["full"] >= coverage.EARLY:
            return
        listed = card.model_dump() if card else {}
        listed["posted_at"] = listed.get("posted_date")
        self.read_fields["full"] += 1
        for name in self.job.usual:
            known = getattr(posting, name) is not None or listed.get(name) is not None
            self.read_fields[name] += known
        if self.read_fields["full"] == coverage.EARLY:
            counted = {
                "full": coverage.EARLY,
                "known": {name: self.read_fields[name] for name in self.job.usual},
            }
            if missed := coverage.below(counted, self.job.usual):
                self._end("changed", missed[0])

    def _answered(self, name: str) -> None:
        self.missing.pop(name, None)
        self.patience.good()

    # helpers

    def _read(self, response: Response) -> tuple[pages.Page, dict[str, Any]]:
        """Read a page; returns it, and how it was answered."""
        self.counts["pages"] += 1
        moment = self._moment(response)
        answer = {
            "url": response.url,
            "status": response.status,
            "location": header(response, "Location"),
            "encoding": getattr(response, "encoding", None),
            "seen_at": phrases.format_utc(moment),
        }
        page = pages.read(
            response.body,
            response.url,
            moment,
            response.status,
            answer["location"],
            answer["encoding"],
        )
        for name, samples in page.field_errors.items():
            known = self.field_errors.setdefault(name, {"count": 0, "samples": []})
            known["count"] += len(samples)
            for sample in samples:
                if len(known["samples"]) < 3 and sample not in known["samples"]:
                    known["samples"].append(sample[:200])
        return page, answer

    def _keep(
        self,
        response: Response,
        page: pages.Page,
        asked: dict[str, Any],
        answer: dict[str, Any],
    ) -> bool:
        """Keep a page and the records in it; returns whether there are any."""
        if page.kind not in KEPT_KINDS or response.status >= 500:
            return False
        found = lines(self.journal.keep_page(response.body, asked, answer), page)
        self.journal.keep(found)
        return bool(found)

    def _need(self, card: Card) -> str:
        """What a listed posting needs: `read`, `sight` or `nothing`."""
        self.counts["cards"] += 1
        self.cards[card.posting_id] = card
        known, at = self.job.known, self.hour_ends
        return memory.listed(known, card.posting_id, card_hash(card), at)

    def _confirm(self, walk: Walk) -> Iterator[Request]:
        query = urlencode({k: v for k, v in walk.parameters.items() if v})
        path = f"{FRONT}?{query}" if query else FRONT
        yield from self._request(path, walk.name, self.read_front, LISTINGS, walk=walk)

    def _end_at_limit(self, walk: Walk) -> Iterator[Request]:
        """The board shows only 1,000: walk the parts, and say what stays missing."""
        self._answered(walk.name)
        parts, left_out = walk.parts()
        if not parts or left_out:
            what = f" {left_out}" if left_out else ""
            self.missing[f"results{what} after {LAST_START} of {walk.whole_name}"] = (
                None
            )
        for part in parts:
            yield from self._listing(part)

    def _moment(self, response: Response) -> datetime:
        """When the board says it answered; a clock that is far off is not believed.

        A board on this computer may show a past hour: then its clock stands at the end
        of that hour.
        """
        now = datetime.now(UTC)
        told = phrases.http_date(header(response, "Date"))
        near = [now, self.hour_ends] if self.job.loopback else [now]
        if told and any(abs(told - moment) <= LARGEST_SKEW for moment in near):
            return told
        self.counts["wrong_clock"] += told is not None
        return now if now - self.hour_ends <= LARGEST_SKEW else self.hour_ends

    def _moved_to(self, response: Response, posting_id: str, moves: int) -> str | None:
        """Where a posting moved to, when it is still the same on the same site."""
        target = header(response, "Location")
        if response.status not in {301, 302, 303, 307, 308} or not target:
            return None
        if moves >= MOST_MOVES:
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
        return {
            "requests": self._requests(),
            "counts": dict(self.counts),
            "field_errors": {
                name: self.field_errors[name] for name in sorted(self.field_errors)
            },
            "faults": dict(self.patience.faults.most_common(20)),
            "missing": list(self.missing),
            "ended_by": self.ended_by,
            "last_fault": self.patience.last,
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **given: Any) -> "BoardSpider":
        spider = super().from_crawler(crawler, *args, **given)
        crawler.signals.connect(spider.spider_closed, signals.spider_closed)
        return spider

    def spider_closed(self, reason: str) -> None:
        if reason == "closespider_timeout":
            self.ended_by = ("time", "the time of one crawl is used up")
        self.journal.close()
