"""COPY INTO from the lake and to it, through boto3 on the server's side.

DuckDB 2.0 has no S3 extension on a package index, and fakesnow's COPY knows neither
ON_ERROR = CONTINUE nor METADATA$ columns nor unloading.
"""

import codecs
import gzip
import re
import tempfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from fakesnow.transforms import stage
from snowflake.connector.errors import ProgrammingError
from sqlglot import exp

HISTORY = "_fs_information_schema._fs_load_history"
LINES = "_lines"
PARTED = "_parted"
GOES_ON = {"CONTINUE", "SKIP_FILE"}
COLUMNS = {
    "METADATA$FILENAME": "lake_file",
    "METADATA$FILE_ROW_NUMBER": "lake_row",
}


class Outcome(NamedTuple):
    """What became of one file, in the columns of COPY's answer."""

    file: str
    status: str
    rows_parsed: int
    rows_loaded: int
    errors_seen: int
    first_error: str | None
    first_error_line: int | None


def copy(cursor: Any, statement: exp.Copy, open_lake: Callable[[], Any]) -> str | None:
    """Carry out a COPY whose stage lies in the lake.

    Returns: a query that tells the result; None when it is not about the lake.
    """
    target = statement.this
    if isinstance(target, exp.Table) and isinstance(target.this, exp.Var):
        url = _url(cursor, target.this.name)
        return _unload(cursor, statement, url, open_lake()) if url else None
    source = statement.args["files"][0].this
    place = source.find(exp.Table).this if isinstance(source, exp.Select) else source
    url = _url(cursor, place.name) if isinstance(place, exp.Var) else None
    return _load(cursor, statement, url, open_lake()) if url else None


def _url(cursor: Any, name: str) -> str | None:
    """`@lake/postings/` as s3://first-rung/postings/, None for an internal stage."""
    stage_name, _, path = name.strip("'").removeprefix("@").partition("/")
    connection = cursor._conn
    parts = stage.parts_from_var(stage_name, connection.database, connection.schema)
    found = cursor._duck_conn.execute(
        "select url from _fs_global._fs_information_schema._fs_stages "
        "where database_name = ? and schema_name = ? and name = ?",
        parts,
    ).fetchone()
    if not found:
        raise stage.not_found_error(".".join(parts))
    return f"{found[0].rstrip('/')}/{path}" if found[0] else None


def _load(cursor: Any, statement: exp.Copy, url: str, client: Any) -> str:
    options = _options(statement)
    insert = _insert(statement, options)
    into = statement.find(exp.Schema) or statement.this
    table = into if isinstance(into, exp.Table) else into.this
    place = [table.name, table.db or cursor._conn.schema]
    duck, told = cursor._duck_conn, []
    sql = f"select file_name from {HISTORY} where table_name = ? and schema_name = ?"
    known = {row[0] for row in duck.execute(sql, place).fetchall()}
    for key in _keys(client, url, options.get("PATTERN")):
        name = f"s3://{_bucket(url)}/{key}"
        if name in known and options.get("FORCE", "FALSE") != "TRUE":
            continue
        body = client.get_object(Bucket=_bucket(url), Key=key)["Body"].read()
        mends = options.get("REPLACE_INVALID_CHARACTERS") == "TRUE"
        lines, outcome = _read(name, key, body, "replace" if mends else "strict")
        if outcome.errors_seen and options.get("ON_ERROR") not in GOES_ON:
            raise ProgrammingError(
                msg=f"{outcome.first_error}; file '{key}', line "
                f"{outcome.first_error_line}. To go on loading past errors, use "
                "ON_ERROR = CONTINUE",
                errno=100038,
                sqlstate="22018",
            )
        if outcome.errors_seen and options["ON_ERROR"] == "SKIP_FILE":
            lines, outcome = None, outcome._replace(status="LOAD_FAILED", rows_loaded=0)
        if lines is not None:
            duck.register(LINES, lines)
            duck.execute(insert)
            duck.unregister(LINES)
            _remember(duck, place, outcome)
        told.append(outcome)
    if not told:
        return "select 'Copy executed with 0 files processed.' as status"
    return _tell(told)


def _insert(statement: exp.Copy, options: dict[str, str]) -> str:
    """The statement that inserts a file's lines, with the columns COPY asks for."""
    source = statement.args["files"][0].this
    whole = options.get("TYPE", "CSV") == "CSV" and options.get("FIELD_DELIMITER")
    if not (isinstance(source, exp.Select) and whole == "NONE"):
        raise NotImplementedError(
            "COPY INTO a table from the lake in this form; whole lines can be loaded: "
            "FROM (SELECT $1 …) FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = NONE)"
        )
    query = source.copy()
    query.set("from_", exp.From(this=exp.to_table(LINES)))
    for column in list(query.find_all(exp.Column)):
        if column.name.upper() in COLUMNS:
            column.replace(exp.column(COLUMNS[column.name.upper()]))
    for parameter in list(query.find_all(exp.Parameter)):
        if parameter.name != "1":
            raise NotImplementedError(f"${parameter.name} of a whole line: only $1 is")
        parameter.replace(exp.column("lake_line_text"))
    return exp.Insert(this=statement.this.copy(), expression=query).sql("duckdb")


