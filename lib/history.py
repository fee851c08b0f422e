"""The last runs as a table: `run_pipeline.py --history`."""

import argparse
import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lib import manifest
from lib.config import Settings
from lib.run_record import Rows


def history(settings: Settings, given: argparse.Namespace, limit: int = 20) -> int:
    """Print the last runs, newest first. Returns: 0."""
    found = manifest.records(settings)[: -limit - 1 : -1]
    if not found:
        print("No runs yet: make run")
        return 0
    table = Table(box=None, pad_edge=False)
    for name in ("hour", "run", "outcome"):
        table.add_column(name, no_wrap=True)
    for name in ("seconds", "lines", "new", "changed", "set aside", "MB", "warnings"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("failure", overflow="fold")
    for run in found:
        staged = run.rows.get("stage", Rows())
        failure = run.failure
        table.add_row(
            run.logical_hour,
            run.run_id,
            run.outcome,
            f"{sum(run.seconds.values()):.1f}",
            *map(_number, (staged.rows_in, staged.new, staged.changed)),
            _number(staged.rejected),
            f"{max(run.peak_memory_mb.values(), default=0):.0f}",
            str(len(run.warnings)),
            escape(f"{failure.stage}: {failure.first_line}") if failure else "",
        )
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)
    return 0


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
