"""Transform: from the master to dimensions, facts and marts, all in the warehouse."""

import hashlib
import io
import json
import sysconfig
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from lib import config, manifest, skill_flags, warehouse
from lib.manifest import Run

if TYPE_CHECKING:
    from snowflake.snowpark import Session

ARCHIVE = "first_rung_extract.zip"
RULES = config.ROOT / "lib" / "extract"
FUNCTIONS = "setup/functions_python"
# what is new is read first, into tables of this run; each reads the ones before it
WORK = (
    "current_experience",
    "stg_changed",
    "stg_unread",
    "unread_since",
    "stg_reading",
    "stg_sights",
    "stg_blocks",
    "stg_copies",
    "stg_shown",
    "shown_since",
)
# then brought into the kept tables in one transaction
MERGED = (
    "parts_before",
    "clear_experience",
    "dim_experience",
    "clear_posting_skills",
    "bridge_posting_skills",
    "dim_postings",
    "fct_applications",
    "clear_versions",
    "dim_posting_versions",
    "dim_copies",
    "mart_postings",
    "parts_after",
    "parts_marked",
    "mart_entry_level",
)
# narrow tables that are counted anew, and views
WHOLE = (
    "dim_skills",
    "dim_companies",
    "dim_places",
    "dim_dates",
    "mart_mislabels",
    "mart_copies",
    "job_postings",
    "job_apps_counter",
    "years_of_exp",
)
# modules of a library that the functions need, taken along: no channel may have it
TAKEN_ALONG = ("datasketch/minhash.py", "datasketch/hashfunc.py")


def register_functions(session: "Session") -> bool:
    """Give the warehouse the extraction functions, if it does not have this code yet.

    Returns: True when they were registered now.
    """
    archive = extraction_archive()
    digest = hashlib.sha256(archive).hexdigest()
    known = warehouse.run_file(session, "transform/known_functions", code_hash=digest)
    names = [path.stem for path in warehouse.sql_files(FUNCTIONS)]
    if {row["function_name"] for row in known} == set(names):
        # before any transaction: an embedded warehouse that was started again makes
        # its functions when they are called first
        warehouse.run_file(session, "transform/call_functions")
        return False
    warehouse.run_text(session, "create stage if not exists code")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ARCHIVE
        path.write_bytes(archive)
        session.file.put(path.as_uri(), "@code", auto_compress=False, overwrite=True)
    for name in names:
        warehouse.run_file(session, f"{FUNCTIONS}/{name}")
        warehouse.run_file(
            session, "transform/functions", function_name=name, code_hash=digest
        )
    return True


def extraction_archive() -> bytes:
    """`lib/extract` and what it imports as a zip archive; equal code, equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # the package above is an empty one there, whatever it holds here
        archive.writestr(zipfile.ZipInfo("lib/__init__.py"), "")
        for path in sorted(RULES.iterdir()):
            if path.suffix in {".py", ".csv", ".tsv", ".json"} and path.stem != "bench":
                entry = zipfile.ZipInfo(f"lib/extract/{path.name}")
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("datasketch/__init__.py"), "")
        for name in TAKEN_ALONG:
            packed_file = Path(sysconfig.get_path("purelib")) / name
            entry = zipfile.ZipInfo(name)
            archive.writestr(entry, packed_file.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def rules_version(session: "Session") -> str:
    """The version of the rules on years by which the warehouse reads at present."""
    said = warehouse.run_file(session, "transform/call_functions")[0]["experience"]
    return str(json.loads(said)["rules_version"])


def build(session: "Session", entry_level_years: float) -> None:
    """Build every table after the master, for the postings in stg_touched.

    Running it again changes nothing: each statement merges on keys or rebuilds whole.
    """
    values = {
        "rules_version": rules_version(session),
        "entry_level_years": entry_level_years,
        **warehouse.run_file(session, "stage/touched_since")[0],
    }

    def run(name: str) -> None:
        rows = warehouse.run_with(session, f"transform/{name}", values)
        if name.endswith("_since"):
            values.update(rows[0])

    for name in WORK:
        run(name)
    with warehouse.transaction(session):
        for name in MERGED:
            run(name)
    for name in WHOLE:
        run(name)
    skill_flags.flag_skills(session)


def finish(session: "Session") -> None:
    """Forget what was touched: it is published now."""
    with warehouse.transaction(session):
        warehouse.run_file(session, "transform/clear_touched")
        warehouse.run_file(session, "transform/clear_parts")


def summarise(session: "Session") -> warehouse.Row:
    """The publication in numbers, and the three most common reasons for being hidden.

    Returns: data_as_of (UTC, text), postings_seen, postings_new, tagged_entry_level,
    truly_entry_level, tagged_but_not, share_tagged_but_not (0–1, null without tags),
    hidden: pairs of reason and postings. All but `hidden` count open postings.
    """
    counted = warehouse.run_file(session, "transform/count_marts")[0]
    hidden = warehouse.run_file(session, "transform/hidden_reasons")
    as_of = counted.pop("data_as_of")
    return {
        "data_as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}" if as_of else None,
        **counted,
        "hidden": [[row["reason"], row["posting_count"]] for row in hidden],
    }


def mislabels(session: "Session") -> list[warehouse.Row]:
    """Industries whose entry-level tags are wrong most often, at most ten."""
    return warehouse.run_file(session, "transform/top_mislabels")


def record_run(session: "Session", run: Run) -> None:
    """Add the hour to the table of runs, from what its stages recorded."""
    scraped = manifest.recall(run, "scrape")
    staged = manifest.recall(run, "stage")
    warehouse.run_file(
        session,
        "transform/runs",
        run_id=run.run_id,
        logical_hour=config.format_hour(run.hour),
        rows_scraped=staged.get("line_count", 0),
        rows_new=staged.get("new_count", 0),
        rows_rejected=staged.get("rejected_count", 0),
        seconds=scraped.get("seconds"),
        outcome=scraped.get("outcome", "not asked"),
    )
