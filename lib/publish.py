"""Publish: the marts as Parquet files, swapped in by one manifest.

The warehouse unloads each mart into the lake; from there the files are copied to the
published folder under names made of their content. Large marts are parted by day, and
only parts in which something changed are written. A reader that holds the manifest
finds its files until the publication after the next one.
"""

import hashlib
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet

from lib import config, lake, manifest, warehouse
from lib.config import Settings
from lib.manifest import Run
from lib.scrape import hour

if TYPE_CHECKING:
    from snowflake.snowpark import Session

SCHEMA_VERSION = 1
MANIFEST = "manifest.json"


def publish(
    session: "Session",
    store: lake.Lake,
    settings: Settings,
    run: Run,
    summary: dict[str, Any],
) -> dict[str, Any]:
    """Write what changed of every mart and make it the publication.

    Returns: the manifest in force: the new one, or the last one when nothing changed.
    """
    settings.published.mkdir(parents=True, exist_ok=True)
    last = read_manifest(settings.published)
    if not _is_known(session, settings.published, last):
        warehouse.run_file(session, "transform/parts_all")
        last = None
    tables = {}
    for path in warehouse.sql_files("publish"):
        before = last["tables"].get(path.stem) if last else None
        tables[path.stem] = _write(
            session, store, settings.published, path.stem, before
        )
    last = read_manifest(settings.published)
    content = {
        "schema_version": SCHEMA_VERSION,
        "source": hour.sources(settings),
        "entry_level_years": settings.entry_level_years,
        "data_as_of": summary["data_as_of"],
        "summary": summary,
        "tables": tables,
    }
    if not (
        last and all(last.get(key) == _plain(value) for key, value in content.items())
    ):
        content |= {
            "run_id": run.run_id,
            "logical_hour": config.format_hour(run.hour),
            "published_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        manifest.write_json(settings.published / MANIFEST, content)
        _prune(settings.published, [content, last])
        last = content
    warehouse.run_file(
        session, "transform/publications", manifest_hash=_hash(settings.published)
    )
    return last


def content(published: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a publication holds: the files, which name their content, and their rows."""
    return {
        name: {"files": table["files"], "rows": table["rows"]}
        for name, table in published["tables"].items()
    }


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a published folder, None when none is there or can be read."""
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def columns(table: str) -> dict[str, str]:
    """Column names of a mart with their comments, as its SQL file states them."""
    path = config.SQL / "setup" / f"{table}.sql"
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    return dict(re.findall(r"^    (\w+) \w+\s+comment '([^']*)'", text, re.M))


def _is_known(session: "Session", folder: Path, last: dict[str, Any] | None) -> bool:
    """Whether a folder holds what this warehouse published last, and all of it."""
    if not last or not all(
        (folder / file).exists()
        for table in last["tables"].values()
        for file in table["files"]
    ):
        return False
    digest = _hash(folder)
    return bool(
        warehouse.run_file(session, "transform/known_publication", manifest_hash=digest)
    )


def _write(
    session: "Session",
    store: lake.Lake,
    folder: Path,
    table: str,
    before: dict[str, Any] | None,
) -> dict[str, Any]:
    """Unload a table, or its changed parts, and fetch the files.

    Returns: the table's entry in the manifest: `files`, each with its `file_rows`, all
    `rows`, and `columns` with their comments.
    """
    is_parted = "partition by" in warehouse.read_statement(f"publish/{table}")
    kept: dict[str, int] = {}
    if is_parted:
        days = _waiting(session, table)
        kept = {
            file: rows
            for file, rows in zip(*_files(before), strict=True)
            if _day(file) not in days
        }
    if not is_parted or days:
        place = f"published/{table}/" if is_parted else f"published/{table}.parquet"
        lake.delete(store, lake.list_batches(store, place))
        warehouse.run_file(session, f"publish/{table}")
        for key in lake.list_batches(store, place):
            part = key.split("/")[2] + "-" if is_parted else ""
            file = _fetch(store, folder, table, key, part)
            kept[file] = pyarrow.parquet.read_metadata(folder / file).num_rows
    files = sorted(kept)
    return {
        "files": files,
        "file_rows": [kept[file] for file in files],
        "rows": sum(kept.values()),
        "columns": columns(table),
    }


def _waiting(session: "Session", table: str) -> set[str]:
    """The parts of a table that must be written, as days like 2026-11-24."""
    rows = warehouse.run_file(session, "transform/waiting_parts", table_name=table)
    return {row["part_day"] for row in rows}


def _files(before: dict[str, Any] | None) -> tuple[list[str], list[int]]:
    return (before["files"], before["file_rows"]) if before else ([], [])


def _day(file: str) -> str:
    """`mart_postings/2026-11-24-3f….parquet` is a part of 2026-11-24."""
    return file.split("/")[1][:10]


def _fetch(store: lake.Lake, folder: Path, table: str, key: str, part: str) -> str:
    """Move an unloaded file into the folder; returns its path there."""
    (folder / table).mkdir(exist_ok=True)
    partial = folder / table / f".{os.getpid()}.partial"
    lake.download(store, key, partial)
    lake.delete(store, [key])
    digest = hashlib.sha256(partial.read_bytes()).hexdigest()[:16]
    name = f"{table}/{part}{digest}.parquet"
    partial.replace(folder / name)
    return name


def _hash(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def _prune(folder: Path, kept: list[dict[str, Any] | None]) -> None:
    named = {
        folder / file
        for content in kept
        if content
        for table in content["tables"].values()
        for file in table["files"]
    }
    for path in folder.glob("*/*.parquet"):
        if path not in named:
            path.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    """A value as it looks after a way through JSON."""
    return json.loads(json.dumps(value, default=manifest.plain))
