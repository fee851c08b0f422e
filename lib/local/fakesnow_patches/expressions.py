"""How single statements are translated for DuckDB."""

import re
from collections.abc import Callable
from typing import Any

import fakesnow.cursor
import fakesnow.server
import sqlglot
from sqlglot import exp

from lib.local.fakesnow_patches import copying, merging

KEYS = (exp.PrimaryKeyColumnConstraint, exp.UniqueColumnConstraint, exp.Reference)
TABLE_KEYS = (exp.PrimaryKey, exp.ForeignKey, exp.UniqueColumnConstraint)
TRY_TO_TIMESTAMP = {"TRY_TO_TIMESTAMP", "TRY_TO_TIMESTAMP_NTZ"}
TEXT_OR_BIND = re.compile(
    r"(?s)'(?:[^'\\]|\\.|'')*'|\"[^\"]*\"|\$\$.*?\$\$|--[^\n]*|\?::"
)
Cursor = fakesnow.cursor.FakeSnowflakeCursor


def apply(open_lake: Callable[[], Any]) -> None:
    Cursor._execute = _by_kind(Cursor._execute, open_lake)
    Cursor._transform_explode = _but_not_merge(Cursor._transform_explode)
    transforms = fakesnow.cursor.transforms
    transforms.to_timestamp = _with_try(transforms.to_timestamp)
    transforms.array_construct_etc = _with_named_arrays(transforms.array_construct_etc)
    # fakesnow turns what is summed into floats: integers would lose their type, and
    # texts that are no numbers would count as null
    transforms.numeric_agg_implicit_cast = lambda expression: expression
    transforms.put_stage = _with_quoted_target(transforms.put_stage)
    parse_one = _with_cast_binds(fakesnow.cursor.parse_one)
    fakesnow.cursor.parse_one = fakesnow.server.parse_one = parse_one


def _by_kind(execute: Any, open_lake: Callable[[], Any]) -> Any:
    def patched(cursor: Any, statement: exp.Expression, params: Any = None) -> None:
        if isinstance(statement, exp.Copy):
            told = copying.copy(cursor, statement, open_lake)
            if told is not None:
                return execute(cursor, sqlglot.parse_one(told, read="duckdb"))
        if isinstance(statement, exp.Merge):
            return execute(cursor, merging.merge(cursor, statement, params))
        if isinstance(statement, exp.Create):
            _drop_keys(statement)
            if _is_there(cursor, statement):
                name = statement.find(exp.Table).name  # type: ignore[union-attr]
                told = f"select '{name} already exists, statement succeeded.' as status"
                return execute(cursor, sqlglot.parse_one(told, read="duckdb"))
        return execute(cursor, statement, params)

    return patched


def _drop_keys(statement: exp.Create) -> None:
    """Keys are declarations only in Snowflake; DuckDB would enforce them."""
    for constraint in list(statement.find_all(exp.ColumnConstraint)):
        if isinstance(constraint.kind, KEYS):
            constraint.pop()
    if isinstance(statement.this, exp.Schema):
        columns = statement.this.expressions
        kept = [
            column
            for column in columns
            if not isinstance(column, (exp.Constraint, *TABLE_KEYS))
        ]
        statement.this.set("expressions", kept)


def _is_there(cursor: Any, statement: exp.Create) -> bool:
    """Whether `create table if not exists` has nothing to do.

    fakesnow would forget which files were loaded into the table, and load them again.
    """
    table = statement.find(exp.Table)
    if not (statement.args.get("exists") and statement.kind == "TABLE" and table):
        return False
    place = [table.catalog or cursor._conn.database, table.db or cursor._conn.schema]
    found = cursor._duck_conn.execute(
        "select 1 from information_schema.tables "
        "where table_catalog = ? and table_schema = ? and table_name = ?",
        [*place, table.name],
    )
    return found.fetchone() is not None


def _but_not_merge(explode: Any) -> Any:
    def patched(cursor: Any, statement: exp.Expression) -> list[exp.Expression]:
        if isinstance(statement, exp.Merge):
            return [statement]
        return explode(cursor, statement)

    return patched


def _with_try(to_timestamp: Any) -> Any:
    """TRY_TO_TIMESTAMP gives null for what is no time.

    Unpatched, it raises for a literal and is no function for a column.
    """

    def patched(expression: exp.Expression) -> exp.Expression:
        if isinstance(expression, exp.TryCast):
            return expression
        is_function = isinstance(expression, exp.Anonymous)
        if is_function and expression.name.upper() in TRY_TO_TIMESTAMP:
            if len(expression.expressions) == 1:
                return exp.TryCast(
                    this=expression.expressions[0],
                    to=exp.DataType.build("timestamp", dialect="duckdb"),
                )
        return to_timestamp(expression)

    return patched


def _with_named_arrays(array_construct: Any) -> Any:
    """ARRAY_CONSTRUCT(…) AS name may mix types; unpatched, only without a name."""

    def patched(expression: exp.Expression) -> exp.Expression:
        parent = expression.parent
        named = isinstance(parent, exp.Alias) and isinstance(parent.parent, exp.Select)
        if isinstance(expression, exp.Array) and named:
            return exp.Anonymous(this="json_array", expressions=expression.expressions)
        return array_construct(expression)

    return patched


def _with_cast_binds(parse_one: Any) -> Any:
    """`?::float` is a bound value that is cast; sqlglot reads an operator `?::`."""

    def patched(command: str) -> exp.Expression:
        if "?::" in command:
            command = TEXT_OR_BIND.sub(
                lambda found: "? ::" if found[0] == "?::" else found[0], command
            )
        return parse_one(command)

    return patched


def _with_quoted_target(put_stage: Any) -> Any:
    """Snowpark writes `put 'file:…' '@stage'`; fakesnow wants the stage unquoted."""

    def patched(expression: exp.Expression, *others: Any) -> exp.Expression:
        if isinstance(expression, exp.Put):
            target = expression.args["target"]
            target.set("this", target.name.strip("'"))
        return put_stage(expression, *others)

    return patched
