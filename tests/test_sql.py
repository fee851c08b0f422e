"""The statements: one object a file, layers in order, valid Snowflake, bound values."""

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from lib import config, publish, transform, warehouse

FILES = sorted(config.SQL.rglob("*.sql"))
# what a layer may read, besides itself; the tables that a run fills for itself (`work`)
# may read what is kept of them, to see what has changed
READS = {
    "raw": (),
    "stg": ("raw", "rejected"),
    "rejected": ("raw", "stg"),
    "master": ("stg",),
    "work": ("stg", "master", "dim", "bridge", "fct", "mart"),
    "dim": ("stg", "master", "work", "bridge"),
    "bridge": ("stg", "master", "work"),
    "fct": ("stg", "work"),
    "current": ("dim", "master"),
    "mart": ("dim", "bridge", "fct", "work"),
    "parts": ("work", "dim", "fct", "mart"),
    # the tables of the first design, and what is published
    "view": ("stg", "dim", "bridge", "fct", "current"),
    "publish": ("stg", "master", "dim", "bridge", "fct", "mart", "parts", "runs"),
}
WORK = {name for name in transform.WORK if name.startswith("stg_")}
PARTS = {"stg_parts"}
MODELS = [
    name
    for name in (*transform.WORK, *transform.MERGED, *transform.WHOLE)
    if not name.endswith("_since")
]
BUILT = [
    *(f"stage/{name}" for name in ("stg_lines", "stg_restaged", "stg_observations")),
    *(f"stage/{name}" for name in ("rejected_rows", "stg_files", "stg_texts")),
    *(f"stage/{name}" for name in ("stg_touched", "clear_texts", "master_postings")),
    *(f"transform/{name}" for name in MODELS),
    *(f"publish/{path.stem}" for path in warehouse.sql_files("publish")),
]


def layer(name: str) -> str:
    """The layer that a table or a statement belongs to."""
    if name in WORK:
        return "work"
    if name in PARTS:
        return "parts"
    first = name.split("_")[0]
    return first if first in {*READS, "runs"} else "view"


def names(path: Path) -> str:
    return path.relative_to(config.SQL).as_posix()


@pytest.mark.parametrize("path", FILES, ids=names)
def test_each_file_says_what_one_row_is(path: Path) -> None:
    head = path.read_text(encoding="utf-8").splitlines()[0]

    assert re.match(r"-- (one row is|rule): \S", head)


@pytest.mark.parametrize("path", FILES, ids=names)
def test_each_file_is_one_statement_of_snowflakes_dialect(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    statements = [part for part in sqlglot.parse(text, read="snowflake") if part]

    # what a DBA runs once is a script
    assert len(statements) == 1 or path.parent.name == "snowflake"


@pytest.mark.parametrize("path", FILES, ids=names)
def test_each_question_mark_has_a_name(path: Path) -> None:
    name = path.relative_to(config.SQL).with_suffix("").as_posix()
    text = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))

    assert text.count("?") == len(warehouse.binds(name))


@pytest.mark.parametrize("path", BUILT)
def test_a_layer_reads_only_earlier_layers(path: str) -> None:
    text = (config.SQL / f"{path}.sql").read_text(encoding="utf-8")
    statement = sqlglot.parse_one(text, read="snowflake")
    aliases = {cte.alias for cte in statement.find_all(exp.CTE)}
    written = statement.find(exp.Table).name
    read = {table.name for table in statement.find_all(exp.Table)} - aliases - {written}
    own = "publish" if isinstance(statement, exp.Copy) else layer(written)

    found = {name: layer(name) for name in read if name and not name.startswith("@")}

    later = {name: its for name, its in found.items() if its not in (own, *READS[own])}
    assert later == {}


def test_every_table_of_the_page_states_its_columns() -> None:
    text = (config.SQL / "setup" / "mart_postings.sql").read_text(encoding="utf-8")

    columns = re.findall(r"^    \w+ \w+", text, re.MULTILINE)

    assert len(publish.columns("mart_postings")) == len(columns) > 30
