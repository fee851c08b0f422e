"""What fakesnow 0.12.1 does not do as Snowflake does, put right.

Each patch says its reason; tests/test_warehouse_patches.py shows for each that an
unpatched server still needs it. The clients are never touched.
"""

from collections.abc import Callable
from typing import Any

from lib.local.fakesnow_patches import expressions, requests, results, statements
from lib.local.fakesnow_patches.functions import Functions


def apply(functions: Functions, open_lake: Callable[[], Any]) -> None:
    """Put every patch in place, once per process, before the server starts.

    `functions` are the Python functions of the folder; `open_lake` gives a client of
    boto3 for the lake.
    """
    results.apply()
    expressions.apply(open_lake)
    statements.apply(functions)
    requests.apply()
