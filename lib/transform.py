"""Transform: from the master to dimensions, facts and marts, all in the warehouse."""

import hashlib
import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from lib import config, warehouse

if TYPE_CHECKING:
    from snowflake.snowpark import Session

ARCHIVE = "first_rung_extract.zip"
FUNCTIONS = "setup/functions_python"
# each table after the ones it reads; sql/transform holds one file per name
MODELS = (
    "dim_experience",
    "dim_postings",
    "bridge_posting_skills",
    "fct_applications",
    "dim_skills",
    "dim_companies",
    "dim_places",
    "dim_dates",
    "mart_postings",
    "mart_mislabels",
)


def register_functions(session: "Session") -> bool:
    """Give the warehouse the extraction functions, if it does not have this code yet.

    Returns: True when they were registered now.
    """
    archive = extraction_archive()
    digest = hashlib.sha256(archive).hexdigest()
    known = warehouse.run_file(session, "transform/known_functions", code_hash=digest)
    names = [path.stem for path in warehouse.sql_files(FUNCTIONS)]
    if {row["function_name"] for row in known} == set(names):
        return False
    warehouse.run_text(session, "create stage if not exists code")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ARCHIVE
        path.write_bytes(archive)
        session.file.put(
            path.as_uri(), "@code", auto_compress=False, overwrite=True
        )
    for name in names:
        warehouse.run_file(session, f"{FUNCTIONS}/{name}")
        warehouse.run_file(
            session, "transform/functions", function_name=name, code_hash=digest
        )
    return True


def extraction_archive() -> bytes:
    """`lib/extract` as a zip archive; equal code gives equal bytes."""
    packed = io.BytesIO()
    folder = config.ROOT / "lib" / "extract"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # the package above is an empty one there, whatever it holds here
        archive.writestr(zipfile.ZipInfo("lib/__init__.py"), "")
        for path in sorted(folder.iterdir()):
            if path.suffix in {".py", ".csv", ".tsv", ".json"}:
                entry = zipfile.ZipInfo(f"lib/extract/{path.name}")
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def build(session: "Session", run_id: str, entry_level_years: float) -> None:
    """Build every table after the master, for the postings in stg_touched.

    Running it again changes nothing: each statement merges on keys or rebuilds whole.
    """
    from lib.extract.experience import RULES_VERSION

    values = {
        "run_id": run_id,
        "rules_version": RULES_VERSION,
        "entry_level_years": entry_level_years,
    }
    for name in MODELS:
        if name == "bridge_posting_skills":
            _replace_skills(session, values)
        else:
            _run(session, name, values)


def finish(session: "Session") -> None:
    """Forget which postings were touched: they are published now."""
    warehouse.run_file(session, "transform/clear_touched")


def counts(session: "Session") -> warehouse.Row:
    """How much there is and how much of it is new, for the summary of a run."""
    return warehouse.run_file(session, "transform/count_marts")[0]


def _replace_skills(session: "Session", values: dict[str, object]) -> None:
    warehouse.run_text(session, "begin")
    try:
        _run(session, "clear_posting_skills", values)
        _run(session, "bridge_posting_skills", values)
        warehouse.run_text(session, "commit")
    except BaseException:
        warehouse.run_text(session, "rollback")
        raise


def _run(session: "Session", name: str, values: dict[str, object]) -> None:
    path = f"transform/{name}"
    wanted = {bind: values[bind] for bind in warehouse.binds(path)}
    warehouse.run_file(session, path, **wanted)
