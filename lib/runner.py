"""The runner behind `run_pipeline.py`: an hour through the notebooks, recorded."""

import argparse
import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.status import Status

from lib import config, hours, local, manifest
from lib.config import Settings
from lib.errors import PipelineError, RunLocked, WrongSetting
from lib.manifest import STAGES, Run

NOTEBOOK = {
    "scrape": "01_scrape",
    "stage": "02_stage",
    "transform": "03_transform",
    "view": "04_view",
}
ERROR_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@contextmanager
def lock(settings: Settings) -> Iterator[None]:
    """Hold the one run that may be at work; the lock goes with its process.

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
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise RunLocked(
                f"another run is at work ({file.read().strip()}); try again later"
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield


def run_hours(settings: Settings, given: argparse.Namespace) -> int:
    """Run the hour or the span that the options name. Returns: the exit code."""
    for hour in hours.asked(given.hour, given.first, given.last):
        run_hour(settings, hour, given.only, given.resume, given.quiet)
    return 0


def run_hour(
    settings: Settings,
    hour: datetime,
    only: str | None = None,
    resume: bool = True,
    quiet: bool = False,
) -> dict[str, Any]:
    """Execute the notebooks of one hour and write its manifest.

    A stage that fails stops the run; its notebook is kept as far as it came. With
    `resume`, the hour's next run goes on at that stage.

    Returns: the manifest. Raises: PipelineError with the failed stage and its reason.
    """
    _require_searches(settings)
    start_services(settings)
    run, stages = _plan(settings, hour, only, resume)
    console = Console(quiet=quiet, highlight=False)
    seconds: dict[str, float] = {}
    console.print(f"Hour {config.format_hour(hour)} UTC, run {run.run_id}")
    for stage in stages:
        started = time.perf_counter()
        try:
            with console.status(stage) as status:
                execute(settings, run, stage, _teller(console, status, stage))
        except PipelineError as error:
            seconds[stage] = time.perf_counter() - started
            manifest.write_manifest(run, settings, "failed", seconds, str(error))
            raise
        except BaseException:
            manifest.write_manifest(run, settings, "stopped", seconds, f"in {stage}")
            raise
        seconds[stage] = time.perf_counter() - started
        console.print(f"  {stage:<9} {seconds[stage]:5.1f} s")
    written = manifest.write_manifest(run, settings, "done", seconds)
    for line in summary(settings, run, written):
        console.print(line, markup=False, soft_wrap=True)
    return written


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


def execute(
    settings: Settings, run: Run, stage: str, on_cell: Callable[[str, int, int], None]
) -> None:
    """Execute one stage's notebook into the run's folder.

    Raises: PipelineError with the notebook's own error in one sentence.
    """
    # papermill costs a second; the services come up meanwhile
    import papermill
    from papermill.exceptions import PapermillExecutionError

    source = config.NOTEBOOKS / f"{NOTEBOOK[stage]}.ipynb"
    target = run.folder / source.name
    parameters: dict[str, Any] = {
        "hour": config.format_hour(run.hour),
        "run_id": run.run_id,
    }
    if stage == "view":
        parameters = {"static": True}
    unknown = set(parameters) - set(papermill.inspect_notebook(str(source)))
    if unknown:
        raise PipelineError(f"{source.name} has no parameter {', '.join(unknown)}")
    sections = _sections(source)

    def cell_started(cell: Any, cell_index: int) -> None:
        on_cell(sections.get(cell.get("id"), ""), cell_index + 1, len(sections))

    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            parameters=parameters,
            cwd=str(config.NOTEBOOKS),
            kernel_name="python3",
            progress_bar=False,
            on_cell_start=cell_started,
        )
    except PapermillExecutionError as error:
        reason = ERROR_COLOUR.sub("", str(error.evalue)).strip().splitlines() or [""]
        known = error.ename in _error_names()
        named = reason[0] if known else f"{error.ename}: {reason[0]}"
        raise PipelineError(f"{stage} failed: {named} (see {target})") from None


def summary(settings: Settings, run: Run, written: dict[str, Any]) -> list[str]:
    """The end of a run in a few lines, for a person."""
    whole = sum(written["seconds"].values()) or 1
    shares = ", ".join(
        f"{stage} {seconds / whole:.0%}"
        for stage, seconds in written["seconds"].items()
    )
    lines = [f"Done in {whole:.0f} s ({shares})."]
    facts = written["stages"]["transform"].get("summary")
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


def _plan(
    settings: Settings, hour: datetime, only: str | None, resume: bool
) -> tuple[Run, list[str]]:
    """The run to make or go on with, and its stages that are still to do."""
    last = manifest.last_manifest(settings.runs / config.format_hour(hour))
    stages = [only] if only else list(STAGES)
    if resume and last and last["outcome"] in {"failed", "stopped"}:
        run = manifest.open_run(settings, config.format_hour(hour), last["run_id"])
        if not only:
            done = [stage for stage in STAGES if manifest.recall(run, stage)]
            stages = [stage for stage in STAGES if stage not in done]
        return run, stages
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    return manifest.open_run(settings, config.format_hour(hour), run_id), stages


def _require_searches(settings: Settings) -> None:
    if not settings.searches.is_file():
        raise WrongSetting(
            f"the searches file {settings.searches} is not there: "
            "write one like searches.toml, or correct FIRST_RUNG_SEARCHES"
        )


def _sections(notebook: Path) -> dict[str, str]:
    """Cell ids with the heading each cell stands under."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sections, heading = {}, notebook.stem
    for cell in cells:
        found = re.search(r"^#+ (.+)$", "".join(cell["source"]), re.M)
        if cell["cell_type"] == "markdown" and found:
            heading = found[1]
        sections[cell["id"]] = heading
    return sections


def _teller(
    console: Console, status: Status, stage: str
) -> Callable[[str, int, int], None]:
    """Show stage and cell: a line that changes on a terminal, nothing in a log."""

    def tell_cell(section: str, number: int, count: int) -> None:
        status.update(f"{stage}: cell {number} of {count}, {section}")

    return tell_cell


def _error_names() -> set[str]:
    return {
        error.__name__ for error in (PipelineError, *PipelineError.__subclasses__())
    }
