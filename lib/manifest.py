"""A run and what it leaves behind: a folder per hour and run, with `run.json`."""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib import config, disk
from lib.config import Settings
from lib.run_record import Audit, Coverage, Failure, Input, Published, Rows, RunRecord

STAGES = ("scrape", "stage", "transform", "view")


@dataclass(frozen=True)
class Run:
    """One execution of the notebooks for one logical hour (UTC)."""

    hour: datetime
    run_id: str
    folder: Path


def open_run(settings: Settings, hour: str, run_id: str) -> Run:
    """The run that a notebook works for; its folder is made when missing.

    Empty texts are what a notebook has when a person opens it: the last complete hour,
    and a run named `by-hand`.
    """
    if hour:
        start = config.parse_hour(hour)
    else:
        start = config.last_complete_hour(datetime.now(UTC))
    name = run_id or "by-hand"
    folder = settings.runs / config.format_hour(start) / name
    folder.mkdir(parents=True, exist_ok=True)
    return Run(start, name, folder)


def record(run: Run, stage: str, facts: Mapping[str, Any]) -> None:
    """Keep what a stage did, for `run.json` and for the stages after it."""
    write_json(run.folder / f"{stage}.json", facts)


def recall(run: Run, stage: str) -> dict[str, Any]:
    """What a stage of this run recorded; empty when it has not run."""
    try:
        found = json.loads((run.folder / f"{stage}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def begin(run: Run, settings: Settings) -> RunRecord:
    """Write the manifest of a run that starts, or goes on after it was cut off."""
    before = read_record(run.folder / "run.json")
    runs = [found for found in records(settings) if found.run_id < run.run_id]
    good = [found.run_id for found in runs if found.outcome == "done"]
    written = RunRecord(
        run_id=run.run_id,
        logical_hour=config.format_hour(run.hour),
        outcome="running",
        attempts=before.attempts + 1 if before else 1,
        started_at=before.started_at if before else plain(datetime.now(UTC)),
        parameters={
            "source": settings.source,
            "searches": settings.searches.name,
            "entry_level_years": settings.entry_level_years,
        },
        code_version=code_version(),
        lock_sha256=_digest(config.ROOT / "uv.lock"),
        notebooks={
            path.name: _digest(path) or ""
            for path in sorted(config.NOTEBOOKS.glob("0*.ipynb"))
        },
        seconds=before.seconds if before else {},
        peak_memory_mb=before.peak_memory_mb if before else {},
        previous_run=runs[-1].run_id if runs else None,
        last_good_run=good[-1] if good else None,
    )
    return save(run, written)


def finish(
    run: Run,
    settings: Settings,
    began: RunRecord,
    outcome: str,
    failure: Failure | None = None,
    warnings: Sequence[str] = (),
) -> RunRecord:
    """Write the manifest of a run that ended: what came in, what became of it."""
    stages = {stage: recall(run, stage) for stage in STAGES}
    scraped, transformed = stages["scrape"], stages["transform"]
    audits = transformed.get("audits", [])
    return save(
        run,
        began.model_copy(
            update={
                "outcome": outcome,
                "ended_at": plain(datetime.now(UTC)),
                "failure": failure,
                "inputs": [
                    Input(**found) for found in stages["stage"].get("inputs", [])
                ],
                "rows": _rows(stages),
                "coverage": _coverage(scraped) if scraped else None,
                "audits": [Audit(**found) for found in audits],
                "published": {
                    name: Published(**found)
                    for name, found in transformed.get("published", {}).items()
                },
                "warnings": [*_warnings(scraped, audits), *warnings],
                "disk": disk.in_use(settings),
                "stages": stages,
            }
        ),
    )


def save(run: Run, written: RunRecord) -> RunRecord:
    write_json(run.folder / "run.json", written.model_dump(by_alias=True))
    return written


def read_record(path: Path) -> RunRecord | None:
    """The manifest in a file; None when there is none, or none that can be read."""
    try:
        return RunRecord.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None  # cut off while it was written, or of an earlier version


def records(settings: Settings) -> list[RunRecord]:
    """The manifests of all runs that are kept, by run_id."""
    found = (read_record(path) for path in settings.runs.glob("*/*/run.json"))
    return sorted(
        (record for record in found if record),
        key=lambda record: (record.run_id, record.logical_hour),
    )


def last_record(folder: Path) -> RunRecord | None:
    """The manifest of the latest run in an hour's folder, None when there is none."""
    for path in sorted(folder.glob("*/run.json"), reverse=True):
        if found := read_record(path):
            return found
    return None


def is_done(folder: Path) -> bool:
    """Whether a run of an hour's folder went as far as the publication."""
    found = (read_record(path) for path in folder.glob("*/run.json"))
    return any(
        record.outcome == "done" and "transform" in record.seconds
        for record in found
        if record
    )


def code_version() -> str:
    """The git commit of the code, `unknown` outside a checkout."""
    found = subprocess.run(
        ["git", "-C", str(config.ROOT), "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "unknown"


def write_json(path: Path, content: Any) -> None:
    """Write JSON so that a reader sees the old file or the new one, never a part."""
    text = json.dumps(
        content, indent=1, sort_keys=True, ensure_ascii=False, default=plain
    )
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def plain(value: Any) -> Any:
    """A value JSON does not know, as text; times are UTC."""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else str(value)


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _rows(stages: Mapping[str, dict[str, Any]]) -> dict[str, Rows]:
    scraped, staged = stages["scrape"], stages["stage"]
    summary = stages["transform"].get("summary", {})
    touched, new = staged.get("touched_count"), staged.get("new_count")
    changed = touched - new if touched is not None and new is not None else None
    return {
        "scrape": Rows(
            rows_in=scraped.get("cards"),
            new=scraped.get("full"),
            changed=scraped.get("light"),
            rejected=scraped.get("missing_count"),
        ),
        "stage": Rows(
            rows_in=staged.get("line_count"),
            new=new,
            changed=changed,
            rejected=staged.get("rejected_count"),
        ),
        "transform": Rows(rows_in=touched, new=summary.get("postings_new")),
    }


def _coverage(scraped: Mapping[str, Any]) -> Coverage:
    seen, missing = scraped.get("cards", 0), scraped.get("missing_count", 0)
    return Coverage(
        outcome=scraped["outcome"],
        asked=scraped["asked"],
        seen=seen,
        missing=missing,
        share=round(seen / (seen + missing), 4) if seen + missing else None,
        fields=scraped.get("coverage", {}),
    )


def _warnings(
    scraped: Mapping[str, Any], audits: Sequence[Mapping[str, Any]]
) -> list[str]:
    told = list(scraped.get("below_usual_coverage", []))
    if scraped.get("missing_count"):
        told.append(f"{scraped['missing_count']} pages could not be read")
    return told + [
        f"{found['rule']}: {found['failing_rows']}"
        for found in audits
        if found["failing_rows"]
    ]
