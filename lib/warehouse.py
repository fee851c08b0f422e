"""The warehouse: the only module that executes SQL, all of it from files in `sql/`."""

import logging
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lib import config, local
from lib.config import Settings
from lib.errors import PipelineError, ServiceDown

if TYPE_CHECKING:
    from snowflake.snowpark import Session

log = logging.getLogger(__name__)
Row = dict[str, Any]


def open_session(settings: Settings, tag: str = "") -> "Session":
    """Open a Snowpark session on the configured account or the embedded warehouse.

    `tag` becomes the query tag, so that an account's history shows run and stage.

    Raises: ServiceDown when the warehouse cannot be reached.
    """
    # half of this import's seconds are spent here and not when the module loads,
    # so that notebooks which need no warehouse do not pay them
    from snowflake.connector.errors import Error
    from snowflake.snowpark import Session

    logging.getLogger("snowflake").setLevel(logging.ERROR)
    if settings.snowflake_connection:
        options = {"connection_name": settings.snowflake_connection}
        if settings.snowflake_schema:
            options["schema"] = settings.snowflake_schema
    else:
        options = local.warehouse(settings)
    try:
        session = Session.builder.configs(options).create()
        if tag:
            session.query_tag = tag
    except (Error, OSError) as error:
        raise ServiceDown(f"the warehouse cannot be used: {_first_line(error)}") from (
            error
        )
    return session


def run_file(session: "Session", name: str, **values: Any) -> list[Row]:
    """Execute the statement in `sql/<name>.sql`.

    The file's `-- binds:` line names its question marks in order; `values` fills them.

    Returns: the rows of the answer, column names in lower case.
    Raises: PipelineError naming the file and the warehouse's first line of complaint.
    """
    statement = read_statement(name)
    return run_text(session, statement, [values[bind] for bind in binds(name)], name)


def run_with(session: "Session", name: str, values: dict[str, Any]) -> list[Row]:
    """Execute the statement in `sql/<name>.sql` with those of the values it names."""
    return run_file(session, name, **{bind: values[bind] for bind in binds(name)})


@contextmanager
def transaction(session: "Session") -> Iterator[None]:
    """All statements inside take effect together, or none does."""
    run_text(session, "begin")
    try:
        yield
        run_text(session, "commit")
    except BaseException:
        run_text(session, "rollback")
        raise


def run_folder(session: "Session", folder: str, **values: Any) -> None:
    """Execute every statement of a folder whose order does not matter."""
    for path in sorted((config.SQL / folder).glob("*.sql")):
        run_file(session, f"{folder}/{path.stem}", **values)


def run_text(
    session: "Session", statement: str, values: Sequence[Any] = (), name: str = "query"
) -> list[Row]:
    """Execute one statement with bound values; rows as dictionaries."""
    from snowflake.connector.errors import Error
    from snowflake.snowpark.exceptions import SnowparkClientException

    started = time.perf_counter()
    try:
        rows = session.sql(statement, params=list(values)).collect()
    except (Error, SnowparkClientException) as error:
        raise PipelineError(f"sql/{name}.sql failed: {_first_line(error)}") from error
    log.info("%s: %d rows, %.2f s", name, len(rows), time.perf_counter() - started)
    return [
        {key.strip('"').lower(): value for key, value in row.as_dict().items()}
        for row in rows
    ]


@cache
def read_statement(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (config.SQL / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def binds(name: str) -> list[str]:
    """Names of a file's question marks, in order, from its `-- binds:` line."""
    found = re.search(r"^-- binds: (.+)$", read_statement(name), re.M)
    return found[1].split(", ") if found else []


def sql_files(folder: str) -> list[Path]:
    """The statements of a folder, by name."""
    return sorted((config.SQL / folder).glob("*.sql"))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
