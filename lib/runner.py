"""The runner behind `run_pipeline.py`: hours through the notebooks, each recorded."""

import argparse
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from rich.console import Console
from rich.status import Status

from lib import config, disk, hours, local, manifest, notebook, processes, telling
from lib.config import Settings
from lib.errors import PipelineError, RunLocked, StageFailed, WrongSetting
from lib.manifest import STAGES, Run
from lib.run_record import Failure, RunRecord

POLL_SECONDS = 0.5


@contextmanager
def lock(settings: Settings, wait: float = 0.0) -> Iterator[None]:
    """Hold the one run that may be at work; the lock goes with its process.

    Waits at most `wait` seconds for another run to end.

    Raises: RunLocked when another run holds it, PipelineError when the outputs folder
    cannot be written.
    """
    try:
        settings.outputs.mkdir(parents=True, exist_ok=True)
        file = (settings.outputs / "run.lock").open("a+")
    except OSError as error:
        raise PipelineError(
            f"the outputs folder {settings.outputs} cannot be written: "
            f"{error.strerror}; free it or set FIRST_RUNG_OUTPUTS"
        ) from error
    deadline = time.monotonic() + wait
    with file:
        while not _taken(file.fileno()):
            if time.monotonic() >= deadline:
                holder = _holder(file)
                raise RunLocked(
                    f"another run is at work (process {holder}); try again later"
                )
            time.sleep(POLL_SECONDS)
        if cut_off := _holder(file):
            processes.end_orphans(cut_off)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)  # a number that is left in it tells of a killed run


def run_hours(settings: Settings, given: argparse.Namespace) -> int:
    """Run the hours that the options name, and those that were missed before.

    A failure is told to the operator, and so is that all is well again.

    Returns: 0. Raises: the first failure, when the span is over.
    """
    console = Console(quiet=given.quiet, highlight=False)
    wanted = hours.asked(given.hour, given.first, given.last)
    if not (given.hour or given.first or given.only):
        late = hours.missed(settings, wanted[0])
        if late:
            console.print(f"Missed hours that are made up for first: {len(late)}")
        wanted = [*late, *wanted]
    failed: Exception | None = None
    hour = wanted[0]
    try:
        with time_limit(settings.time_limit_minutes):
            for hour in wanted:
                try:
                    last = run_hour(settings, hour, given.only, given.resume, console)
                except StageFailed as error:
                    failed = failed or error
                    if _stops(error):
                        break
    except Exception as error:
        failed = failed or error
    if failed:
        telling.failed(settings, failed, hour)
        raise failed
    telling.done(settings, last)
    return 0


def run_hour(
    settings: Settings,
    hour: datetime,
    only: str | None,
    resume: bool,
    console: Console,
) -> RunRecord:
    """Execute the notebooks of one hour and write its manifest.

    A stage that fails stops the run; its notebook is kept as far as it came. With
    `resume`, the hour's next run goes on at that stage.

    Returns: the manifest. Raises: StageFailed with the failed stage and its reason.
    """
    disk.require_room(settings)
    _require_searches(settings)
    start_services(settings)
    run, stages = _plan(settings, hour, only, resume)
    record = manifest.begin(run, settings)
    console.print(f"Hour {config.format_hour(hour)} UTC, run {run.run_id}")
    for stage in stages:
        started = time.perf_counter()
        try:
            with processes.measured() as used, console.status(stage) as status:
                notebook.execute(run, stage, _teller(status, stage))
        except StageFailed as error:
            manifest.finish(run, settings, record, "failed", error.failure)
            raise
        except BaseException as error:
            failure = Failure(stage=stage, error=type(error).__name__, first_line="")
            manifest.finish(run, settings, record, "stopped", failure)
            raise
        seconds = round(time.perf_counter() - started, 2)
        record.seconds[stage] = seconds
        record.peak_memory_mb[stage] = round(used.peak / 1e6, 1)
        manifest.save(run, record)
        console.print(f"  {stage:<9} {seconds:5.1f} s")
    written = manifest.finish(run, settings, record, "done")
    for line in summary(settings, run, written):
        console.print(line, markup=False, soft_wrap=True)
    return written


