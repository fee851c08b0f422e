"""Crawls of small boards on this computer, well-behaved and not."""

import gzip
import json
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lib import config
from lib.errors import BoardRefused, WrongSetting
from lib.records import Card, card_hash
from lib.scrape import memory, observe, privacy, run, searches
from lib.scrape.settings import manners

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


@pytest.fixture
def board() -> Iterator[Board]:
    """A running small board."""
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


@pytest.fixture
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


# a crawl that goes well


def test_every_listed_posting_becomes_one_full_observation(
    settings: config.Settings, board: Board
) -> None:
    result = crawl(settings, board)

    observed = rows(result)
    assert result.outcome == "complete"
    assert [row["posting_id"] for row in observed] == board.ids()
    page_key = observed[0].pop("raw_page_key")
    assert observed[0] == {
        "applicants_high": 31,
        "applicants_low": 31,
        "apply_kind": None,
        "benefit": None,
        "card_hash": card_hash(
            Card(
                posting_id="900000001",
                title="Nurse 900000001",
                company="Ward 9",
                location="Halifax, Nova Scotia, Canada",
                posted_date="2026-11-23",
            )
        ),
        "city": "Halifax",
        "company": "Ward 9",
        "company_url": "https://x.org/company/w",
        "country": "Canada",
        "description": "Two years with us.",
        "employment_type": "Full-time",
        "full_or_light": "full",
        "industries": None,
        "is_closed": False,
        "is_remote": None,
        "job_function": None,
        "language": None,
        "location": "Halifax, NS",
        "logical_hour": "2026-11-24T01",
        "months_of_experience": None,
        "pay_text": None,
        "posted_at": "2026-11-23T00:00:00Z",
        "posted_at_source": "datetime",
        "posting_id": "900000001",
        "record_version": 1,
        "region": "NS",
        "search": "all",
        "seen_at": "2026-11-24T02:00:00Z",
        "seniority_level": None,
        "seniority_level_raw": None,
        "source": "demo",
        "title": "Nurse 900000001",
        "url": "https://x.org/jobs/view/n-900000001",
        "valid_through": None,
    }
    kept = (settings.outputs / "crawl" / page_key).read_bytes()
    assert gzip.decompress(kept).decode() == detail("900000001")


