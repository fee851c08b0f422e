"""Crawls of boards that do not behave: each ends by itself and loses nothing."""

import os
import signal
import time
from collections import Counter

import pytest

from lib import config
from lib.scrape.gate import PAUSE, Patience
from tests.small_board import (
    END,
    SEARCHES,
    Answer,
    Board,
    card,
    crawl,
    crawler,
    detail,
    first_times,
    rows,
)

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


def test_waits_double_and_are_the_same_for_the_same_hour() -> None:
    waits = [
        [Patience(False, seed).wait(tries, None) for tries in (1, 2, 3)]
        for seed in ("one", "one", "two")
    ]

    assert waits[0] == waits[1] != waits[2]
    assert all(
        0.5 <= wait / (PAUSE * 2**tries) <= 1.5
        for tries, wait in enumerate(waits[0], start=1)
    )
    assert Patience(False, "one").wait(1, 30.0) >= 30.0


def test_a_board_that_refuses_every_other_page_is_left_alone_in_the_end() -> None:
    patience = Patience(True, "seed")

    told = []
    for _ in range(15):
        patience.good()
        told.append(patience.fault("blocked", "HTTP status 429", float("inf")))

    assert told == [False] * 14 + [True]


def test_refusals_of_pages_under_way_together_are_one_round() -> None:
    patience = Patience(True, "seed")

    told = [patience.fault("blocked", "HTTP status 429", 0.0) for _ in range(8)]

    assert not any(told) and patience.in_a_row["blocked"] == 1


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
            os.kill(crawler(), signal.SIGKILL)
        return None

    board.instead = kill
    result = crawl(settings, board)

    assert result.outcome == "partial"
    assert result.report["full"] >= 1
    board.instead = None
    again = crawl(settings, board, "again")
    whole = crawl(settings, board, "whole")
    assert again.observations.read_bytes() == whole.observations.read_bytes()
