"""Stage: new lake objects into raw_, typed rows into stg_, postings into the master."""

from datetime import datetime
from typing import TYPE_CHECKING

from lib import config, lake, records, warehouse

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def prepare(session: "Session") -> None:
    """Create the tables that are not there yet; existing ones are left as they are."""
    warehouse.run_folder(session, "setup")


def load_raw(session: "Session", run_id: str) -> list[warehouse.Row]:
    """Load the lake objects that were not loaded before.

    An object that cannot be read is set aside as line 0 of `rejected_rows` and tried
    again by every run; once it can be read it is marked resolved.

    Returns: one row per object, with its status and rows loaded.
    Source: sql/stage/load_raw_postings.sql
    """
    answered = warehouse.run_file(session, "stage/load_raw_postings")
    rows = [row for row in answered if row.get("file")]
    for row in rows:
        if row["status"] == "LOAD_FAILED":
            key = row["file"].removeprefix("s3://").partition("/")[2]
            warehouse.run_file(
                session,
                "stage/rejected_files",
                lake_key=key,
                reason=row["first_error"],
                run_id=run_id,
            )
    warehouse.run_file(session, "stage/mended_files", run_id=run_id)
    return rows


def stage_lines(session: "Session", hour: datetime, run_id: str) -> warehouse.Row:
    """Type the new lines, keep the observations, and set the rest aside with a reason.

    Objects of later hours than `hour` wait for their run; lines of `hour` itself that
    were set aside before are tried again. All writes are one transaction: a run that is
    cut off leaves nothing half staged.

    Returns: line_count, staged_count, rejected_count, repeated_count,
    unknown_field_count of this run.
    """
    values = {
        "hour": config.format_hour(hour).replace("T", " ") + ":00:00",
        "record_version": records.RECORD_VERSION,
        "run_id": run_id,
    }

    def run(name: str) -> list[warehouse.Row]:
        return warehouse.run_with(session, f"stage/{name}", values)

    values |= run("unstaged_since")[0]
    run("stg_lines")
    values |= run("line_bounds")[0]
    run("stg_restaged")
    with warehouse.transaction(session):
        for name in ("stg_touched", "stg_observations", "rejected_rows", "stg_files"):
            run(name)
        values |= run("touched_since")[0]
        for name in ("clear_texts", "stg_texts"):
            run(name)
    return run("count_lines")[0]


def merge_master(session: "Session") -> warehouse.Row:
    """Bring the postings with something new up to date in the one wide table.

    Returns: touched_count, new_count, closed_count.
    """
    before = warehouse.run_file(session, "stage/count_master")[0]
    bounds = warehouse.run_file(session, "stage/touched_since")[0]
    warehouse.run_with(session, "stage/master_postings", bounds)
    after = warehouse.run_file(session, "stage/count_master")[0]
    return {
        "touched_count": after["touched_count"],
        "new_count": after["posting_count"] - before["posting_count"],
        "closed_count": after["closed_count"] - before["closed_count"],
    }


def rejected(session: "Session") -> list[warehouse.Row]:
    """Lines that are set aside and not repaired yet: how many, for which reason."""
    return warehouse.run_file(session, "stage/count_rejected")


def inputs(
    session: "Session", store: lake.Lake, run_id: str
) -> list[dict[str, str | int | None]]:
    """The lake objects that a run staged: lake_key, rows, and sha256 of the content.

    The hash is null when the object is gone from the lake or damaged there.
    """
    return [
        {
            "lake_key": row["lake_key"],
            "rows": row["line_count"],
            "sha256": lake.digest(store, row["lake_key"]),
        }
        for row in warehouse.run_file(session, "stage/run_inputs", run_id=run_id)
    ]
