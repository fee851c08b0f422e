"""The last runs as a table: `run_pipeline.py --history`."""

import argparse
import json

from lib.config import Settings


def history(settings: Settings, given: argparse.Namespace, limit: int = 20) -> int:
    """Print the last runs, newest first."""
    paths = sorted(
        settings.runs.glob("*/*/run.json"), key=lambda path: path.parent.name
    )
    for path in reversed(paths[-limit:]):
        run = json.loads(path.read_text(encoding="utf-8"))
        staged = run["stages"]["stage"]
        print(
            f"{run['logical_hour']}  {run['run_id']:<18} {run['outcome']:<8}"
            f"{sum(run['seconds'].values()):6.1f} s"
            f"{staged.get('line_count', 0):8,} lines{staged.get('new_count', 0):7,} new"
            f"  {run['error'] or ''}"
        )
    if not paths:
        print("No runs yet: make run")
    return 0
