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

SCHEMA_VERSION = 1
NEEDED = ("mart_postings", "mart_descriptions")
FILE_STRIDE = 1_000_000_000  # row ids count from a multiple of this, one per file

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Publication:
    """One opened publication: the manifest, and a connection with its tables.

    `postings` in the connection is narrow and in memory (what filters need); the wide
    columns stay in the files until a table page asks for them.
    """

    folder: Path
    manifest: dict[str, Any]
    connection: duckdb.DuckDBPyConnection

    @property
    def run_id(self) -> str:
        return str(self.manifest["run_id"])

    @property
    def data_as_of(self) -> datetime:
        """UTC moment the data speak of."""
        return parse_moment(str(self.manifest["data_as_of"]))

    def has(self, table: str) -> bool:
        return table in self.manifest["tables"]

    def files(self, table: str) -> list[str]:
        """Absolute paths of a table's files, in the manifest's order."""
        named = self.manifest["tables"][table]["files"]
        return [str(self.folder / name) for name in named]

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


def open_publication(folder: Path) -> Publication:
    """Open what the manifest names.

    Raises: StalePublication when there is nothing, or a named file is missing.
    """
    manifest = read_manifest(folder)
    connection = duckdb.connect(
        config={
            "threads": "2",
            "memory_limit": "600MB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    connection.execute("set timezone = 'UTC'")
    publication = Publication(folder, manifest, connection)
    try:
        _load_postings(publication)
    except duckdb.Error as error:
        raise StalePublication(
            f"the tables in {folder} cannot be read ({error}): publish again "
            "with `make run`"
        ) from error
    connection.execute("create temp table hits (term int, rid bigint)")
    connection.execute("create temp table hits_for (words varchar)")
    # From here on only the named files can be read, whatever a query says.
    allowed = [str(folder.resolve()), str(folder)]
    connection.execute(f"set allowed_directories = {allowed!r}")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    log.info("opened %s, as of %s", publication.run_id, publication.data_as_of)
    return publication


def age_hours(publication: Publication, now: datetime) -> float:
    """Hours between the data's moment and `now`, which must carry a time zone."""
    return (now.astimezone(UTC) - publication.data_as_of).total_seconds() / 3600


def parse_moment(text: str) -> datetime:
    """`2026-11-24T02:00:00Z` as a UTC datetime."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def _load_postings(publication: Publication) -> None:
    """Create `postings`: what filters, sorts and charts need, one row per posting."""
    parts = "\nunion all\n".join(
        f"select {number * FILE_STRIDE} + file_row_number as rid, * "
        "from read_parquet(?, file_row_number = true)"
        for number, _ in enumerate(publication.files("mart_postings"))
    )
    publication.connection.execute(
        f"""
        create table postings as
        select
            rid, posting_key, posted_at, closed_at is not null as is_closed,
            title_level, company, location, city, kind, min_years, seniority_level,
            is_tagged_entry_level, is_truly_entry_level, is_new,
            applicants_low, applications_per_hour_low, pay_year_low, job_function,
            industries, from_json(skills::json, '["varchar"]') as skills,
            skill_count, copy_key,
            lower(title) as title_lower,
            lower(concat_ws(' · ', title, company)) as searched,
            lower(concat_ws(' · ', location, city, region, country,
                case when is_remote then 'remote' end)) as place_lower,
            lower(company) as company_lower,
            case
                when kind = 'years' then case
                    when coalesce(min_years, 0) < 1 then 'under_1'
                    when min_years >= 10 then '10_up'
                    else floor(min_years)::int::varchar end
                else kind end as bucket,
        from ({parts})
        """,
        publication.files("mart_postings"),
    )
