"""Run an hour again from the lake, apart, and compare: `run_pipeline.py --reproduce`.

The lake objects that the run and those before it had staged are copied into a folder of
its own, where the same stages run on a warehouse of its own. Nothing of the real tables
or of the publication is touched.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from lib import apart, config, lake, manifest
from lib.config import Settings
from lib.errors import PipelineError, WrongSetting
from lib.local import store
from lib.manifest import Run
from lib.run_record import RunRecord

# it tells of runs and their times, not of postings
NOT_COMPARED = {"mart_runs"}


def reproduce(settings: Settings, given: argparse.Namespace) -> int:
    """Run again what the run's publication was made of, and say what differs.

    Returns: 0 when every published table is identical, 1 otherwise.
    Raises: WrongSetting when there is no such run, PipelineError when it fails again.
    """
    record = _find(settings, given.reproduce)
    with tempfile.TemporaryDirectory(prefix="first-rung-") as folder:
        scratch = apart.embedded(settings, Path(folder) / "outputs")
        scratch = replace(scratch, free_disk_gb=0)
        count = _copy_lake(settings, record, scratch)
        _seed(settings, record, scratch)
        with _code(record, given.code, Path(folder) / "code") as code:
            try:
                apart.run(scratch, "--hour", record.logical_hour, code=code)
            except PipelineError as error:
                raise PipelineError(
                    f"run {record.run_id} fails when it is run again: {error}"
                ) from error
            finally:
                apart.stop(scratch)
        print(f"Run {record.run_id} again, from {count} objects of the lake:")
        return compare(record, settings.published, scratch.published)


def compare(record: RunRecord, published: Path, again: Path) -> int:
    """Compare a run's published tables with another publication, and print each.

    Returns: 0 when all are identical, 1 otherwise.
    """
    fresh = json.loads((again / "manifest.json").read_text(encoding="utf-8"))["tables"]
    differing = 0
    for name, was in sorted(record.published.items()):
        if name in NOT_COMPARED:
            continue
        now = fresh.get(name, {"files": [], "rows": 0})
        if was.files == now["files"]:
            print(f"  {name}: identical, {was.rows:,} rows")
            continue
        said = _difference(
            [published / file for file in was.files],
            [again / file for file in now["files"]],
        )
        if said is None:
            print(f"  {name}: identical rows in another order, {was.rows:,} rows")
            continue
        differing += 1
        print(f"  {name}: {was.rows:,} rows before, {now['rows']:,} again; {said}")
    return 1 if differing else 0


def _difference(then: list[Path], now: list[Path]) -> str | None:
    """What two tables do not share, in words; None when they share all."""
    if not all(path.exists() for path in then):
        return "the files of that run are not kept any more, so rows are not compared"
    if not now:
        return "it is not published now"
    sql = duckdb.connect()
    names = {"before": then, "again": now}
    for name, paths in names.items():
        files = [str(path) for path in paths]
        sql.read_parquet(files).create_view(name)
    columns = {
        name: {row[0] for row in sql.execute(f"describe {name}").fetchall()}
        for name in names
    }
    if columns["before"] != columns["again"]:
        apart = sorted(columns["before"] ^ columns["again"])
        return f"columns only in one of them: {', '.join(apart)}"
    told = []
    for one, other in (("before", "again"), ("again", "before")):
        if count := _only_in(sql, one, other, sorted(columns[one])):
            told.append(f"{count:,} rows only {one}")
    key = [name for name in ("posting_key",) if name in columns["before"]]
    apart = [
        name
        for name in sorted(columns["before"])
        if told and _only_in(sql, "before", "again", [*key, name])
    ]
    return "; ".join([*told, f"in {', '.join(apart)}"]) if told else None


def _only_in(
    sql: duckdb.DuckDBPyConnection, one: str, other: str, columns: list[str]
) -> int:
    """How many rows of a table, in these columns, another one does not have."""
    shared = ", ".join(f'"{name}"' for name in columns)
    query = f"select {shared} from {one} except all select {shared} from {other}"
    found = sql.execute(f"select count(*) from ({query})").fetchone()
    return found[0] if found else 0


def _find(settings: Settings, name: str) -> RunRecord:
    """The done run of an id, or the last one of an hour."""
    found = [
        record
        for record in manifest.records(settings)
        if record.published and name in {record.run_id, record.logical_hour}
    ]
    if not found:
        raise WrongSetting(
            f"no run {name!r} that published is kept: --history lists the last ones"
        )
    return found[-1]


def _copy_lake(settings: Settings, record: RunRecord, scratch: Settings) -> int:
    """Copy what had been staged by then; returns the number of objects.

    A lake object of an earlier hour that a later run was the first to stage belongs to
    a later publication.
    """
    source = lake.open_lake(settings)
    later = {
        found.lake_key
        for run in manifest.records(settings)
        if run.run_id > record.run_id
        for found in run.inputs
    }
    hour = config.parse_hour(record.logical_hour)
    last = lake.hour_prefix("postings", settings.source, hour)
    staged = [
        key
        for key in lake.list_batches(source, last.split("date=")[0])
        if key.rpartition("/")[0] <= last.rstrip("/") and key not in later
    ]
    lost = {found.lake_key for found in record.inputs} - set(staged)
    if lost:
        raise PipelineError(
            f"{min(lost)} is gone from the lake: the run cannot be reproduced"
        )
    target = scratch.local / "lake" / store.BUCKET
    for key in staged:
        (target / key).parent.mkdir(parents=True, exist_ok=True)
        lake.download(source, key, target / key)
    return len(staged)


def _seed(settings: Settings, record: RunRecord, scratch: Settings) -> None:
    """Leave the run as it was after its crawl, so that it goes on from there."""
    (original,) = settings.runs.glob(f"{record.logical_hour}/{record.run_id}")
    run = manifest.open_run(scratch, record.logical_hour, record.run_id)
    manifest.record(run, "scrape", manifest.recall(_as_run(run, original), "scrape"))
    manifest.save(
        run,
        record.model_copy(
            update={"outcome": "stopped", "seconds": {"scrape": 0.0}, "failure": None}
        ),
    )


def _as_run(run: Run, folder: Path) -> Run:
    return Run(run.hour, run.run_id, folder)


@contextmanager
def _code(record: RunRecord, which: str, folder: Path) -> Iterator[Path]:
    """The folder of the code to run: the present one, or that of the run's version."""
    if which == "present":
        yield config.ROOT
        return
    version = record.code_version.removesuffix("-dirty")
    git = ["git", "-C", str(config.ROOT), "worktree"]
    made = subprocess.run(
        [*git, "add", "--detach", str(folder), version],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        last = made.stderr.strip().splitlines()[-1]
        raise PipelineError(f"the code {version} cannot be had: {last}")
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=False)
