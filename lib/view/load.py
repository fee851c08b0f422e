"""Read the published folder: its manifest, and its tables through DuckDB.

A publication is immutable files named by a manifest, so what is opened here stays as
it is until the manifest names others.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lib.errors import StalePublication
from lib.view import prepare

SCHEMA_VERSION = 1
NEEDED = ("mart_postings", "mart_descriptions")
SETTINGS = {
    "threads": "1",  # many visitors share few cores, and one thread is as fast here
    "memory_limit": "600MB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Publication:
    """One opened publication: the manifest, and a connection with `postings`.

    `texts` and `words` are the prepared files of the descriptions, in the order of the
    manifest's; both are empty until `lib.view.prepare` has made them.
    """

    folder: Path
    manifest: dict[str, Any]
    connection: duckdb.DuckDBPyConnection
    texts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def run_id(self) -> str:
        return str(self.manifest["run_id"])

    @property
    def data_as_of(self) -> datetime:
        """UTC moment the data speak of."""
        return parse_moment(str(self.manifest["data_as_of"]))

    def files(self, table: str) -> list[str]:
        """Absolute paths of a table's files in the manifest's order; none: no table."""
        return named_files(self.folder, self.manifest, table)

    def rows(self, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
        """Run one query; `parameters` is a list for `?` or a dict for `$name`."""
        return self.connection.execute(sql, parameters).fetchall()

    def records(self, sql: str, parameters: object = None) -> list[dict[str, Any]]:
        """Run one query; one dict per row, named by column."""
        cursor = self.connection.execute(sql, parameters)
        # the warehouse names columns in capitals
        names = [column[0].lower() for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of a published folder.

    Raises: StalePublication when there is none, or it is not one this page can read.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StalePublication(
            f"nothing is published in {folder} yet: make some with `make run`"
        ) from None
    except (OSError, ValueError) as error:
        raise StalePublication(
            f"the manifest in {folder} cannot be read ({error}): publish again "
            "with `make run`"
        ) from error
    if manifest.get("schema_version") != SCHEMA_VERSION:
        raise StalePublication(
            f"the manifest in {folder} has schema version "
            f"{manifest.get('schema_version')!r}, this page reads {SCHEMA_VERSION}: "
            "publish again with `make run`"
        )
    missing = [name for name in NEEDED if name not in manifest.get("tables", {})]
    if missing:
        raise StalePublication(
            f"the manifest in {folder} lacks {', '.join(missing)}: publish again "
            "with `make run`"
        )
    return manifest


def named_files(folder: Path, manifest: dict[str, Any], table: str) -> list[str]:
    """Absolute paths of the files a manifest names for a table, in its order."""
    named = manifest["tables"].get(table, {}).get("files", [])
    return [str(folder.resolve() / name) for name in named]


def open_publication(folder: Path) -> Publication:
    """Open what the manifest names.

    Raises: StalePublication when there is nothing, or a named file is missing.
    """
    manifest = read_manifest(folder)
    postings = named_files(folder, manifest, "mart_postings")
    descriptions = named_files(folder, manifest, "mart_descriptions")
    made = prepare.names(folder, postings, descriptions)
    connection = duckdb.connect(config=SETTINGS)
    connection.execute("set timezone = 'UTC'")
    try:
        if made.database.exists():
            quoted = str(made.database).replace("'", "''")
            connection.execute(f"attach '{quoted}' as ready (read_only)")
            connection.execute("use ready")
        else:
            connection.execute("attach ':memory:' as ready (compress)")
            connection.execute("use ready")
            prepare.write_postings(connection, postings, descriptions)
            connection.execute("checkpoint ready")
    except duckdb.Error as error:
        raise StalePublication(
            f"the tables in {folder} cannot be read ({error}): publish again "
            "with `make run`"
        ) from error
    connection.execute("create temp table hits (term int, rid int)")
    connection.execute("create temp table hits_for (words varchar)")
    # From here on only the named files can be read, whatever a query says.
    connection.execute(f"set allowed_directories = {[str(folder.resolve())]!r}")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    ready = all(Path(path).exists() for path in (*made.texts, *made.words))
    publication = Publication(
        folder,
        manifest,
        connection,
        made.texts if ready else (),
        made.words if ready else (),
    )
    log.info("opened %s, as of %s", publication.run_id, publication.data_as_of)
    return publication


def parse_moment(text: str) -> datetime:
    """`2026-11-24T02:00:00Z` as a UTC datetime."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
