"""Ask the boards that are published for programs: one address at a time, politely.

Asks each board's site for its robots.txt and then for one list per company, under our
own name with a contact; nothing else. A site that refuses or breaks is asked again
after a pause, its own `Retry-After` first, and after four tries left alone.
"""

import logging
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests
from protego import Protego
from requests.structures import CaseInsensitiveDict

from lib import config
from lib.errors import BoardRefused, PageChanged, ServiceDown, WrongSetting
from lib.scrape import phrases
from lib.scrape.settings import user_agent

TRIES = 4  # of one address
PAUSE, PAUSE_HERE = 2.0, 0.02  # seconds between requests; a board on this computer
LONGEST_WAIT = 120.0  # seconds; a site that asks for more is left alone
LARGEST = 64 * 1024 * 1024  # bytes of an answer
TIMEOUT = (10, 60)  # seconds to connect, and between two pieces of an answer
LARGEST_SKEW = 3600.0  # seconds a site's clock may differ from ours to be believed
ROBOT = "FirstRung"
Headers = CaseInsensitiveDict[str]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a site sent, and when by its own clock."""

    body: bytes
    seen_at: datetime


class BoardSpider:
    """A visitor of several sites, who remembers what each of them allows.

    A site that refused once is not asked again: its other boards are refused, too.
    """

    def __init__(self, contact: str) -> None:
        self.session = requests.Session()
        self.session.headers["User-Agent"] = user_agent(contact)
        self.session.headers["Accept"] = "application/json"
        self.rules: dict[str, Protego] = {}
        self.refused: dict[str, BoardRefused] = {}
        self.asked_at: dict[str, float] = {}
        self.requests = 0
        self.dice = random.Random(contact)

    def get(self, address: str) -> Answer:
        """One address of a site, if its robots.txt allows.

        Raises: WrongSetting when there is no such board, BoardRefused when the site
        forbids or refuses, ServiceDown when it does not answer, PageChanged otherwise.
        """
        site = _site(address)
        if site in self.refused:
            raise self.refused[site]
        if site not in self.rules:
            self.rules[site] = self._robots(site)
        if not self.rules[site].can_fetch(address, ROBOT):
            raise BoardRefused(f"the robots.txt of {site} forbids {address}")
        status, body, seen_at = self._ask(address)
        if status in {404, 410}:
            raise WrongSetting(f"there is no board at {address}: look at its name")
        if status in {401, 403, 429, 999}:
            raise self._leave(site, f"{site} refused with status {status}")
        if status >= 500:
            raise ServiceDown(f"{site} answered with status {status}")
        if status != 200:
            raise PageChanged(f"{site} answered with status {status}")
        return Answer(body, seen_at)

    def _robots(self, site: str) -> Protego:
        """The rules of a site; one that withholds them allows nothing."""
        status, body, _ = self._ask(f"{site}/robots.txt")
        if status in {404, 410}:
            return Protego.parse("")
        if status != 200:
            raise self._leave(site, f"{site} withholds its robots.txt ({status})")
        return Protego.parse(body.decode("utf-8", "replace"))

    def _leave(self, site: str, reason: str) -> BoardRefused:
        self.refused[site] = BoardRefused(reason)
        return self.refused[site]

    def _ask(self, address: str) -> tuple[int, bytes, datetime]:
        """The last answer of at most four: status, body, and the site's time."""
        site, fault = _site(address), ""
        is_here = config.is_loopback(site)
        for tries in range(1, TRIES + 1):
            self._wait(site, is_here)
            self.requests += 1
            try:
                status, body, headers = self._once(address)
            except requests.RequestException as error:
                fault = f"{type(error).__name__}"
                status, body, headers = 0, b"", Headers()
            log.info("%s: %s, %d bytes", address, status or fault, len(body))
            if status and status != 429 and status < 500:
                break
            wait = phrases.seconds_to_wait(
                headers.get("Retry-After"), headers.get("Date")
            )
            if wait is None:
                pause = PAUSE_HERE if is_here else PAUSE
                wait = pause * 2**tries * self.dice.uniform(0.5, 1.5)
            if wait > LONGEST_WAIT or tries == TRIES:
                break
            time.sleep(wait)
        if not status:
            raise ServiceDown(f"{site} does not answer: {fault}")
        return status, body, _moment(headers, is_here)

    def _once(self, address: str) -> tuple[int, bytes, Headers]:
        with self.session.get(
            address, timeout=TIMEOUT, stream=True, allow_redirects=False
        ) as answer:
            pieces, size = [], 0
            for piece in answer.iter_content(1 << 16):
                pieces.append(piece)
                size += len(piece)
                if size > LARGEST:
                    raise PageChanged(f"{address} sends more than {LARGEST:,} bytes")
            return answer.status_code, b"".join(pieces), answer.headers

    def _wait(self, site: str, is_here: bool) -> None:
        """Leave a pause between two requests to one site."""
        pause = PAUSE_HERE if is_here else PAUSE
        if site in self.rules and not is_here:
            pause = max(pause, float(self.rules[site].crawl_delay(ROBOT) or 0))
        since = time.monotonic() - self.asked_at.get(site, float("-inf"))
        if since < pause:
            time.sleep(min(pause, LONGEST_WAIT) - since)
        self.asked_at[site] = time.monotonic()


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _moment(headers: Headers, is_here: bool) -> datetime:
    """When a site says it answered; a clock that is far off is not believed.

    A board on this computer may show a past hour: its clock counts.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    told = phrases.http_date(headers.get("Date"))
    if told is None:
        return now
    is_near = abs((told - now).total_seconds()) <= LARGEST_SKEW
    return told if is_here or is_near else now
