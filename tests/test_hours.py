"""An hour into the lake: its state, its pages, what is read again, what is refused."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib import config, lake, local, manifest
from lib.config import Settings
from lib.errors import BoardRefused, PageChanged, PipelineError
from lib.lake import Lake
from lib.local import services
from lib.scrape import coverage, hour, observe, reparse, state
from tests import observations, small_board
from tests.small_board import END, Answer, Board, card, detail, first_times

HOUR = datetime(2026, 11, 24, 1, tzinfo=UTC)
MOMENTS = sorted(random.Random("kill").sample(range(2, 26), 10))


@pytest.fixture(scope="module")
def outputs_of_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("lake")
    yield folder
    services.stop(folder / "local", "lake")


@pytest.fixture
def store(outputs_of_lake: Path, tmp_path: Path) -> Lake:
    """A lake of the test's own: a prefix in one that all tests here share."""
    made = config.load({"FIRST_RUNG_OUTPUTS": str(outputs_of_lake)})
    return replace(lake.open_lake(made), prefix=f"{tmp_path.name}/")


@pytest.fixture
def read(
    settings: Settings, store: Lake, board: Board, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Read an hour of the small board, as the notebook does."""
    monkeypatch.setattr(local, "board_url", lambda settings, at: board.url)

    def read_hour(at: datetime = HOUR, run_id: str = "run-1") -> dict[str, Any]:
        board.date = f"{at + timedelta(hours=1):%a, %d %b %Y %H:%M:%S} GMT"
        run = manifest.open_run(settings, config.format_hour(at), run_id)
        return hour.read_hour(settings, store, run)

    return read_hour


def write(store: Lake, folder: Path, at: datetime, *changes: dict[str, Any]) -> str:
    """Bring observations of an hour into the lake."""
    seen = {"seen_at": f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}
    more = {"card_hash": "h", "search": "all", **seen}
    lines = [{**more, **change} for change in changes]
    path = observations.write(folder / "lines.jsonl", *lines)
    batch = lake.write_batch(store, path, "demo", at)
    assert batch
    return batch.key


def objects(store: Lake, kind: str) -> dict[str, bytes]:
    keys = lake.list_batches(store, f"{kind}/")
    return {key: lake.read_object(store, key) for key in keys}


# the state after an hour


def test_a_state_is_the_same_in_whatever_order_hours_are_read(
    store: Lake, tmp_path: Path
) -> None:
    hours = [HOUR + timedelta(hours=back) for back in range(4)]
    for at in hours:
        write(store, tmp_path, at, {"posting_id": f"{at.hour}"}, {"posting_id": "9"})
        state.after(store, "demo", at)
    in_order = objects(store, "states")

    late = replace(store, prefix=f"late-{store.prefix}")
    for at in (hours[0], hours[3], hours[1], hours[2]):
        write(late, tmp_path, at, {"posting_id": f"{at.hour}"}, {"posting_id": "9"})
        found = state.after(late, "demo", hours[3])

    assert len(in_order) == 4
    assert in_order.items() <= objects(late, "states").items()
    assert sorted(found.postings) == ["1", "2", "3", "4", "9"]


def test_states_that_were_deleted_are_made_again_byte_for_byte(
    store: Lake, tmp_path: Path
) -> None:
    for back in range(3):
        write(store, tmp_path, HOUR + timedelta(hours=back), {"posting_id": f"{back}"})
    state.after(store, "demo", HOUR + timedelta(hours=2))
    first = objects(store, "states")

    lake.delete(store, list(first))
    state.after(store, "demo", HOUR + timedelta(hours=2))

    assert objects(store, "states") == first and len(first) == 3


# what is usual


def hours_with(known: int, count: int = 5) -> coverage.History:
    return [{"full": 100, "known": dict.fromkeys(coverage.FLOOR, known)}] * count


@pytest.mark.parametrize(
    ("history", "known", "is_below"),
    [
        ([], 60, True),  # below what any board shows
        (hours_with(100), 100, False),
        (hours_with(100), 94, True),  # below what this board shows
        (hours_with(98), 94, False),  # as chance may have it
    ],
)
def test_usual_is_what_the_last_hours_had(
    history: coverage.History, known: int, is_below: bool
) -> None:
    counted = {"full": 100, "known": {"company": known}}

    assert bool(coverage.below(counted, coverage.band(history, 100))) is is_below


def test_the_user_may_set_what_is_usual() -> None:
    counted = {"full": 100, "known": {"applicants_low": 35}}

    assert coverage.below(counted, coverage.band([], 100))
    assert not coverage.below(counted, coverage.band([], 100, {"applicants_low": 0.3}))


def test_pages_read_badly_fail_by_name_and_are_kept_apart(
    read: Any, store: Lake, board: Board
) -> None:
    board.postings = 60
    read()

    def companies_gone(board: Board, path: str, query: dict[str, str]) -> Any:
        if "search" in path:
            shown = [str(800000001 + number) for number in range(60)]
            start = int(query["start"])
            page = "".join(map(card, shown[start : start + 10]))
            return Answer(page.replace("base-search-card__subtitle", "x") or END)
        page = detail(path.rpartition("/")[2]).replace("topcard__", "v2-")
        return Answer(page.replace("v2-title", "topcard__title"))

    board.instead = companies_gone
    with pytest.raises(PageChanged, match="company is known of 0%"):
        read(HOUR + timedelta(hours=1))

    (key,) = lake.list_batches(store, "doubtful/")
    assert "hour=02" in key
    assert len(lake.list_batches(store, "postings/")) == 1
    # it ended by itself after the first postings
    assert 40 <= len([n for n in board.details_asked() if n.startswith("8")]) < 60


# nothing there


def test_a_search_that_finds_nothing_any_more_is_an_empty_hour(
    read: Any, board: Board
) -> None:
    read()
    board.postings = 0

    report = read(HOUR + timedelta(hours=24 * 7))

    # postings known from before are read again; the listing itself is empty
    assert (report["outcome"], report["cards"]) == ("complete", 0)
    assert report["empty_searches"] == 1


def test_a_search_that_never_found_anything_is_named(read: Any, board: Board) -> None:
    board.postings = 0

    with pytest.raises(PipelineError, match="no posting fits the searches"):
        read()


def test_an_empty_listing_of_a_search_with_postings_is_a_refusal(
    read: Any, board: Board
) -> None:
    def hiding(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if path == "/jobs/search":
            return Answer(f"<html><body>{card('900000001')}</body></html>")
        return Answer(END) if "search" in path else None

    board.instead = hiding
    with pytest.raises(BoardRefused, match="the listing hides postings"):
        read()


# broken off


def test_after_a_block_the_next_run_reads_the_rest_first(
    read: Any, settings: Settings, store: Lake, board: Board
) -> None:
    answered = [0]

    def block(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        answered[0] += "jobPosting" in path
        return Answer(status=999) if answered[0] > 9 else None

    board.instead = block
    with pytest.raises(BoardRefused, match="observations read before are kept"):
        read()
    told = manifest.recall(
        manifest.open_run(settings, "2026-11-24T01", "run-1"), "scrape"
    )
    assert told["outcome"] == "blocked" and "HTTP status 999" in told["faults"]
    before = set(board.details_asked()[:9])
    board.instead, board.asked = None, []
    report = read(run_id="run-2")

    assert report["outcome"] == "complete" and report["read_before"] == 9
    assert before.isdisjoint(board.details_asked())
    assert "jobPosting" in board.asked[0]
    rows = list(lake.read_batch(store, report["lake_key"]))
    assert [row["posting_id"] for row in rows] == board.ids()
    assert {row["full_or_light"] for row in rows} == {"full"}


@pytest.fixture(scope="module")
def undisturbed(
    outputs_of_lake: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The lake's records of the hour when nothing is killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    store = replace(
        lake.open_lake(config.load({"FIRST_RUNG_OUTPUTS": str(outputs_of_lake)})),
        prefix="undisturbed/",
    )
    with small_board.running() as board, pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "board_url", lambda settings, at: board.url)
        run = manifest.open_run(
            made := small_board.settings(folder), config.format_hour(HOUR), "run-1"
        )
        hour.read_hour(made, store, run)
    return objects(store, "postings")


# a run of its own, which may be killed with all its processes
RUN = """
import sys
from dataclasses import replace
from lib import config, lake, local, manifest
from lib.scrape import hour
url, home, prefix, outputs, searches = sys.argv[1:]
local.board_url = lambda settings, at: url
store = lake.open_lake(config.load({"FIRST_RUNG_OUTPUTS": home}))
settings = config.load({"FIRST_RUNG_OUTPUTS": outputs, "FIRST_RUNG_SEARCHES": searches})
run = manifest.open_run(settings, "2026-11-24T01", "run-1")
hour.read_hour(settings, replace(store, prefix=prefix), run)
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_at_any_moment_is_made_whole_by_the_next(
    read: Any,
    settings: Settings,
    store: Lake,
    board: Board,
    outputs_of_lake: Path,
    undisturbed: dict[str, bytes],
    moment: int,
) -> None:
    killed: list[subprocess.Popen[bytes]] = []

    def kill(board: Board, path: str, query: dict[str, str]) -> None:
        if len(board.asked) == moment:
            while not killed:
                pass
            os.killpg(killed[0].pid, signal.SIGKILL)

    board.instead = kill
    given = [board.url, str(outputs_of_lake), store.prefix]
    given += [str(settings.outputs), str(settings.searches)]
    killed.append(
        subprocess.Popen(
            [sys.executable, "-c", RUN, *given],
            cwd=config.ROOT,
            start_new_session=True,
        )
    )
    assert killed[0].wait(60) == -signal.SIGKILL
    asked = board.details_asked()
    board.instead, board.asked = None, []

    report = read(run_id="run-2")

    assert report["outcome"] == "complete"
    assert objects(store, "postings") == undisturbed
    # lost are at most the eight pages under way and the eight that waited to be read
    again = [number for number in board.details_asked() if number in asked]
    assert len(again) <= 16


def test_a_crawler_that_dies_alone_is_a_partial_crawl_made_whole(
    read: Any, store: Lake, board: Board, undisturbed: dict[str, bytes]
) -> None:
    answered = [0]

    def kill(board: Board, path: str, query: dict[str, str]) -> None:
        answered[0] += 1
        if answered[0] == 12:
            os.kill(small_board.crawler(), signal.SIGKILL)

    board.instead = kill
    first = read()
    board.instead = None
    second = read(run_id="run-2")

    assert (first["outcome"], second["outcome"]) == ("partial", "complete")
    assert objects(store, "postings")[second["lake_key"]] in undisturbed.values()
    keys = list(objects(store, "postings"))
    whole = list(lake.read_batch(store, second["lake_key"]))
    assert state.effective(store, keys) == whole


# reading again


def misread(store: Lake, key: str, folder: Path) -> str:
    """Write the hour as an earlier parser read it: without company and pay."""
    rows = list(lake.read_batch(store, key))
    lake.delete(store, [key])
    observe.write(
        folder / "old.jsonl",
        [{**row, "company": None, "location": "?"} for row in rows[:20]],
    )
    batch = lake.write_batch(store, folder / "old.jsonl", "demo", HOUR)
    assert batch
    return batch.key


def test_pages_read_again_replace_what_was_misread_and_only_that(
    read: Any, settings: Settings, store: Lake, board: Board, tmp_path: Path
) -> None:
    right = read()["lake_key"]
    rows = list(lake.read_batch(store, right))
    old = misread(store, right, tmp_path)
    board.asked = []

    change = reparse.read_again(settings, store, "demo", HOUR)

    assert board.asked == []
    assert (change.changed, change.new) == (20, 3)
    assert change.fields == {"company": 20, "location": 20}
    assert reparse.report(HOUR, change)[1].startswith("  company: 20, such as None → W")
    assert change.lake_key
    read_now = state.effective(store, [old, change.lake_key])
    plain = [{**row, "record_version": 1} for row in read_now]
    assert plain == rows
    assert {row["record_version"] for row in read_now} == {1, 2}


def test_pages_that_read_as_before_are_not_written_again(
    read: Any, settings: Settings, store: Lake, tmp_path: Path
) -> None:
    misread(store, read()["lake_key"], tmp_path)
    reparse.read_again(settings, store, "demo", HOUR)
    before = objects(store, "postings")

    again = reparse.read_again(settings, store, "demo", HOUR)

    assert (again.changed, again.new, again.lake_key) == (0, 0, None)
    assert objects(store, "postings") == before


def test_an_hour_without_pages_is_named(store: Lake, settings: Settings) -> None:
    change = reparse.read_again(settings, store, "demo", HOUR)

    assert reparse.report(HOUR, change) == [
        "2026-11-24T01: no pages are kept of this hour"
    ]


def test_pages_and_states_have_their_time(
    read: Any, settings: Settings, store: Lake
) -> None:
    settings.searches.write_text("keep_pages_days = 2\n" + small_board.SEARCHES)
    read()
    kept = lake.list_batches(store, "pages/")
    read(HOUR + timedelta(days=8))

    assert kept
    for kind in ("pages", "states"):
        (key,) = lake.list_batches(store, f"{kind}/")
        assert "date=2026-12-02" in key
    assert len(lake.list_batches(store, "postings/")) == 2


def test_no_pages_are_kept_when_none_are_wanted(
    read: Any, settings: Settings, store: Lake
) -> None:
    settings.searches.write_text("keep_pages_days = 0\n" + small_board.SEARCHES)

    report = read()

    assert report["pages_key"] is None and lake.list_batches(store, "pages/") == []


def test_field_problems_are_in_the_report_with_samples(read: Any, board: Board) -> None:
    odd = detail("900000005").replace("31 applicants", "many applicants")
    board.instead = first_times(1, Answer(odd), "900000005")

    report = read()

    assert hour.field_problems(report) == [
        {"field": "applicants", "count": 1, "samples": "many applicants"}
    ]
    assert json.dumps(report)