@contextmanager
def time_limit(minutes: float) -> Iterator[None]:
    """End what runs inside, as Ctrl-C would, when it takes longer; 0 sets no limit.

    Raises: PipelineError naming the limit.
    """
    rung: list[int] = []

    def ring(number: int, frame: object) -> None:
        rung.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60)
    try:
        yield
    except KeyboardInterrupt:
        if not rung:
            raise
        raise PipelineError(
            f"the run took longer than {minutes:g} minutes "
            "(FIRST_RUNG_TIME_LIMIT_MINUTES) and was ended; the next one goes on"
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def start_services(settings: Settings) -> None:
    """Let the embedded services come up while the first notebook starts."""
    names = [
        name
        for name, given in (
            ("lake", settings.lake),
            ("board", settings.board_url),
            ("warehouse", settings.snowflake_connection),
        )
        if not given
    ]
    local.start(settings, *names)


def summary(settings: Settings, run: Run, written: RunRecord) -> list[str]:
    """The end of a run in a few lines, for a person."""
    whole = sum(written.seconds.values()) or 1
    shares = ", ".join(
        f"{stage} {seconds / whole:.0%}" for stage, seconds in written.seconds.items()
    )
    lines = [f"Done in {whole:.0f} s ({shares})."]
    facts = written.stages["transform"].get("summary")
    if facts:
        share = facts["share_tagged_but_not"]
        wrong = "" if share is None else f", {share:.0%} of those tagged so are not"
        lines += [
            f"{facts['postings_seen']:,} open postings seen, "
            f"{facts['postings_new']:,} of them new in the latest hour.",
            f"{facts['truly_entry_level']:,} are truly entry level{wrong}.",
        ]
        if facts["hidden"]:
            reasons = ", ".join(f"{count:,} {why}" for why, count in facts["hidden"])
            lines.append(f"Hidden most often: {reasons}.")
    return [
        *lines,
        f"Executed notebooks: {run.folder}",
        f"The page: make dashboard (reads {settings.published})",
    ]


def _stops(error: StageFailed) -> bool:
    """Whether the next hour would meet the same: the board, or a service, is down."""
    return error.failure.stage == "scrape" or error.failure.error == "ServiceDown"


def _holder(file: TextIO) -> int:
    """The process number in the lock's file, 0 when there is none."""
    file.seek(0)
    text = file.read().strip()
    return int(text) if text.isdigit() else 0


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _plan(
    settings: Settings, hour: datetime, only: str | None, resume: bool
) -> tuple[Run, list[str]]:
    """The run to make or go on with, and its stages that are still to do.

    A manifest that still says `running` is of a run that was cut off: the lock is ours.
    """
    last = manifest.last_record(settings.runs / config.format_hour(hour))
    stages = [only] if only else list(STAGES)
    if resume and last and last.outcome != "done":
        run = manifest.open_run(settings, config.format_hour(hour), last.run_id)
        if not only:
            stages = [stage for stage in STAGES if stage not in last.seconds]
        return run, stages
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    return manifest.open_run(settings, config.format_hour(hour), run_id), stages


def _require_searches(settings: Settings) -> None:
    if not settings.searches.is_file():
        raise WrongSetting(
            f"the searches file {settings.searches} is not there: "
            "write one like searches.toml, or correct FIRST_RUNG_SEARCHES"
        )


def _teller(status: Status, stage: str) -> Callable[[str, int, int], None]:
    """Show stage and cell: a line that changes on a terminal, nothing in a log."""

    def tell_cell(section: str, number: int, count: int) -> None:
        status.update(f"{stage}: cell {number} of {count}, {section}")

    return tell_cell
