"""How statements are carried out: whole or not at all, and one writer at a time."""

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import duckdb
import fakesnow.cursor
from snowflake.connector.errors import Error, ProgrammingError

from lib.local.fakesnow_patches.functions import FUNCTION, Functions

Cursor = fakesnow.cursor.FakeSnowflakeCursor
CHANGES = {"INSERT", "UPDATE", "DELETE", "MERGE", "COPY"}
DEFINITIONS = {"CREATE", "ALTER", "DROP", "COMMENT", "TRUNCATE", "UNDROP"}
DONE = "select 'Statement executed successfully.' as \"status\""
WAIT_SECONDS = 300.0
FIRST_WORD = re.compile(r"(?s)(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)")
MISSING = re.compile(r"Function with name (\w+) does not exist")
DROP_FUNCTION = re.compile(
    r"(?is)\s*drop\s+function\s+(if\s+exists\s+)?([\w.\"]+)\s*(\(.*\))?\s*;?\s*$"
)


class Writer:
    """Who may write: one session at a time, as DuckDB has no waiting for a lock.

    A transaction whose client has gone is rolled back when somebody waits for it.
    """

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._holder: Any = None

    def acquire(self, connection: Any) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        with self._free:
            while self._holder not in (None, connection):
                if _is_abandoned(self._holder):
                    _finish(self._holder, "rollback")
                    break
                if time.monotonic() > deadline:
                    raise ProgrammingError(
                        msg="the table is locked by another session's transaction",
                        errno=625,
                        sqlstate="57014",
                    )
                self._free.wait(timeout=0.5)
            self._holder = connection

    def release(self, connection: Any) -> None:
        with self._free:
            if self._holder is connection:
                self._holder = None
                self._free.notify_all()


_writer = Writer()
# set by the server: whether a session's client is still connected
is_connected: Callable[[Any], bool] = lambda connection: True  # noqa: E731


def apply(functions: Functions) -> None:
    Cursor.execute = _guarded(Cursor.execute, functions)
    Cursor._describe_last_sql = _as_sql_error(Cursor._describe_last_sql)


def end_session(connection: Any) -> None:
    """Roll back what a session that ends has left open."""
    if _in_transaction(connection):
        _finish(connection, "rollback")


def _guarded(execute: Any, functions: Functions) -> Any:
    """Errors of any kind become SQL errors, and leave no half statement behind.

    Unpatched, an unexpected error is an HTTP 500, which clients try again for minutes,
    and DuckDB's transaction stays aborted.
    """

    def patched(cursor: Any, command: str, *args: Any, **named: Any) -> Any:
        def attempt(sql: str) -> Any:
            restored: set[str] = set()
            while True:
                try:
                    return execute(cursor, sql, *args, **named)
                except ProgrammingError as error:
                    # a view may call it as well, so it is known by its absence only
                    missing = MISSING.search(error.msg or "")
                    name = missing[1].upper() if missing else ""
                    if not name or name in restored or not functions.restore(name):
                        raise
                    restored.add(name)

        connection = cursor._conn
        connection._is_busy = True
        try:
            return _run(cursor, command, attempt, functions)
        except Exception as error:
            raise _sql_error(error) from error
        finally:
            connection._is_busy = False

    return patched


def _run(
    cursor: Any, command: str, execute: Callable[[str], Any], functions: Functions
) -> Any:
    connection, word = cursor._conn, first_word(command)
    if word in {"BEGIN", "START"}:
        return _begin(connection, execute)
    if word in {"COMMIT", "ROLLBACK"}:
        return _end(connection, word, execute)
    if word in DEFINITIONS and _in_transaction(connection):
        _finish(connection, "commit")  # as Snowflake does before every definition
    if word not in CHANGES | DEFINITIONS:
        return execute(command)
    if getattr(connection, "_is_broken", False):
        raise _broken()
    own = not _in_transaction(connection)
    _writer.acquire(connection)
    try:
        if word in DEFINITIONS:
            return _define(cursor, command, execute, functions)
        return _change(cursor, command, execute, own)
    finally:
        if own:
            _writer.release(connection)


def _begin(connection: Any, execute: Callable[[str], Any]) -> Any:
    if not _in_transaction(connection):
        _writer.acquire(connection)
        connection._duck_conn.begin()
        connection._has_begun = True
    return execute(DONE)


def _end(connection: Any, word: str, execute: Callable[[str], Any]) -> Any:
    broken, connection._is_broken = getattr(connection, "_is_broken", False), False
    if broken and word == "COMMIT":
        raise _broken()
    if _in_transaction(connection):
        _finish(connection, word.lower())
    return execute(DONE)


def _define(
    cursor: Any, command: str, execute: Callable[[str], Any], functions: Functions
) -> Any:
    connection = cursor._conn
    if FUNCTION.match(command):
        name = functions.create(command, connection.database, connection.schema)
        return execute(f"select 'Function {name} successfully created.' as status")
    if found := DROP_FUNCTION.match(command):
        name = found[2].split(".")[-1].strip('"').upper()
        try:
            functions.drop(name)
        except duckdb.Error:
            if not found[1]:
                raise
        return execute(f"select '{name} successfully dropped.' as status")
    return execute(command)


def _change(cursor: Any, command: str, execute: Callable[[str], Any], own: bool) -> Any:
    """One changing statement is one transaction, unless the client has begun one.

    DuckDB cannot undo a single statement of a transaction: an error there undoes it
    all, and its COMMIT says so.
    """
    duck = cursor._conn._duck_conn
    if own:
        duck.begin()
    try:
        answer = execute(command)
        if own:
            duck.commit()
        return answer
    except BaseException:
        if own:
            _rollback(duck)
        else:
            cursor._conn._is_broken = True
            _finish(cursor._conn, "rollback")
        raise


def first_word(command: str) -> str:
    found = FIRST_WORD.match(command)
    return found[1].upper() if found else ""


def _in_transaction(connection: Any) -> bool:
    return getattr(connection, "_has_begun", False)


def _finish(connection: Any, how: str) -> None:
    try:
        getattr(connection._duck_conn, how)()
    finally:
        connection._has_begun = False
        _writer.release(connection)


def _rollback(duck: duckdb.DuckDBPyConnection) -> None:
    try:
        duck.rollback()
    except duckdb.TransactionException:
        pass  # the error has ended it


def _is_abandoned(connection: Any) -> bool:
    return (
        _in_transaction(connection)
        and not getattr(connection, "_is_busy", False)
        and not is_connected(connection)
    )


def _broken() -> ProgrammingError:
    return ProgrammingError(
        msg="the transaction was rolled back by an earlier error; ROLLBACK ends it",
        errno=90232,
        sqlstate="25000",
    )


def _as_sql_error(describe: Any) -> Any:
    def patched(cursor: Any) -> Any:
        try:
            return describe(cursor)
        except Exception as error:
            raise _sql_error(error) from error

    return patched


def _sql_error(error: Exception) -> Exception:
    if isinstance(error, ProgrammingError):
        return error
    if isinstance(error, Error):
        number, state, text = error.errno or 100132, error.sqlstate, error.msg
    else:
        number, state, text = 100132, "P0000", f"{type(error).__name__}: {error}"
    shown = (text or "").split("\n\nLINE")[0]
    return ProgrammingError(msg=shown, errno=number, sqlstate=state or "P0000")
