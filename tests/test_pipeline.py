"""The whole flow as people and cron run it, on the embedded services."""

import fcntl
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from lib import config
from lib.local import services

HOUR = "2026-11-20T15"
SAVED = config.ROOT.parent / "shared" / "linkedin" / "pages"


def run(
    outputs: Path, *options: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """The runner as cron calls it: HOME and PATH, and nothing else."""
    return subprocess.run(
        [
            "env",
            "-i",
            f"HOME={Path.home()}",
            f"PATH={os.defpath}",
            f"FIRST_RUNG_OUTPUTS={outputs}",
            *(f"FIRST_RUNG_{name}={value}" for name, value in settings.items()),
            sys.executable,
            str(config.ROOT / "run_pipeline.py"),
            *options,
        ],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("pipeline")
    yield folder
    for name in ("warehouse", "board", "lake"):
        services.stop(folder / "local", name)


@pytest.fixture(scope="module")
def first(outputs: Path) -> subprocess.CompletedProcess[str]:
    return run(outputs, "--hour", HOUR)


def published(outputs: Path) -> dict[str, bytes]:
    """Every published file by name; the manifest names the run that made it."""
    folder = outputs / "published"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_one_command_takes_an_hour_from_the_board_to_the_page(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    assert first.returncode == 0, first.stderr
    assert "are truly entry level" in first.stdout

    manifest = json.loads((outputs / "published" / "manifest.json").read_text())
    file = outputs / "published" / manifest["tables"]["mart_postings"]["files"][0]
    rows, entry, keys = duckdb.sql(
        "select count(*), count_if(is_truly_entry_level), count(distinct posting_key) "
        f"from '{file}'"
    ).fetchall()[0]
    assert rows == keys > 100
    assert entry == manifest["summary"]["truly_entry_level"]
    assert 0.2 < manifest["summary"]["share_tagged_but_not"] < 0.6


def test_the_run_leaves_its_record(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    (folder,) = (outputs / "runs" / HOUR).iterdir()
    record = json.loads((folder / "run.json").read_text())

    assert record["outcome"] == "done"
    assert record["stages"]["stage"]["line_count"] == record["stages"]["scrape"]["rows"]
    assert {path.name for path in folder.glob("*.ipynb")} == {
        f"{name}.ipynb" for name in ("01_scrape", "02_stage", "03_transform", "04_view")
    }


def test_the_same_hour_again_changes_no_published_file(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    before = published(outputs)

    again = run(outputs, "--hour", HOUR)

    assert again.returncode == 0, again.stderr
    assert published(outputs) == before


def test_a_run_is_reproduced_from_the_lake(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    before = published(outputs)

    again = run(outputs, "--reproduce", HOUR)

    assert again.returncode == 0, again.stdout + again.stderr
    tables = [line.split()[1] for line in again.stdout.splitlines()[1:]]
    assert set(tables) == {"identical,"}
    assert published(outputs) == before


def test_a_posting_is_traced_to_its_raw_page(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    content = json.loads((outputs / "published" / "manifest.json").read_text())
    file = outputs / "published" / content["tables"]["mart_postings"]["files"][0]
    ((posting_id,),) = duckdb.sql(
        f"select posting_id from '{file}' where kind = 'years' limit 1"
    ).fetchall()

    told = run(outputs, "--trace", posting_id)

    assert told.returncode == 0, told.stderr
    for link in ("posting ", "  run ", "  row ", "  lake ", "  page "):
        assert f"\n{link}" in f"\n{told.stdout}"
    assert "not kept" not in told.stdout


def test_a_run_that_is_told_to_end_goes_on_later(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    hour = "2026-11-20T14"

    ended = run(outputs, "--hour", hour, TIME_LIMIT_MINUTES="0.05")

    assert ended.returncode == 1
    assert "FIRST_RUNG_TIME_LIMIT_MINUTES" in ended.stderr
    (path,) = (outputs / "runs" / hour).glob("*/run.json")
    assert json.loads(path.read_text())["outcome"] == "stopped"
    again = run(outputs, "--hour", hour)
    assert again.returncode == 0, again.stderr
    record = json.loads(path.read_text())
    assert (record["outcome"], record["attempts"]) == ("done", 2)


def test_a_second_run_at_once_leaves_with_75(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    with (outputs / "run.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        second = run(outputs, "--hour", HOUR)

    assert second.returncode == 75
    assert "another run is at work" in second.stderr


def test_a_board_that_is_down_harms_nothing(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    before = published(outputs)

    failed = run(outputs, BOARD_URL="http://127.0.0.1:9")

    assert failed.returncode == 1
    assert (
        failed.stderr.strip().splitlines()[-1].startswith("first-rung: scrape failed")
    )
    assert published(outputs) == before


@pytest.mark.parametrize(
    ("options", "settings", "says"),
    [
        (["--hour", "yesterday"], {}, "is not an hour"),
        (["--hour", "2999-01-01T00"], {}, "is not over yet"),
        (["--from", "2026-11-20T02", "--to", "2026-11-20T01"], {}, "lies before"),
        ([], {"BOARD_URL": "linkedin"}, "FIRST_RUNG_BOARD_URL"),
        ([], {"SEARCHES": "/nowhere.toml"}, "is not there"),
        ([], {"LAKE": "bucket"}, "FIRST_RUNG_LAKE"),
    ],
)
def test_a_wrong_wish_ends_in_one_sentence(
    tmp_path: Path, options: list[str], settings: dict[str, str], says: str
) -> None:
    answer = run(tmp_path, *options, **settings)

    assert answer.returncode == 2
    assert says in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_an_outputs_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    answer = run(blocked, "--hour", HOUR)

    assert answer.returncode == 1
    assert str(blocked) in answer.stderr and "Traceback" not in answer.stderr


def test_check_says_what_is_there(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    answer = run(outputs, "--check")

    assert answer.returncode == 0, answer.stdout
    assert [line.split()[0] for line in answer.stdout.splitlines()] == ["ok"] * 7


def test_check_names_what_is_missing(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    answer = run(outputs, "--check", BOARD_URL="http://127.0.0.1:9")

    assert answer.returncode == 1
    assert "missing  board: http://127.0.0.1:9 cannot be reached" in answer.stdout


def test_searches_that_find_nothing_say_so(
    outputs: Path, first: subprocess.CompletedProcess[str], tmp_path: Path
) -> None:
    before = published(outputs)
    nothing = tmp_path / "nothing.toml"
    nothing.write_text('[[search]]\nname = "none"\nkeywords = "zzqqzz"\n')

    answer = run(outputs, "--hour", "2026-11-20T17", SEARCHES=str(nothing))

    assert answer.returncode == 1
    assert "no posting fits the searches" in answer.stderr
    assert published(outputs) == before


def test_a_board_that_refuses_is_blocked_and_not_empty(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    before = published(outputs)
    run(outputs, "--check")
    address = f"http://127.0.0.1:{services.address(outputs / 'local', 'board')}"
    wish = json.dumps({"kind": "999", "count": 50}).encode()
    urllib.request.urlopen(f"{address}/faults", wish).read()

    answer = run(outputs, "--hour", "2026-11-20T18")

    clear = urllib.request.Request(f"{address}/faults", method="DELETE")
    urllib.request.urlopen(clear).read()
    assert answer.returncode == 1
    assert "the board refused the crawl" in answer.stderr
    assert published(outputs) == before


@pytest.mark.skipif(not SAVED.is_dir(), reason="needs saved pages beside the project")
def test_saved_pages_go_through_the_whole_flow(tmp_path: Path) -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "lib.local.board",
            "--port",
            "46871",
            "--pages",
            str(SAVED),
        ],
        cwd=config.ROOT,
    ) as board:
        try:
            done = run(tmp_path, BOARD_URL="http://127.0.0.1:46871")
        finally:
            board.terminate()
    for name in ("warehouse", "lake"):
        services.stop(tmp_path / "local", name)

    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "published" / "manifest.json").read_text())
    assert manifest["tables"]["mart_postings"]["rows"] >= 12


def test_an_hour_after_the_services_ended_goes_on(
    outputs: Path, first: subprocess.CompletedProcess[str]
) -> None:
    for name in ("warehouse", "board", "lake"):
        services.stop(outputs / "local", name)

    after = run(outputs, "--hour", "2026-11-20T16")

    assert after.returncode == 0, after.stderr
    manifest = json.loads((outputs / "published" / "manifest.json").read_text())
    assert manifest["logical_hour"] == "2026-11-20T16"
    assert 0 < manifest["summary"]["postings_new"] < 150
