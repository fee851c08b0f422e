"""Drills with the demo board: it does each thing wrong, and nothing is misread."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib import config, local
from lib.local import services
from lib.local.board.faults import HOSTILE_TITLE, KINDS
from lib.scrape import bench_crawl, run
from tests import small_board
from tests.small_board import rows

HOUR = datetime(2026, 11, 24, 1, tzinfo=UTC)
SEARCH = '[[search]]\nname = "all"\nkeywords = "assistant"\nwindow_hours = 30\n'
ALWAYS = 999


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of a demo board of this module's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    board = [sys.executable, "-m", "lib.local.board", "--port", str(port)]
    with subprocess.Popen(board, cwd=config.ROOT) as running:
        deadline = time.monotonic() + 60
        while not services.answers(port, "/healthz", (200,)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        running.terminate()


def told(demo: str, *faults: dict[str, Any]) -> None:
    """Make the board do these things wrong, and nothing else any more."""
    address = f"{demo}/faults"
    urllib.request.urlopen(urllib.request.Request(address, method="DELETE")).close()
    for fault in faults:
        urllib.request.urlopen(address, json.dumps(fault).encode()).close()


def crawl(demo: str, folder: Path, *faults: dict[str, Any]) -> run.CrawlResult:
    """A crawl of the board with these faults."""
    settings = small_board.settings(folder)
    settings.searches.write_text(SEARCH, encoding="utf-8")
    told(demo, *faults)
    address = f"{demo}/at/2026-11-24T02:00:00Z"
    return run.crawl(settings, HOUR, address, folder / "crawl", "demo")


def records(result: run.CrawlResult) -> list[dict[str, Any]]:
    """What was read; the key of the raw page is that of whatever page it was."""
    return [{**row, "raw_page_key": None} for row in rows(result)]


@pytest.fixture(scope="module")
def undisturbed(
    demo: str, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    result = crawl(demo, tmp_path_factory.mktemp("undisturbed"))
    assert (result.outcome, result.report["faults"]) == ("complete", {})
    assert result.report["full"] > 20
    return records(result)


PASSING = [
    ([{"kind": "429", "count": 10, "skip": 3}], "HTTP status 429"),
    ([{"kind": "429", "count": 2, "retry_after": 1}], "HTTP status 429"),
    ([{"kind": "429", "retry_after": "Tue, 24 Nov 2026 02:00:01 GMT"}], "429"),
    ([{"kind": "999", "count": 2, "path": "search"}], "HTTP status 999"),
    ([{"kind": "wall302", "count": 3, "skip": 2}], "sent to the wall /authwall"),
    ([{"kind": "wall200", "count": 3, "skip": 1}], "the page is"),
    ([{"kind": "empty200", "path": "search"}], "an empty answer"),
    ([{"kind": "empty200", "count": 3, "path": "detail"}], "an empty answer"),
    ([{"kind": "truncated", "count": 4, "path": "detail"}], "that breaks off"),
    ([{"kind": "truncated", "path": "search"}], None),
    ([{"kind": "404", "count": 2, "path": "detail"}], "HTTP status 404, of a listed"),
    ([{"kind": "410", "path": "detail", "skip": 3}], "HTTP status 410, of a listed"),
    ([{"kind": "404", "path": "search"}], "HTTP status 404"),
    ([{"kind": "503", "count": 3}, {"kind": "500", "skip": 9}], "HTTP status 503"),
    ([{"kind": "slow", "seconds": 60, "skip": 4}], "no answer"),
    ([{"kind": "reset", "count": 3}], "no answer"),
    ([{"kind": "endless", "count": ALWAYS, "path": "search"}], None),
    ([{"kind": "repeated", "path": "search", "skip": 1}], None),
    ([{"kind": "changed", "count": 2, "skip": 1}], "neither cards"),
    ([{"kind": "latin", "count": ALWAYS}], None),
    ([{"kind": "mislabelled", "count": ALWAYS}], None),
    ([{"kind": "huge", "count": 3}], None),
    ([{"kind": "skew", "count": ALWAYS}], None),
]


@pytest.mark.parametrize(
    ("faults", "says"),
    PASSING,
    ids=["+".join(fault["kind"] for fault in faults) for faults, _ in PASSING],
)
def test_a_fault_that_passes_costs_no_record_and_is_told(
    demo: str,
    undisturbed: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    faults: list[dict[str, Any]],
    says: str | None,
) -> None:
    if faults[0]["kind"] == "slow":
        manners = run.manners
        hasty = {"DOWNLOAD_TIMEOUT": 2}
        monkeypatch.setattr(run, "manners", lambda *about: manners(*about) | hasty)

    result = crawl(demo, tmp_path, *faults)

    assert (result.outcome, result.report["missing"]) == ("complete", [])
    assert records(result) == undisturbed
    assert any(says in fault for fault in result.report["faults"]) if says else True
    if faults[0]["kind"] == "skew":
        assert result.report["wrong_clock"] == result.report["pages"]


def test_hostile_pages_are_text_and_nothing_more(
    demo: str, undisturbed: list[dict[str, Any]], tmp_path: Path
) -> None:
    result = crawl(demo, tmp_path, {"kind": "hostile", "count": ALWAYS})

    number = "posting_id"
    assert result.outcome == "complete"
    assert records(result) == [
        {
            **row,
            "title": HOSTILE_TITLE,
            "url": f"https://www.linkedin.com/jobs/view/{row[number]}",
            "company_url": None,
            "card_hash": found["card_hash"],
        }
        for row, found in zip(undisturbed, rows(result), strict=True)
    ]


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("429", "blocked"),
        ("999", "blocked"),
        ("wall302", "blocked"),
        ("wall200", "blocked"),
        ("changed", "failed"),
        ("500", "failed"),
        ("reset", "failed"),
    ],
)
def test_a_fault_that_stays_ends_the_crawl_and_keeps_what_was_read(
    demo: str,
    undisturbed: list[dict[str, Any]],
    tmp_path: Path,
    kind: str,
    outcome: str,
) -> None:
    result = crawl(demo, tmp_path, {"kind": kind, "count": ALWAYS, "skip": 8})

    by_id = {row["posting_id"]: row for row in undisturbed}
    found = records(result)
    full = [row for row in found if row["full_or_light"] == "full"]
    assert (result.outcome in {outcome, "partial"}) and result.reason
    assert result.report["missing"] and len(full) < len(by_id)
    assert full == [by_id[row["posting_id"]] for row in full]
    assert not any(row["is_closed"] for row in found)


def test_the_memory_saves_nearly_every_page(
    demo: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("bench")
    settings = small_board.settings(folder)
    settings.searches.write_text(f"revisit_budget = 5\n{SEARCH}", encoding="utf-8")
    told(demo)
    ends = "%Y-%m-%dT%H:00:00Z"

    def board_url(settings: config.Settings, at: datetime) -> str:
        return f"{demo}/at/{at + timedelta(hours=1):{ends}}"

    monkeypatch.setattr(local, "board_url", board_url)
    try:
        ours, naive = bench_crawl.measure(settings, 3)
    finally:
        services.stop(settings.local, "lake")

    assert ours.new == naive.new > 0
    assert ours.details_per_new <= 1.3 and ours.revisits <= 3 * 5
    assert naive.details_per_new > 3


def test_every_switch_of_the_board_is_drilled() -> None:
    drilled = {fault["kind"] for faults, _ in PASSING for fault in faults}

    assert KINDS - drilled == {"hostile"}