def _read(
    name: str, key: str, body: bytes, wrong_bytes: str
) -> tuple[pa.Table | None, Outcome]:
    """The lines of a file, and the outcome; no lines when the file is damaged."""
    try:
        text = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        if key.endswith(".gz") and text is body:
            raise gzip.BadGzipFile("not a gzipped file")
    except (OSError, EOFError, zlib.error) as error:
        problem = f"the file cannot be decompressed: {error}"
        return None, Outcome(name, "LOAD_FAILED", 0, 0, 1, problem, 1)
    lines = text.removeprefix(codecs.BOM_UTF8).split(b"\n")
    if not lines[-1]:
        lines.pop()
    texts, numbers, wrong = [], [], []
    for number, line in enumerate(lines, start=1):
        try:
            # empty and \N are null, as in Snowflake's own defaults
            plain = line.removesuffix(b"\r").decode(errors=wrong_bytes)
        except UnicodeDecodeError:
            wrong.append(number)
            continue
        texts.append(None if plain in {"", r"\N"} else plain)
        numbers.append(number)
    status = "LOADED" if not wrong else "PARTIALLY_LOADED" if texts else "LOAD_FAILED"
    problem = "Invalid UTF8 detected in string" if wrong else None
    loaded = Outcome(
        name,
        status,
        len(lines),
        len(texts),
        len(wrong),
        problem,
        wrong[0] if wrong else None,
    )
    columns = {
        "lake_file": pa.array([key] * len(texts), pa.string()),
        "lake_row": pa.array(numbers, pa.int64()),
        "lake_line_text": pa.array(texts, pa.string()),
    }
    return pa.table(columns), loaded


def _keys(client: Any, url: str, pattern: str | None) -> list[str]:
    """Keys that begin as the URL does, at any depth, and match the pattern in full."""
    prefix = url.split("/", 3)[3]
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=_bucket(url), Prefix=prefix
    )
    found = [item["Key"] for page in pages for item in page.get("Contents", [])]
    return sorted(
        key
        for key in found
        if not key.endswith("/") and (not pattern or re.fullmatch(pattern, key))
    )


def _remember(duck: Any, place: list[str], outcome: Outcome) -> None:
    duck.execute(
        f"delete from {HISTORY} "
        "where file_name = ? and table_name = ? and schema_name = ?",
        [outcome.file, *place],
    )
    duck.execute(
        f"insert into {HISTORY} (file_name, table_name, schema_name, last_load_time, "
        "status, row_count, row_parsed, first_error_message, first_error_line_number, "
        "error_count) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            outcome.file,
            *place,
            datetime.now(UTC),
            outcome.status,
            outcome.rows_loaded,
            outcome.rows_parsed,
            outcome.first_error,
            outcome.first_error_line,
            outcome.errors_seen,
        ],
    )


def _tell(told: list[Outcome]) -> str:
    rows = [tuple(outcome) for outcome in told]
    values = exp.values(rows, alias="told", columns=Outcome._fields)
    return exp.select("*").from_(values).sql("duckdb")


def _unload(cursor: Any, statement: exp.Copy, url: str, client: Any) -> str:
    """Write a query's rows as Parquet: one object, or one in a folder for each part."""
    options = _options(statement)
    source = statement.args["files"][0]
    query = source.this if isinstance(source, exp.Subquery) else exp.select("*")
    if query is not source.this:
        query = query.from_(source)
    if options.get("TYPE") == "PARQUET" and options.get("SINGLE") == "TRUE":
        key = url.split("/", 3)[3]
        if options.get("OVERWRITE") != "TRUE" and _keys(client, url, re.escape(key)):
            raise ProgrammingError(
                msg=f"Files already existing at the unload destination: {url}",
                errno=1030,
                sqlstate="42710",
            )
        parts = [(url, query.sql("duckdb"))]
    elif options.get("TYPE") == "PARQUET" and (by := _partition_by(statement)):
        parts = _parts(cursor._duck_conn, query, by, url)
    else:
        raise NotImplementedError(
            "COPY INTO the lake in this form; Parquet can be written, as one object or "
            "by parts: FILE_FORMAT = (TYPE = PARQUET), SINGLE = TRUE or PARTITION BY"
        )
    rows = size = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.parquet"
        for target, sql in parts:
            (count,) = cursor._duck_conn.execute(
                f"COPY ({sql}) TO '{path}' (FORMAT parquet)"
            ).fetchone()
            rows, size = rows + count, size + path.stat().st_size
            client.upload_file(str(path), _bucket(url), target.split("/", 3)[3])
    return (
        f"select {rows} as rows_unloaded, {size} as input_bytes, {size} as output_bytes"
    )


def _partition_by(statement: exp.Copy) -> exp.Expression | None:
    for parameter in statement.args.get("params") or []:
        if parameter.name.upper() == "PARTITION BY":
            return parameter.expression
    return None


def _parts(
    duck: Any, query: exp.Expression, by: exp.Expression, url: str
) -> list[tuple[str, str]]:
    """Where each part goes, and the query of its rows, in the order they were asked.

    The rows are kept aside, so that the query runs once.
    """
    duck.execute(f"create or replace temp table {PARTED} as {query.sql('duckdb')}")
    part = by.sql("duckdb")
    names = duck.execute(f"select distinct {part} from {PARTED} order by 1").fetchall()
    return [
        (
            f"{url.rstrip('/')}/{name}/data_0_0_0.snappy.parquet",
            f"select * from {PARTED} where {part} = {exp.Literal.string(name).sql()}",
        )
        for (name,) in names
    ]


def _bucket(url: str) -> str:
    return url.split("/", 3)[2]


def _options(statement: exp.Copy) -> dict[str, str]:
    """COPY's parameters and the file format's options, names and words in capitals."""
    options = {}
    for parameter in statement.args.get("params") or []:
        if parameter.expressions:
            for option in parameter.expressions:
                value = option.args.get("value")
                options[option.this.name.upper()] = _word(value)
        else:
            options[parameter.this.name.upper()] = _word(parameter.expression)
    return options


def _word(value: exp.Expression | None) -> str:
    if isinstance(value, exp.Boolean):
        return "TRUE" if value.this else "FALSE"
    if isinstance(value, exp.Literal):
        return value.name
    return value.name.upper() if value is not None else ""
