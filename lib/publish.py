"""Publish: the marts as Parquet files, swapped in by one manifest.

The warehouse unloads each mart into the lake; from there the files are copied to the
published folder under names made of their content. A reader that holds the manifest
finds its files until the publication after the next one.
"""

import hashlib
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lib import config, lake, manifest, warehouse
from lib.config import Settings
from lib.manifest import Run
from lib.scrape import hour

if TYPE_CHECKING:
    from snowflake.snowpark import Session

SCHEMA_VERSION = 1


def publish(
    session: "Session",
    store: lake.Lake,
    settings: Settings,
    run: Run,
    summary: dict[str, Any],
) -> dict[str, Any]:
    """Write every mart and make it the publication, if anything differs from the last.

    Returns: the manifest in force: the new one, or the last one when nothing changed.
    """
    settings.published.mkdir(parents=True, exist_ok=True)
    tables = {}
    for path in warehouse.sql_files("publish"):
        answer = warehouse.run_file(session, f"publish/{path.stem}")[0]
        file = _fetch(store, settings.published, path.stem)
        tables[path.stem] = {
            "files": [file],
            "rows": int(answer["rows_unloaded"]),
            "columns": columns(path.stem),
        }
    last = read_manifest(settings.published)
    content = {
        "schema_version": SCHEMA_VERSION,
        "source": hour.sources(settings),
        "entry_level_years": settings.entry_level_years,
        "data_as_of": summary["data_as_of"],
        "summary": summary,
        "tables": tables,
    }
    if last and all(last.get(key) == _plain(value) for key, value in content.items()):
        return last
    content |= {
        "run_id": run.run_id,
        "logical_hour": config.format_hour(run.hour),
        "published_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    manifest.write_json(settings.published / "manifest.json", content)
    _prune(settings.published, [content, last])
    return content


def content(published: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a publication holds: the files, which name their content, and their rows."""
    return {
        name: {"files": table["files"], "rows": table["rows"]}
        for name, table in published["tables"].items()
    }


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a published folder, None when none is there or can be read."""
    try:
        return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def columns(table: str) -> dict[str, str]:
    """Column names of a mart with their comments, as its SQL file states them."""
    path = config.SQL / "setup" / f"{table}.sql"
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    return dict(re.findall(r"^    (\w+) \w+\s+comment '([^']*)'", text, re.M))


def _fetch(store: lake.Lake, folder: Path, table: str) -> str:
    """Copy an unloaded table; returns its path under the published folder."""
    (folder / table).mkdir(exist_ok=True)
    partial = folder / table / f".{os.getpid()}.partial"
    key = f"published/{table}.parquet"
    lake.download(store, key, partial)
    lake.delete(store, [key])
    digest = hashlib.sha256(partial.read_bytes()).hexdigest()[:16]
    name = f"{table}/{digest}.parquet"
    partial.replace(folder / name)
    return name


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
