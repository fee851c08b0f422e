"""The statements: one object a file, layers in order, valid Snowflake, bound values."""

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from lib import config, publish, transform, warehouse

FILES = sorted(config.SQL.rglob("*.sql"))
LAYERS = (
    "raw_",
    "stg_",
    "master_",
    "dim_",
    "bridge_",
    "fct_",
    "current_",
    "mart_",
)
# a layer may read itself and the ones named here
READS = {
    "raw_": (),
    "stg_": ("raw_", "rejected_"),
    "master_": ("stg_",),
    "dim_": ("stg_", "master_", "dim_", "bridge_"),
    "bridge_": ("stg_", "master_"),
    "fct_": ("stg_", "dim_"),
    "current_": ("dim_", "master_"),
    "mart_": ("stg_", "dim_", "bridge_", "fct_", "mart_", "current_"),
}


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

    assert len(statements) == 1


@pytest.mark.parametrize("path", FILES, ids=names)
def test_each_question_mark_has_a_name(path: Path) -> None:
    name = path.relative_to(config.SQL).with_suffix("").as_posix()
    text = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))

    assert text.count("?") == len(warehouse.binds(name))


@pytest.mark.parametrize("model", transform.MODELS)
def test_a_layer_reads_only_earlier_layers(model: str) -> None:
    text = (config.SQL / "transform" / f"{model}.sql").read_text(encoding="utf-8")
    statement = sqlglot.parse_one(text, read="snowflake")
    aliases = {cte.alias for cte in statement.find_all(exp.CTE)}
    read = {table.name for table in statement.find_all(exp.Table)} - aliases - {model}
    layer = next(prefix for prefix in LAYERS if model.startswith(prefix))

    later = [name for name in read if name and not name.startswith(READS[layer])]

    assert later == ["functions"] or later == []


def test_every_table_of_the_page_states_its_columns() -> None:
    text = (config.SQL / "setup" / "mart_postings.sql").read_text(encoding="utf-8")

    columns = re.findall(r"^    \w+ \w+", text, re.MULTILINE)

    assert len(publish.columns("mart_postings")) == len(columns) > 30
