"""Audits: statements that select the rows which break a rule, run before publishing."""

import re
from typing import TYPE_CHECKING

from lib import warehouse
from lib.errors import AuditFailed

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def run(session: "Session", run_id: str) -> list[warehouse.Row]:
    """Run every audit and keep its result in `audit_results`.

    Returns: one row per audit: audit, severity (`block` or `warn`), failing_rows, rule.
    """
    results = []
    for path in warehouse.sql_files("audit"):
        name = f"audit/{path.stem}"
        failing = warehouse.run_file(session, name)
        result = {
            "audit": path.stem,
            "severity": _header(name, "severity"),
            "failing_rows": len(failing),
            "rule": _header(name, "rule"),
        }
        warehouse.run_file(
            session,
            "transform/audit_results",
            run_id=run_id,
            audit_name=path.stem,
            severity=result["severity"],
            failing_rows=len(failing),
            sample_row=str(failing[0])[:500] if failing else "",
        )
        results.append(result)
    return results


def require(results: list[warehouse.Row]) -> None:
    """Stop before publishing when a blocking audit found rows.

    Raises: AuditFailed naming each rule and how many rows break it.
    """
    broken = [
        f"{result['audit']} ({result['failing_rows']} rows)"
        for result in results
        if result["severity"] == "block" and result["failing_rows"]
    ]
    if broken:
        raise AuditFailed(
            f"not published, the last publication stays: {', '.join(broken)}"
        )


def _header(name: str, field: str) -> str:
    found = re.search(rf"^-- {field}: (.+)$", warehouse.read_statement(name), re.M)
    return found[1] if found else ""
