"""What is read again, and what is not."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lib import config
from lib.scrape import memory
from lib.scrape.state import State
from tests.small_board import END, SEARCHES, Answer, Board, crawl, known_of, rows


def test_a_known_posting_with_the_same_card_is_only_sighted(
    settings: config.Settings, board: Board
) -> None:
    known = known_of(board)
    known["900000002"]["card_hash"] = "another"
    board.postings += 1

    result = crawl(settings, board, state=State(known))

    assert sorted(board.details_asked()) == ["900000002", "900000024"]
    kinds = {row["posting_id"]: row["full_or_light"] for row in rows(result)}
    assert Counter(kinds.values()) == {"light": 22, "full": 2}


def test_a_light_observation_has_what_its_card_says(
    settings: config.Settings, board: Board
) -> None:
    known = known_of(board)

    light = rows(crawl(settings, board, state=State(known)))[0]

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

    result = crawl(settings, board, state=State(known))

    assert result.report["revisits"] == board.postings
    assert {row["full_or_light"] for row in rows(result)} == {"full"}


def test_revisits_keep_to_their_budget(settings: config.Settings, board: Board) -> None:
    settings.searches.write_text("revisit_budget = 5\n" + SEARCHES, encoding="utf-8")
    known = known_of(board, "2026-11-22T00:00:00Z")
    board.instead = lambda board, path, query: Answer(END) if "search" in path else None

    result = crawl(settings, board, state=State(known))

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


def test_what_could_not_be_read_comes_first(
    settings: config.Settings, board: Board
) -> None:
    known = known_of(board)
    listed = board.ids()[20]
    known[listed]["last_full_at"] = None

    crawl(settings, board, state=State(known))

    assert board.asked[0].endswith(listed)


def test_a_posting_without_a_full_reading_is_unread_until_it_closes() -> None:
    seen = [sight("1"), sight("7", full_or_light="light")]
    known = memory.remember({}, seen)

    gone = memory.remember(known, [sight("7", full_or_light="light", is_closed=True)])

    assert (memory.unread(known), memory.unread(gone)) == (["7"], [])


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


@pytest.mark.parametrize(
    ("card", "hours_later", "need"),
    [("h", 1, "nothing"), ("h", 25, "read"), ("other", 1, "read")],
)
def test_a_closed_posting_that_is_still_listed_is_left_alone_for_a_day(
    card: str, hours_later: int, need: str
) -> None:
    known = memory.remember({}, [sight(is_closed=True)])
    at = datetime(2026, 11, 24, 2, tzinfo=UTC) + timedelta(hours=hours_later)

    assert memory.listed(known, "1", card, at) == need
    assert memory.due(known, at) == []


def test_a_closed_posting_that_is_read_as_open_is_open_again() -> None:
    closed = memory.remember({}, [sight(is_closed=True)])

    opened = memory.remember(closed, [sight(is_closed=False)])

    assert opened["1"]["closed_at"] is None


def test_a_posting_not_seen_for_long_is_forgotten() -> None:
    known = memory.remember({}, [sight("1")])

    later = memory.remember(known, [sight("2", seen_at="2027-01-20T02:00:00Z")])

    assert list(later) == ["2"]
