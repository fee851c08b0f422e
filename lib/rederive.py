"""Read the stored postings again after a change of rules: first shown, then written.

`run_pipeline.py --rederive` compares the stored answers with what the present rules
say and prints the difference; `--rederive write` also writes it: the changed postings
go through the transformation again, and the marts are published. Both may be repeated.
Earlier answers stay readable in the view `answer_history`.
"""

import argparse
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console

from lib import config, runner, stage, transform, warehouse
from lib.config import Settings
from lib.errors import PipelineError
from lib.extract import skills

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def rederive(settings: Settings, given: argparse.Namespace) -> int:
    """Print what a change of rules does to the stored answers; write it when asked.

    Returns: the exit code. Raises: PipelineError when the rules on years changed and
    their version did not: the old answers could not be told from the new ones.
    """
    session = warehouse.open_session(settings, tag="first_rung/rederive")
    stage.prepare(session)
    hour = _last_hour(session)
    if hour is None:
        print("Nothing is stored yet: make run")
        return 0
    version = compare(session)
    counts = warehouse.run_file(session, "transform/count_changed")
    samples = warehouse.run_file(session, "transform/sample_changed")
    print("\n".join(report(counts, samples)))
    if given.rederive != "write":
        print("Nothing was written; --rederive write writes it.")
        return 0
    _require_new_version(counts, version)
    waiting = mark(session, version)
    session.close()
    if waiting:
        console = Console(quiet=given.quiet, highlight=False)
        runner.run_hour(settings, hour, "transform", resume=False, console=console)
    else:
        print("Everything stored is up to date.")
    return 0


def compare(session: "Session") -> str:
    """Fill changed_answers: what the present rules say otherwise than the stored ones.

    Returns: the version of the present rules on years.
    """
    transform.register_functions(session)
    warehouse.run_file(session, "transform/fresh_answers")
    warehouse.run_file(
        session, "transform/changed_answers", skills_version=str(skills.RULES_VERSION)
    )
    warehouse.run_file(session, "transform/answer_history")
    return transform.rules_version(session)


def mark(session: "Session", version: str) -> int:
    """Keep the answers that are about to be replaced, and mark what is to be read.

    Returns: how many postings wait for the transformation.
    """
    warehouse.run_file(session, "transform/replaced_answers")
    warehouse.run_file(session, "transform/touch_changed", rules_version=version)
    return warehouse.run_file(session, "stage/count_master")[0]["touched_count"]


def report(counts: list[warehouse.Row], samples: list[warehouse.Row]) -> list[str]:
    """The difference in lines: how many postings change, in which way, and samples."""
    if not counts:
        return ["The present rules say what is stored."]
    lines = []
    by_reader: dict[str, list[warehouse.Row]] = defaultdict(list)
    for row in counts:
        by_reader[row["reader"]].append(row)
    for reader, rows in by_reader.items():
        changed = sum(row["posting_count"] for row in rows)
        versions = {f"{row['old_version']} → {row['new_version']}" for row in rows}
        rules = f" (rules {', '.join(sorted(versions))})" if rows[0]["new_kind"] else ""
        lines.append(f"{reader}: {changed:,} answers change{rules}")
        lines += [
            f"  {row['posting_count']:>8,}  {row['old_kind']} → {row['new_kind']}"
            for row in rows
            if row["new_kind"]
        ]
    lines.append(f"{len(samples)} of them:")
    for row in samples:
        lines += [
            f"  {row['posting_key']} {row['reader']}: {row['title']}",
            f"    - {row['old_answer']}",
            f"    + {row['new_answer']}",
        ]
    return lines


def _last_hour(session: "Session") -> datetime | None:
    hour = warehouse.run_file(session, "transform/last_hour")[0]["logical_hour"]
    return config.parse_hour(hour) if hour else None


def _require_new_version(counts: list[warehouse.Row], version: str) -> None:
    stale = sum(
        row["posting_count"]
        for row in counts
        if row["reader"] == "experience" and row["old_version"] == version
    )
    if stale:
        raise PipelineError(
            f"{stale} answers on years change while their rules are still version "
            f"{version}: raise RULES_VERSION in lib/extract/experience.py first"
        )
