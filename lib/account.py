"""Prove on the user's own Snowflake account what was proven on the embedded warehouse.

One hour of the demo board goes through stage and transform twice: on the embedded
warehouse, and in a scratch schema of the account that reads a scratch prefix of the
user's lake. Both must end in equal tables. The schema and the prefix are removed again,
whatever happens.
"""

import json
import math
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lib import apart, config, lake, warehouse
from lib.config import Settings
from lib.errors import PipelineError

SCHEMA = "FIRST_RUNG_CHECK"
PREFIX = "first-rung-check"
URL = "s3://your-bucket/your-prefix/"
POSTINGS = 60
SEARCHES = f"""\
max_requests = {2 * POSTINGS}
[[search]]
name = "check"
keywords = ""
location = "Canada"
max_postings = {POSTINGS}
"""
# when a row was written, and by which run: not the same twice; the manifest says it too
WRITTEN = re.compile(
    r"^(loaded|written|changed|checked|registered)_at$|^(run_id|seconds|manifest_hash)$"
)


def prove(settings: Settings) -> str:
    """Run an hour on the account and on the embedded warehouse, and compare.

    Returns: one sentence that says how much was compared.
    Raises: PipelineError naming the tables that differ, or the stage that failed.
    """
    if not settings.lake:
        raise PipelineError(
            "the account cannot read the embedded store: set FIRST_RUNG_LAKE to the "
            "bucket that its stage @lake reads"
        )
    hour = config.format_hour(config.last_complete_hour(datetime.now(UTC)))
    with tempfile.TemporaryDirectory() as folder:
        searches = Path(folder) / "searches.toml"
        searches.write_text(SEARCHES, encoding="utf-8")
        here = replace(
            apart.embedded(settings, Path(folder) / "embedded"),
            board_url="",
            searches=searches,
        )
        there = replace(
            here,
            outputs=Path(folder) / "account",
            snowflake_connection=settings.snowflake_connection,
            snowflake_schema=SCHEMA,
            lake=f"{settings.lake}/{PREFIX}",
        )
        try:
            for stage in ("scrape", "stage", "transform"):
                apart.run(here, "--hour", hour, "--only", stage)
            with _scratch(settings, there):
                _copy_lake(here, there)
                for stage in ("stage", "transform"):
                    apart.run(there, "--hour", hour, "--only", stage)
                return _compare(here, there)
        finally:
            apart.stop(here)


def differences(
    ours: Mapping[str, list[warehouse.Row]], theirs: Mapping[str, list[warehouse.Row]]
) -> list[str]:
    """Say for each table in what it differs; empty when all rows are equal.

    Times of writing are left out, numbers are compared as numbers, and JSON by content.
    """
    found = []
    for table in sorted(ours.keys() | theirs.keys()):
        one, other = _plain(ours.get(table)), _plain(theirs.get(table))
        if one == other:
            continue
        if one is None or other is None:
            found.append(f"{table} is on one side only")
        elif len(one) != len(other):
            found.append(f"{table} has {len(other):,} rows, not {len(one):,}")
        else:
            columns = {
                column
                for left, right in zip(one, other, strict=True)
                for (column, mine), (_, its) in zip(left, right, strict=True)
                if mine != its
            }
            found.append(f"{table} differs in {', '.join(sorted(columns))}")
    return found


def _plain(rows: list[warehouse.Row] | None) -> list[list[tuple[str, Any]]] | None:
    """Rows as sorted pairs of column and comparable value; None for no table."""
    if rows is None:
        return None
    plain = [
        [(name, _value(row[name])) for name in sorted(row) if not WRITTEN.match(name)]
        for row in rows
    ]
    return sorted(plain, key=repr)


def _value(value: Any) -> Any:
    if isinstance(value, Decimal | float):
        return None if math.isnan(value) else round(float(value), 6)
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.dumps(json.loads(value), sort_keys=True)
        except ValueError:
            return value
    return value


@contextmanager
def _scratch(settings: Settings, there: Settings) -> Iterator[None]:
    """The scratch schema with its own stage @lake, and the prefix that it reads."""
    if not re.fullmatch(r"s3://[\w.!*()/-]+", there.lake):
        raise PipelineError(f"{there.lake} cannot be the address of a stage")
    stage = warehouse.read_statement("setup/snowflake/5_lake")
    session = warehouse.open_session(settings, tag="first_rung/check")
    try:
        warehouse.run_file(session, "check/drop_schema")
        warehouse.run_file(session, "check/schema")
        warehouse.run_text(session, stage.replace(URL, f"{there.lake}/"), name="check")
        yield
    finally:
        warehouse.run_file(session, "check/drop_schema")
        session.close()
        store = lake.open_lake(there)
        lake.delete(store, lake.list_batches(store, ""))


def _copy_lake(here: Settings, there: Settings) -> None:
    """Put the embedded lake's observations under the scratch prefix."""
    source, target = lake.open_lake(here), lake.open_lake(there)
    for key in lake.list_batches(source):
        lake.put_once(target, key, lake.read_object(source, key))


def _compare(here: Settings, there: Settings) -> str:
    ours, theirs = _tables(here), _tables(there)
    found = differences(ours, theirs)
    if found:
        raise PipelineError("; ".join(found))
    rows = sum(map(len, ours.values()))
    return (
        f"an hour of {POSTINGS} postings gave the same {len(ours)} tables with "
        f"{rows:,} rows as on the embedded warehouse; {SCHEMA} is dropped again"
    )


def _tables(settings: Settings) -> dict[str, list[warehouse.Row]]:
    """Every table of the run's schema, whole; keys of objects without the prefix."""
    prefix = lake.open_lake(settings).prefix
    session = warehouse.open_session(settings, tag="first_rung/check")
    try:
        names = [
            row["table_name"] for row in warehouse.run_file(session, "check/tables")
        ]
        return {
            name.lower(): [
                {
                    key.strip('"').lower(): value.replace(prefix, "")
                    if prefix and isinstance(value, str)
                    else value
                    for key, value in row.as_dict().items()
                }
                for row in session.table(name).collect()
            ]
            for name in names
        }
    finally:
        session.close()
