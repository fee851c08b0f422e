"""What fakesnow 0.12.1 does not do as Snowflake does, put right.

Each patch says its reason; tests/test_warehouse_patches.py shows for each that an
unpatched server still needs it. The clients are never touched.
"""

from lib.local.fakesnow_patches import expressions, requests, results, statements


def apply() -> None:
    """Put every patch in place, once per process, before the server starts."""
    results.apply()
    expressions.apply()
    statements.apply()
    requests.apply()
