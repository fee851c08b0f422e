"""A run and what it leaves behind: a folder per hour and run, with `run.json`."""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib import config
from lib.config import Settings

SCHEMA_VERSION = 1
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
    path = run.folder / f"{stage}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_manifest(
    run: Run,
    settings: Settings,
    outcome: str,
    seconds: Mapping[str, float],
    error: str | None = None,
) -> dict[str, Any]:
    """Write `run.json`: what went in, what came out, and how long it took.

    Returns: the manifest; `stages` holds each stage's own record.
    """
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "run_id": run.run_id,
        "logical_hour": config.format_hour(run.hour),
        "outcome": outcome,
        "error": error,
        "parameters": {
            "source": settings.source,
            "searches": settings.searches.name,
            "entry_level_years": settings.entry_level_years,
        },
        "code_version": code_version(),
        "lock_sha256": _digest(config.ROOT / "uv.lock"),
        "notebooks": {
            path.name: _digest(path)
            for path in sorted(config.NOTEBOOKS.glob("0*.ipynb"))
        },
        "stages": {stage: recall(run, stage) for stage in STAGES},
        "seconds": {stage: round(value, 2) for stage, value in seconds.items()},
        "previous_run": _previous(settings, run),
    }
    write_json(run.folder / "run.json", manifest)
    return manifest


def last_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of the latest run in an hour's folder, None when there is none."""
    for path in sorted(folder.glob("*/run.json"), reverse=True):
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue  # cut off while it was written; an earlier one still counts
    return None


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


def _previous(settings: Settings, run: Run) -> str | None:
    names = sorted(path.parent.name for path in settings.runs.glob("*/*/run.json"))
    earlier = [name for name in names if name < run.run_id]
    return earlier[-1] if earlier else None
