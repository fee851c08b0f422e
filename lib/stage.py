"""Stage: new lake objects into raw_, typed rows into stg_, postings into the master."""

from datetime import datetime
from typing import TYPE_CHECKING

from lib import config, lake, warehouse

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def prepare(session: "Session") -> None:
    """Create the tables that are not there yet; existing ones are left as they are."""
    warehouse.run_folder(session, "setup")


def load_raw(session: "Session") -> list[warehouse.Row]:
    """Load the lake objects that were not loaded before.

    Returns: one row per object, with its status and rows loaded.
    Source: sql/stage/load_raw_postings.sql
    """
    rows = warehouse.run_file(session, "stage/load_raw_postings")
    return [row for row in rows if row.get("file")]


def stage_lines(session: "Session", hour: datetime, run_id: str) -> warehouse.Row:
    """Type the new lines, keep the observations, and set the rest aside with a reason.

    Objects of later hours than `hour` wait for their run. All writes are one
    transaction: a run that is cut off leaves nothing half staged.

    Returns: line_count, staged_count, rejected_count, repeated_count of this run.
    """
    warehouse.run_file(session, "stage/stg_lines", hour=config.format_hour(hour))
    warehouse.run_text(session, "begin")
    try:
        for name in ("stg_observations", "rejected_rows", "stg_files"):
            warehouse.run_file(session, f"stage/{name}", run_id=run_id)
        warehouse.run_file(session, "stage/stg_touched")
        warehouse.run_text(session, "commit")
    except BaseException:
        warehouse.run_text(session, "rollback")
        raise
    return warehouse.run_file(session, "stage/count_lines")[0]


def merge_master(session: "Session", run_id: str) -> warehouse.Row:
    """Bring the postings with something new up to date in the one wide table.

    Returns: touched_count, new_count, closed_count.
    """
    before = warehouse.run_file(session, "stage/count_master")[0]
    warehouse.run_file(session, "stage/master_postings", run_id=run_id)
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
