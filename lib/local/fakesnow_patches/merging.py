"""MERGE as one atomic change that costs what it changes.

fakesnow's series of statements lets several rows of the source change the same row of
the target, in no order; Snowflake refuses that. DuckDB's own MERGE reads every column
of the whole target, and its updates make the next checkpoint write them all again: with
a million rows that is seconds for two thousand changes. Here changed rows are removed
and added again, found by key and fetched by their row number.
"""

from typing import Any

from fakesnow.transforms.merge import operations
from snowflake.connector.errors import ProgrammingError
from sqlglot import exp

SOURCE, PAIRS, ROWS = "_merge_source", "_merge_pairs", "_merge_rows"
ACTIONS = {"inserted": "insert", "updated": "update", "deleted": "delete"}


def merge(cursor: Any, statement: exp.Merge, params: Any) -> exp.Expression:
    """Carry out a MERGE in the transaction that is open.

    Returns: a query that tells how many rows were inserted, updated and deleted.
    """
    duck = cursor._duck_conn
    target, source = statement.this.copy(), statement.args["using"]
    name = target.alias_or_name
    table = target.copy()
    table.set("alias", None)
    binds = _count_binds(source)
    duck.execute(
        f"create or replace temp table {SOURCE} as "
        f"select *, row_number() over () as _n from {source.sql('duckdb')}",
        (params or [])[:binds] or None,
    )
    alias = source.alias_or_name
    clauses = [(_action(when), when) for when in statement.args["whens"]]
    matched = [pair for pair in clauses if pair[1].args.get("matched")]
    duck.execute(
        f"create or replace temp table {PAIRS} as "
        f"select {name}.rowid as _row, {alias}._n, "
        f"{_first_that_fits(matched)} as _when "
        f"from {target.sql('duckdb')} inner join {SOURCE} as {alias} "
        f"on {statement.args['on'].sql('duckdb')}",
        (params or [])[binds:] or None,
    )
    _refuse_doubles(duck)
    columns = [
        row[0] for row in duck.execute(f"describe {table.sql('duckdb')}").fetchall()
    ]
    counts = dict.fromkeys(ACTIONS.values(), 0)
    duck.execute(
        f"create or replace temp table {ROWS} as "
        f"select * from {table.sql('duckdb')} limit 0"
    )
    for number, (action, when) in enumerate(matched):
        counts[action] += _count(duck, f"{PAIRS} where _when = {number}")
        if action == "update":
            duck.execute(
                f"insert into {ROWS} select {_updated(when, columns, name)} "
                f"from {target.sql('duckdb')} "
                f"inner join {PAIRS} as _pair on {name}.rowid = _pair._row "
                f"inner join {SOURCE} as {alias} on _pair._n = {alias}._n "
                f"where _pair._when = {number}"
            )
    for action, when in clauses:
        if action == "insert":
            counts[action] += _insert(duck, when, alias)
    duck.execute(
        f"delete from {table.sql('duckdb')} "
        f"where rowid in (select _row from {PAIRS} where _when is not null)"
    )
    duck.execute(f"insert into {table.sql('duckdb')} select * from {ROWS}")
    for temporary in (SOURCE, PAIRS, ROWS):
        duck.execute(f"drop table {temporary}")
    told = exp.select(
        *[
            exp.alias_(
                exp.Literal.number(counts[ACTIONS[kind]]),
                f"number of rows {kind}",
                quoted=True,
            )
            for kind, found in operations(statement).items()
            if found
        ]
    )
    told.set("merge_counts", True)
    return told


def _insert(duck: Any, when: exp.When, alias: str) -> int:
    """Add to the rows what the source has and the target has not."""
    then = when.args["then"]
    names = ", ".join(column.sql("duckdb") for column in then.this.expressions)
    values = ", ".join(value.sql("duckdb") for value in then.expression.expressions)
    condition = when.args.get("condition")
    rest = (
        f"{SOURCE} as {alias} where {alias}._n not in (select _n from {PAIRS}) "
        f"and {condition.sql('duckdb') if condition else 'true'}"
    )
    count = _count(duck, rest)
    duck.execute(f"insert into {ROWS} ({names}) select {values} from {rest}")
    return count


def _updated(when: exp.When, columns: list[str], name: str) -> str:
    """The columns of a row after the update: set anew, or as they are."""
    changes = {
        setting.this.name.lower(): setting.expression.sql("duckdb")
        for setting in when.args["then"].expressions
    }
    return ", ".join(
        changes.get(column.lower(), f'{name}."{column}"') for column in columns
    )


def _first_that_fits(matched: list[tuple[str, exp.When]]) -> str:
    """The number of the first clause whose condition holds, null when none does."""
    cases = [
        f"when {condition.sql('duckdb') if condition else 'true'} then {number}"
        for number, (_, when) in enumerate(matched)
        for condition in [when.args.get("condition")]
    ]
    return f"case {' '.join(cases)} end" if cases else "null::int"


def _refuse_doubles(duck: Any) -> None:
    doubled = _count(
        duck,
        f"(select _row from {PAIRS} where _when is not null "
        "group by _row having count(*) > 1)",
    )
    if doubled:
        raise ProgrammingError(
            msg="Duplicate row detected during DML action: "
            f"{doubled} rows of the target would be changed more than once",
            errno=100090,
            sqlstate="42P18",
        )


def _action(when: exp.When) -> str:
    then = when.args["then"]
    return "delete" if isinstance(then, exp.Var) else then.key


def _count_binds(source: exp.Expression) -> int:
    return len(list(source.find_all(exp.Placeholder)))


def _count(duck: Any, rest: str) -> int:
    return duck.execute(f"select count(*) from {rest}").fetchone()[0]