def test_pages_step_by_the_cards_received(
    settings: config.Settings, board: Board
) -> None:
    def seven_a_page(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path:
            return None
        start = int(query["start"])
        return Answer("".join(map(card, board.ids()[start : start + 7])) or END)

    board.instead = seven_a_page
    result = crawl(settings, board)

    assert len(rows(result)) == board.postings
    assert [query_of(path)["start"] for path in board.asked if "search" in path] == [
        "0",
        "7",
        "14",
        "21",
        "23",
    ]


def query_of(path: str) -> dict[str, str]:
    return {name: said[-1] for name, said in parse_qs(urlsplit(path).query).items()}


def test_a_search_asks_for_what_the_file_says(
    settings: config.Settings, board: Board
) -> None:
    settings.searches.write_text(
        '[[search]]\nname = "a"\nkeywords = "chef de partie"\nlocation = "Canada"\n'
        'geo_id = "101174742"\nwindow_hours = 2\n'
        'levels = ["Entry level", "Director"]\n',
        encoding="utf-8",
    )

    crawl(settings, board)

    assert query_of(board.asked[0]) == {
        "keywords": "chef de partie",
        "location": "Canada",
        "geoId": "101174742",
        "f_TPR": "r7200",
        "f_E": "2,5",
        "start": "0",
    }
    assert all(agent.startswith("FirstRung/") for agent in board.agents)


def test_a_posting_of_two_searches_is_read_once_and_belongs_to_the_first(
    settings: config.Settings, board: Board
) -> None:
    settings.searches.write_text(
        SEARCHES + '[[search]]\nname = "again"\n', encoding="utf-8"
    )

    result = crawl(settings, board)

    assert max(Counter(board.details_asked()).values()) == 1
    assert {row["search"] for row in rows(result)} == {"all"}


def test_a_search_may_be_capped(settings: config.Settings, board: Board) -> None:
    settings.searches.write_text(SEARCHES + "max_postings = 12\n", encoding="utf-8")

    result = crawl(settings, board)

    assert (result.outcome, len(rows(result))) == ("complete", 12)


def test_two_crawls_of_one_hour_write_the_same_bytes(
    settings: config.Settings, board: Board
) -> None:
    first = crawl(settings, board, "first").observations.read_bytes()
    second = crawl(settings, board, "second").observations.read_bytes()

    assert first == second


def test_an_empty_search_is_complete_and_empty(
    settings: config.Settings, board: Board
) -> None:
    board.postings = 0

    result = crawl(settings, board)

    assert (result.outcome, rows(result)) == ("complete", [])


def test_progress_tells_of_requests_and_postings(
    settings: config.Settings, board: Board
) -> None:
    told: list[tuple[int, int, str]] = []

    crawl(settings, board, progress=lambda *said: told.append(said))

    assert told and all(requests >= postings for requests, postings, _ in told)


# what is read again, and what is not


def known_of(board: Board, read_at: str = "2026-11-24T01:30:00Z") -> memory.Memory:
    """What is remembered of a board whose postings were all read at one time."""
    return {
        number: {
            "last_full_at": read_at,
            "last_seen_at": read_at,
            "first_seen_at": read_at,
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


def test_a_known_posting_with_the_same_card_is_only_sighted(
    settings: config.Settings, board: Board
) -> None:
    known = known_of(board)
    known["900000002"]["card_hash"] = "another"
    board.postings += 1

    result = run.crawl(
        settings, HOUR, board.url, settings.outputs / "after", "demo", None, known
    )

    assert sorted(board.details_asked()) == ["900000002", "900000024"]
    kinds = {row["posting_id"]: row["full_or_light"] for row in rows(result)}
    assert Counter(kinds.values()) == {"light": 22, "full": 2}


def test_a_light_observation_has_what_its_card_says(
    settings: config.Settings, board: Board
) -> None:
    known = known_of(board)

    light = rows(crawl(settings, board, "after", known=known))[0]

    assert (light["title"], light["city"], light["posted_at"]) == (
        "Nurse 900000001",
        "Halifax",
        "2026-11-23T00:00:00Z",
    )
    assert light["applicants_low"] is light["description"] is light["is_closed"] is None


def test_a_posting_due_is_read_again_though_no_search_lists_it(
    settings: config.Settings, board: Board
) -> None:
    known = known_of(board, "2026-11-22T00:00:00Z")
    board.instead = lambda board, path, query: Answer(END) if "search" in path else None

    result = crawl(settings, board, "after", known=known)

    assert result.report["revisits"] == board.postings
    assert {row["full_or_light"] for row in rows(result)} == {"full"}


def test_revisits_keep_to_their_budget(settings: config.Settings, board: Board) -> None:
    settings.searches.write_text("revisit_budget = 5\n" + SEARCHES, encoding="utf-8")
    known = known_of(board, "2026-11-22T00:00:00Z")
    board.instead = lambda board, path, query: Answer(END) if "search" in path else None

    result = crawl(settings, board, "after", known=known)

    assert result.report["revisits"] == 5


def sight(posting_id: str = "1", **more: Any) -> dict[str, Any]:
    usual = {
        "seen_at": "2026-11-24T02:00:00Z",
        "is_closed": None,
        "full_or_light": "full",
        "card_hash": "h",
        "posted_at": "2026-11-24T00:00:00Z",
    }
    return {"posting_id": posting_id, **usual, **more}


def test_what_could_not_be_read_is_due_first() -> None:
    unread = sight("7", full_or_light="light")
    known = memory.remember({}, [sight("1"), unread, sight("2")])

    assert memory.due(known, HOUR + timedelta(hours=2))[0] == "7"


@pytest.mark.parametrize(
    ("age_hours", "read_hours_ago", "expected"),
    [(5, 1, True), (5, 0.5, False), (48, 3, False), (48, 4, True), (400, 23, False)],
)
def test_old_postings_are_read_again_less_often(
    age_hours: float, read_hours_ago: float, expected: bool
) -> None:
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    entry = {
        "posted_at": (at - timedelta(hours=age_hours)).isoformat(),
        "last_full_at": (at - timedelta(hours=read_hours_ago)).isoformat(),
    }

    assert (memory.due({"1": entry}, at) == ["1"]) is expected


def test_a_closed_posting_is_forgotten() -> None:
    known = memory.remember({}, [sight()])

    assert memory.remember(known, [sight(is_closed=True)]) == {}


# closed and gone


def test_a_gone_posting_is_observed_as_closed(
    settings: config.Settings, board: Board
) -> None:
    def gone(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        return Answer(status=410) if path.endswith("900000003") else None

    board.instead = gone
    result = crawl(settings, board)

    row = rows(result)[2]
    assert result.outcome == "complete"
    assert (row["is_closed"], row["full_or_light"]) == (True, "light")
    assert result.report["removed"] == 1


def test_a_closed_posting_without_a_place_keeps_the_place_of_its_card(
    settings: config.Settings, board: Board
) -> None:
    closed = '<figure class="closed-job"><figcaption>x</figcaption></figure>'

    def closing(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if not path.endswith("900000003"):
            return None
        page = detail("900000003", closed).replace("Halifax, NS", "")
        return Answer(page)

    board.instead = closing
    row = rows(crawl(settings, board))[2]

    assert row["is_closed"] is True
    assert (row["location"], row["region"]) == (
        "Halifax, Nova Scotia, Canada",
        "Nova Scotia",
    )


# trouble


def first_times(count: int, answer: Answer, where: str) -> Any:
    """An answer given instead, to the first `count` requests of a kind."""
    left = [count]

    def instead(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if where in path and left[0] > 0:
            left[0] -= 1
            return answer
        return None

    return instead


TROUBLES = [
    Answer(status=429),
    Answer(status=999),
    Answer(status=503),
    Answer(reset=True),
    Answer(status=302, headers={"Location": "/authwall?trk=x"}),
    Answer("<html><head><title>Sign Up | LinkedIn</title></head><body>x</body>"),
    Answer(""),
    Answer("<html><body><div class='v2'>new</div></body></html>"),
    Answer(
        detail("1")[:300], headers={"Content-Length": "5000", "Connection": "close"}
    ),
]


@pytest.mark.parametrize("where", ["search", "jobPosting"])
def test_short_troubles_cost_nothing(
    settings: config.Settings, board: Board, where: str
) -> None:
    board.postings = 10 * len(TROUBLES)
    waiting = list(TROUBLES)
    hit: set[str] = set()

    def trouble(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        name = f"{path}{query.get('start')}"
        if where in path and waiting and name not in hit:
            hit.add(name)
            return waiting.pop()
        return None

    board.instead = trouble
    result = crawl(settings, board)

    assert (result.outcome, result.report["full"]) == ("complete", board.postings)
    assert waiting == []


def test_retry_after_is_waited_for(settings: config.Settings, board: Board) -> None:
    answered: list[float] = []

    def once(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        answered.append(time.monotonic())
        if len(answered) == 1:
            return Answer(status=429, headers={"Retry-After": "2"})
        return None

    board.instead = once
    crawl(settings, board)

    assert answered[1] - answered[0] >= 2


def test_a_board_that_asks_for_an_hour_is_left_alone(
    settings: config.Settings, board: Board
) -> None:
    answer = Answer(status=429, headers={"Retry-After": "3600"})
    board.instead = first_times(99, answer, "search")

    result = crawl(settings, board)

    assert (result.outcome, len(board.asked)) == ("blocked", 1)
    assert "3600 seconds" in (result.reason or "")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=999),
        Answer("<html><head><title>Sign Up | LinkedIn</title></head><body>x</body>"),
    ],
    ids=["999", "wall200"],
)
def test_a_board_that_refuses_always_is_blocked_not_empty(
    settings: config.Settings, board: Board, answer: Answer
) -> None:
    board.instead = first_times(999, answer, "")

    result = crawl(settings, board)

    assert (result.outcome, rows(result)) == ("blocked", [])
    assert len(board.asked) <= 8


def test_a_block_in_the_middle_keeps_what_was_read_and_names_the_rest(
    settings: config.Settings, board: Board
) -> None:
    read: list[str] = []

    def block(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "jobPosting" in path:
            read.append(path)
            return Answer(status=999) if len(read) > 9 else None
        return None

    board.instead = block
    result = crawl(settings, board)

    kinds = Counter(row["full_or_light"] for row in rows(result))
    assert (result.outcome, kinds) == ("blocked", {"full": 9, "light": 14})
    missing = [name for name in result.report["missing"] if "posting" in name]
    assert len(missing) == 14
    assert not any(row["is_closed"] for row in rows(result))


def test_a_changed_design_is_a_failure_not_an_empty_search(
    settings: config.Settings, board: Board
) -> None:
    page = "<html><body><div class='v2'>new</div></body></html>"
    board.instead = first_times(99, Answer(page), "search")

    result = crawl(settings, board)

    assert (result.outcome, rows(result)) == ("failed", [])


def test_a_board_that_is_not_there_is_a_failure(settings: config.Settings) -> None:
    nowhere = Board(url="http://127.0.0.1:9")

    result = crawl(settings, nowhere)

    assert result.outcome == "failed"
    assert "refused" in (result.reason or "")


def test_one_unreadable_posting_costs_that_posting_only(
    settings: config.Settings, board: Board
) -> None:
    board.instead = first_times(9, Answer("<p>?</p>"), "900000005")

    result = crawl(settings, board)

    assert (result.outcome, result.report["missing"]) == (
        "partial",
        ["posting 900000005"],
    )
    assert Counter(row["full_or_light"] for row in rows(result)) == {
        "full": 22,
        "light": 1,
    }


def test_a_page_without_its_text_does_not_count_as_read(
    settings: config.Settings, board: Board
) -> None:
    cut = detail("900000005").partition('<div class="show-more')[0]
    board.instead = first_times(9, Answer(cut), "900000005")

    row = rows(crawl(settings, board))[4]

    assert (row["full_or_light"], row["applicants_low"]) == ("light", 31)


def test_endless_pages_of_the_same_cards_end(
    settings: config.Settings, board: Board
) -> None:
    def endless(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" in path:
            return Answer("".join(map(card, board.ids()[:10])))
        return None

    board.instead = endless
    result = crawl(settings, board)

    assert (result.outcome, len(rows(result))) == ("complete", 10)
    assert len([path for path in board.asked if "search" in path]) == 3


def test_a_page_served_twice_hides_nothing(
    settings: config.Settings, board: Board
) -> None:
    def stutter(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path or not 10 <= int(query["start"]) < 30:
            start = int(query.get("start", 0))
            shown = board.ids()[max(start - 10, 0) :][:10] if start >= 30 else None
            return (
                Answer("".join(map(card, shown)) or END) if shown is not None else None
            )
        start = 0 if query["start"] == "10" else 10
        return Answer("".join(map(card, board.ids()[start : start + 10])))

    board.instead = stutter
    result = crawl(settings, board)

    assert len(rows(result)) == board.postings


def test_a_search_of_more_than_a_thousand_is_walked_in_parts(
    settings: config.Settings, board: Board
) -> None:
    everything = [str(900000001 + number) for number in range(1100)]

    def many(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path:
            return Answer(status=404)
        start, kind = int(query["start"]), query.get("f_JT")
        if start >= 1000:
            return Answer(status=400)
        found = everything
        if kind:
            found = everything[:600] if kind == "F" else everything[600:]
            found = found if kind in "FP" else []
        return Answer("".join(map(card, found[start : start + 100])) or END)

    board.instead = many
    result = crawl(settings, board)

    assert len(rows(result)) == 1100
    assert result.outcome == "complete"


def test_a_part_of_more_than_a_thousand_is_named_as_missing(
    settings: config.Settings, board: Board
) -> None:
    def many(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path:
            return Answer(status=404)
        start = int(query["start"])
        shown = [str(900000001 + number) for number in range(start, start + 250)]
        return Answer("".join(map(card, shown)))

    board.instead = many
    result = crawl(settings, board)

    assert result.outcome == "partial"
    assert result.report["missing"] == ["results after 1000 of all"]


def test_the_cap_of_a_run_is_kept_and_told(
    settings: config.Settings, board: Board
) -> None:
    settings.searches.write_text("max_requests = 10\n" + SEARCHES, encoding="utf-8")

    result = crawl(settings, board)

    assert len(board.asked) <= 10
    assert result.outcome == "partial" and "cap of 10" in (result.reason or "")
    assert result.report["missing_count"] > 0


def test_fields_known_too_rarely_fail_the_crawl(
    settings: config.Settings, board: Board
) -> None:
    def nameless(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        number = path.rpartition("/")[2]
        if "search" in path:
            start = int(query["start"])
            page = "".join(map(card, board.ids()[start : start + 10]))
            return Answer(page.replace("base-search-card__subtitle", "x") or END)
        return Answer(
            detail(number)
            .replace("topcard__", "v2-")
            .replace("v2-title", "topcard__title")
        )

    board.instead = nameless
    result = crawl(settings, board)

    assert result.outcome == "failed"
    assert "company is known of 0%" in (result.reason or "")


def test_field_errors_are_counted_with_samples(
    settings: config.Settings, board: Board
) -> None:
    odd = detail("900000005").replace("31 applicants", "many applicants")
    board.instead = first_times(1, Answer(odd), "900000005")

    result = crawl(settings, board)

    assert result.report["errors"] == {
        "applicants": {"count": 1, "samples": ["many applicants"]}
    }


def test_a_crawler_that_is_killed_leaves_what_it_read(
    settings: config.Settings, board: Board
) -> None:
    read = [0]

    def kill(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        read[0] += "jobPosting" in path
        if read[0] == 12:
            children = Path(f"/proc/{os.getpid()}/task")
            found = [
                int(pid)
                for task in children.iterdir()
                for pid in (task / "children").read_text().split()
            ]
            crawlers = [pid for pid in found if b"lib.scrape.run" in command_of(pid)]
            os.kill(crawlers[0], signal.SIGKILL)
        return None

    board.instead = kill
    result = crawl(settings, board)

    assert result.outcome == "partial"
    assert result.report["full"] >= 1
    board.instead = None
    again = crawl(settings, board, "again")
    whole = crawl(settings, board, "whole")
    assert again.observations.read_bytes() == whole.observations.read_bytes()


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


# permission and manners


@pytest.mark.parametrize(
    "host", ["www.linkedin.com", "linkedin.com", "ca.linkedin.com"]
)
def test_linkedin_is_not_read_without_permission(
    settings: config.Settings, host: str
) -> None:
    with pytest.raises(BoardRefused, match="FIRST_RUNG_BOARD_PERMISSION=yes"):
        run.check_permission(settings, f"https://{host}", "me@example.org")


def test_a_name_that_only_resembles_linkedin_is_another_board(
    settings: config.Settings,
) -> None:
    run.check_permission(settings, "https://notlinkedin.com", "me@example.org")


def test_another_board_needs_a_contact(settings: config.Settings) -> None:
    with pytest.raises(WrongSetting, match="contact"):
        run.check_permission(settings, "https://jobs.example.org", " ")


@pytest.mark.parametrize(
    "robots",
    [Answer("User-agent: *\nDisallow: /\n"), Answer(status=503), Answer(status=999)],
    ids=["forbidden", "503", "999"],
)
def test_a_robots_txt_that_forbids_or_is_withheld_stops_the_crawl(
    settings: config.Settings,
    board: Board,
    robots: Answer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config, "is_loopback", lambda url: False)
    settings.searches.write_text('contact = "me@example.org"\n' + SEARCHES)
    board.instead = first_times(9, robots, "robots.txt")

    result = crawl(settings, board)

    assert (result.outcome, board.asked) == ("blocked", ["/robots.txt"])
    assert "robots.txt" in (result.reason or "")


def test_other_boards_are_asked_slowly_and_by_our_name(tmp_path: Path) -> None:
    far = manners(False, True, "me@example.org", tmp_path / "log")

    assert far["CONCURRENT_REQUESTS"] == 1 and far["DOWNLOAD_DELAY"] >= 2
    assert far["AUTOTHROTTLE_ENABLED"] and far["ROBOTSTXT_OBEY"]
    assert "me@example.org" in far["USER_AGENT"]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "search"),
        ("[[search]]\n", "name"),
        ('[[search]]\nname = "a"\nwindow = 3\n', "window"),
        ('[[search]]\nname = "a"\nlevels = ["Senior"]\n', "levels"),
        (SEARCHES + SEARCHES, "two searches 'all'"),
        ("[[search", "TOML"),
    ],
)
def test_a_wrong_searches_file_is_named(
    tmp_path: Path, content: str, named: str
) -> None:
    path = tmp_path / "searches.toml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(WrongSetting, match=named):
        searches.load(path)


def test_the_searches_file_of_the_project_is_right() -> None:
    assert searches.load(config.ROOT / "searches.toml").search


def test_people_are_taken_out_of_a_page_before_it_is_kept() -> None:
    page = detail("1", '<div class="message-the-recruiter">Jo Real<img src="f"></div>')

    kept = privacy.without_people(page.encode())

    assert b"Jo Real" not in kept and b"31 applicants" in kept


def test_a_line_cut_off_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "read.jsonl"
    path.write_text('{"what": "removed"}\n{"what": "po', encoding="utf-8")

    assert list(observe.read_kept(path)) == [{"what": "removed"}]
