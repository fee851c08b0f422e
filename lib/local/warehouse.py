"""`python -m lib.local.warehouse FOLDER --port P` starts the embedded warehouse."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def without_pandas() -> Iterator[None]:
    """Have imports in here find no pandas, unless it is imported already.

    Snowflake's connector imports it when it is installed and does without when it is
    not: https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-pandas
    It is a good second of starting that the server needs for Python functions only.
    """
    if "pandas" in sys.modules:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["pandas"]


def main() -> None:
    parser = argparse.ArgumentParser(description="The embedded warehouse.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    with without_pandas():
        from lib.local import warehouse_server
    warehouse_server.serve(given.folder, given.port)


if __name__ == "__main__":
    main()
