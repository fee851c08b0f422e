"""The runner's own parts: which hours, the lock, the time limit, the manifest."""

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from lib import config, coverage, disk, hours, manifest, processes, runner
from lib.config import Settings
from lib.errors import DiskFull, PipelineError, RunLocked
from lib.run_record import RunRecord

NEWEST = config.parse_hour("2026-11-20T15")


def settings(tmp_path: Path, **more: str) -> Settings:
    given = {f"FIRST_RUNG_{name}": value for name, value in more.items()}
    return config.load({"FIRST_RUNG_OUTPUTS": str(tmp_path), **given})


def leave(
    made: Settings, hour: str, outcome: str, run_id: str = "20261120T000700Z"
) -> Path:
    """A run's folder as the runner leaves it."""
    run = manifest.open_run(made, hour, run_id)
    seconds = dict.fromkeys(manifest.STAGES, 1.0) if outcome == "done" else {}
    began = manifest.begin(run, made)
    manifest.save(
        run, began.model_copy(update={"outcome": outcome, "seconds": seconds})
    )
    return run.folder


def missed(made: Settings) -> list[str]:
    return [config.format_hour(hour) for hour in hours.missed(made, NEWEST)]


def test_the_first_run_ever_has_missed_nothing(tmp_path: Path) -> None:
    assert missed(settings(tmp_path)) == []


def test_missed_and_failed_hours_are_made_up_for(tmp_path: Path) -> None:
    made = settings(tmp_path)
    leave(made, "2026-11-20T11", "done")
    leave(made, "2026-11-20T12", "failed")
    leave(made, "2026-11-20T13", "running")

    assert missed(made) == ["2026-11-20T12", "2026-11-20T13", "2026-11-20T14"]


def test_hours_beyond_the_limit_are_left(tmp_path: Path) -> None:
    made = settings(tmp_path, CATCH_UP_HOURS="2")
    leave(made, "2026-11-20T05", "done")
    leave(made, "2026-11-20T13", "failed")

    assert missed(made) == ["2026-11-20T13", "2026-11-20T14"]


def test_a_board_that_shows_only_the_present_is_not_asked_for_the_past(
    tmp_path: Path,
) -> None:
    made = settings(tmp_path, BOARD_URL="https://jobs.example.org")
    leave(made, "2026-11-20T11", "failed")
    leave(made, "2026-11-20T12", "done")

    assert missed(made) == ["2026-11-20T11"]


def test_a_corrupt_manifest_counts_as_not_run(tmp_path: Path) -> None:
    made = settings(tmp_path)
    folder = leave(made, "2026-11-20T14", "done")
    (folder / "run.json").write_text('{"outcome": "do')

    assert missed(made) == ["2026-11-20T14"]
    assert manifest.records(made) == []


def test_an_hour_done_once_stays_done(tmp_path: Path) -> None:
    made = settings(tmp_path)
    leave(made, "2026-11-20T14", "done")
    leave(made, "2026-11-20T14", "failed", "20261120T010700Z")

    assert missed(made) == []


def test_the_lock_can_be_waited_for(tmp_path: Path) -> None:
    made = settings(tmp_path)
    held = (tmp_path / "run.lock").open("a")
    fcntl.flock(held, fcntl.LOCK_EX)
    threading.Timer(1.0, held.close).start()

    with pytest.raises(RunLocked), runner.lock(made):
        pass
    with runner.lock(made, wait=30):
        assert int((tmp_path / "run.lock").read_text()) == os.getpid()

    assert (tmp_path / "run.lock").read_text() == ""


def test_what_a_killed_runner_left_is_ended() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    kernel = [sys.executable, "-c", "import time; time.sleep(60)", "lib.scrape.run"]
    ours = {**os.environ, "JPY_PARENT_PID": str(gone.pid)}
    others = {**os.environ, "JPY_PARENT_PID": str(os.getpid())}
    with (
        subprocess.Popen(kernel, env=ours) as orphan,
        subprocess.Popen(kernel, env=others) as stranger,
    ):
        time.sleep(0.2)

        processes.end_orphans(gone.pid)

        alive = psutil.pid_exists(orphan.pid), psutil.pid_exists(stranger.pid)
        stranger.kill()
    assert alive == (False, True)


def test_a_time_limit_ends_what_runs_inside() -> None:
    began = time.monotonic()

    with pytest.raises(PipelineError, match="TIME_LIMIT"), runner.time_limit(0.005):
        time.sleep(30)

    assert time.monotonic() - began < 5


def test_processes_of_a_stage_are_ended_with_it() -> None:
    with processes.measured() as used:
        left = subprocess.Popen(["sleep", "60"])
        time.sleep(1.2)

    assert not psutil.pid_exists(left.pid)
    assert used.peak > 10e6


def test_too_little_room_is_said_before_anything_is_written(tmp_path: Path) -> None:
    made = settings(tmp_path, FREE_DISK_GB="1000000")

    with pytest.raises(DiskFull, match="FIRST_RUNG_FREE_DISK_GB"):
        disk.require_room(made)


def report(**more: Any) -> dict[str, Any]:
    whole = {"asked": True, "rows": 500, "cards": 500, "missing_count": 0}
    return {**whole, "reason": None, **more}


def crawled(made: Settings, hour: str, cards: int) -> manifest.Run:
    run = manifest.open_run(made, hour, f"2026112{hour[-2:]}")
    (run.folder / "crawl").mkdir()
    (run.folder / "crawl" / "job.json").write_text('{"plan": {"search": ["all"]}}')
    (run.folder / "crawl" / "crawl.json").write_text(json.dumps({"cards": cards}))
    return run


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (report(rows=0, cards=0), "read no posting"),
        (report(missing_count=501, reason="the board answered 500"), "less than half"),
        (report(cards=240), "the usual 500"),
    ],
)
def test_a_crawl_of_nothing_or_of_less_than_half_fails(
    tmp_path: Path, told: dict[str, Any], says: str
) -> None:
    made = settings(tmp_path)
    for hour in ("11", "12", "13"):
        crawled(made, f"2026-11-20T{hour}", 500)
    run = crawled(made, "2026-11-20T14", told["cards"])

    with pytest.raises(PipelineError, match=says):
        coverage.require(made, run, told)


def test_a_usual_crawl_and_one_that_was_read_before_pass(tmp_path: Path) -> None:
    made = settings(tmp_path)
    for hour in ("11", "12", "13"):
        crawled(made, f"2026-11-20T{hour}", 500)
    run = crawled(made, "2026-11-20T14", 260)

    coverage.require(made, run, report(cards=260))
    coverage.require(made, run, report(cards=10, asked=False))


def fields(model: Any = RunRecord, prefix: str = "") -> dict[str, str]:
    """Every field of run.json by its path, with its description."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        shown = f"{prefix}{field.alias or name}"
        if field.description:
            found[shown] = field.description
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if hasattr(part, "model_fields"):
                found |= fields(part, f"{shown}.")
    return found


def test_every_field_of_the_manifest_is_documented() -> None:
    text = (config.ROOT / "lib" / "OPERATIONS.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    shown = {row[0].strip("| `"): row[1].rstrip("| ") for row in rows}

    told = fields()

    assert {name: shown.get(name) for name in told} == told
