"""When to ask, when to wait, and when to leave the board alone.

A page that was refused or did not come is asked for again after a pause that doubles;
the board's own `Retry-After` comes first. Refusals in several rounds, one after another
or one in three, end the crawl.
"""

import asyncio
import random
import time
from collections import Counter, deque
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from lib.scrape import phrases

TRIES = 4  # of one page
# rounds of faults of one kind in a row after which the board is left alone
PATIENCE = {"blocked": 6, "unreachable": 6, "changed": 12}
# of the last answers, so many refusals are too many even with good ones between them
LAST, REFUSED = 45, 15
LONGEST_WAIT = 600.0  # seconds; a board that asks for more is left alone
PAUSE, PAUSE_HERE = 2.0, 0.05  # seconds; a board on this computer needs no patience


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
        request.meta["asked_at"] = time.monotonic()

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


class Patience:
    """Count faults, and say how long to wait and when it is enough."""

    def __init__(self, loopback: bool, seed: str) -> None:
        self.pause = PAUSE_HERE if loopback else PAUSE
        # the same hour run again waits as long
        self.dice = random.Random(seed)
        self.faults: Counter[str] = Counter()  # by what was said
        self.last = ""
        self.in_a_row: Counter[str] = Counter()
        self.answers: deque[bool] = deque(maxlen=LAST)
        self.began = 0.0  # of the round of faults that goes on

    def good(self) -> None:
        """A page was as it should be."""
        self.in_a_row.clear()
        self.answers.append(False)

    def fault(self, kind: str, reason: str, asked_at: float) -> bool:
        """Count a fault; returns whether the board should be left alone.

        Faults of requests that were under way together are one round: only what was
        asked after the last wait says that waiting did not help.
        """
        self.last = reason
        self.faults[reason] += 1
        self.answers.append(kind == "blocked")
        if asked_at >= self.began:
            self.began = time.monotonic()
            self.in_a_row[kind] += 1
        enough = self.in_a_row[kind] >= PATIENCE[kind]
        return enough or sum(self.answers) >= REFUSED

    def wait(self, tries: int, asked: float | None) -> float:
        """Seconds to wait before the next request; `asked` is what the board wants."""
        if asked is not None:
            return asked + self.dice.uniform(0, self.pause)
        return self.pause * 2**tries * self.dice.uniform(0.5, 1.5)


def retry_after(response: Response | None) -> float | None:
    """The seconds a `Retry-After` asks for; it may name a moment instead."""
    return phrases.seconds_to_wait(
        header(response, "Retry-After"), header(response, "Date")
    )


def header(response: Response | None, name: str) -> str | None:
    """A header of an answer, None when there is none."""
    value = response.headers.get(name) if response is not None else None
    return value.decode("latin-1").strip() if value else None
