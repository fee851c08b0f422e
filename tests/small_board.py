"""A small job board on this computer, whose answers a test can replace."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lib import config
from lib.records import Card, card_hash
from lib.scrape import memory, run

HOUR = datetime(2026, 11, 24, 1, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 02:00:00 GMT"
END = "<!DOCTYPE html>\n<!---->"


@dataclass
class Answer:
    """What the small board sends."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False


@dataclass
class Board:
    """A board of postings with ids 900000001…, whose answers a test can replace."""

    postings: int = 23
    url: str = ""
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    date: str = DATE
    instead: Callable[["Board", str, dict[str, str]], Answer | None] | None = None

    def ids(self) -> list[str]:
        return [str(900000001 + number) for number in range(self.postings)]

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        special = self.instead(self, path, query) if self.instead else None
        if special is not None:
            return special
        if path.endswith("/seeMoreJobPostings/search"):
            start = int(query["start"])
            shown = self.ids()[start : start + 10]
            return Answer("".join(map(card, shown)) or END)
        number = path.rpartition("/")[2]
        return Answer(detail(number)) if number in self.ids() else Answer(status=404)

    def details_asked(self) -> list[str]:
        return [path.rpartition("/")[2] for path in self.asked if "jobPosting/" in path]


def card(number: str, title: str = "Nurse") -> str:
    return (
        f'<li><div class="base-card base-search-card" data-entity-urn="x:{number}">'
        f'<a class="base-card__full-link" href="https://x.org/jobs/view/n-{number}?a=b">'
        f'</a><h3 class="base-search-card__title">{title} {number}</h3>'
        '<h4 class="base-search-card__subtitle"><a href="https://x.org/company/w?t=1">'
        'Ward 9</a></h4><span class="job-search-card__location">Halifax, Nova Scotia, '
        'Canada</span><time datetime="2026-11-23">1 day ago</time></div></li>'
    )


def detail(number: str, extra: str = "", text: str = "Two years with us.") -> str:
    return (
        '<section class="top-card-layout"><a class="topcard__link" '
        f'href="https://x.org/jobs/view/n-{number}?t=1"><h2 class="topcard__title">'
        f'Nurse {number}</h2></a><div class="topcard__flavor-row"><span '
        'class="topcard__flavor"><a class="topcard__org-name-link" '
        'href="https://x.org/company/w">Ward 9</a></span><span class="topcard__flavor '
        'topcard__flavor--bullet">Halifax, NS</span></div><span '
        'class="posted-time-ago__text">3 hours ago</span><span '
        f'class="num-applicants__caption">31 applicants</span>{extra}</section><div>'
        f'<div class="show-more-less-html__markup">{text}</div><ul><li '
        'class="description__job-criteria-item"><h3 '
        'class="description__job-criteria-subheader">Employment type</h3><span '
        'class="description__job-criteria-text">Full-time</span></li></ul></div>'
    )


@contextmanager
def running() -> Iterator[Board]:
    """A small board that answers."""
    shown = Board()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # one packet per answer: two of them wait for each other
        wbufsize = 1 << 20
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            shown.asked.append(self.path)
            shown.agents.add(self.headers["User-Agent"])
            query = {name: said[-1] for name, said in parse_qs(parts.query).items()}
            found = shown.answer(parts.path, query)
            if found.reset:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            body = found.body.encode() if isinstance(found.body, str) else found.body
            self.send_response_only(found.status)
            headers = {"Date": shown.date, "Content-Length": str(len(body))}
            for name, value in {**headers, **found.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):
                pass  # the crawler hung up, or the test did

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shown.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield shown
    server.shutdown()
    server.server_close()


SEARCHES = '[[search]]\nname = "all"\nlocation = "Canada"\nwindow_hours = 24\n'


def settings(tmp_path: Path) -> config.Settings:
    path = tmp_path / "searches.toml"
    path.write_text(SEARCHES, encoding="utf-8")
    return config.load(
        {
            "FIRST_RUNG_OUTPUTS": str(tmp_path / "outputs"),
            "FIRST_RUNG_SEARCHES": str(path),
        }
    )


def crawl(
    settings: config.Settings, board: Board, name: str = "crawl", **more: Any
) -> run.CrawlResult:
    folder = settings.outputs / name
    return run.crawl(settings, HOUR, board.url, folder, "demo", **more)


def rows(result: run.CrawlResult) -> list[dict[str, Any]]:
    text = result.observations.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def query_of(path: str) -> dict[str, str]:
    return {name: said[-1] for name, said in parse_qs(urlsplit(path).query).items()}


def known_of(board: Board, read_at: str = "2026-11-24T01:30:00Z") -> memory.Memory:
    """What is remembered of a board whose postings were all read at one time."""
    return {
        number: {
            "last_full_at": read_at,
            "last_seen_at": read_at,
            "first_seen_at": read_at,
            "closed_at": None,
            "posted_at": "2026-11-23T00:00:00Z",
            "card_hash": card_hash(
                Card(
                    posting_id=number,
                    title=f"Nurse {number}",
                    company="Ward 9",
                    location="Halifax, Nova Scotia, Canada",
                    posted_date="2026-11-23",
                )
            ),
        }
        for number in board.ids()
    }


def first_times(count: int, answer: Answer, where: str) -> Any:
    """An answer given instead, to the first `count` requests of a kind."""
    left = [count]

    def instead(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if where in path and left[0] > 0:
            left[0] -= 1
            return answer
        return None

    return instead


def crawler() -> int:
    """The process number of the crawler that this process started."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    children = [
        pid for task in tasks for pid in (task / "children").read_text().split()
    ]
    named = b"lib.scrape.run"
    return next(
        int(pid)
        for pid in children
        if named in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
