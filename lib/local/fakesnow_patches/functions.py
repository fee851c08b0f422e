"""Python functions of the warehouse, from the statement that Snowflake takes.

fakesnow has none. The handler becomes a function of DuckDB, which calls it with 2,048
rows at a time. The statement is kept with the archive it imports, so that a server
that starts again has the same functions.
"""

import hashlib
import importlib
import inspect
import json
import re
import shutil
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa
from fakesnow.dialect import parse_one
from fakesnow.transforms import stage
from sqlglot import exp

TYPES = {
    "BIGINT": "BIGINT",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "DECIMAL": "BIGINT",
    "DOUBLE": "DOUBLE",
    "FLOAT": "DOUBLE",
    "INT": "BIGINT",
    "TEXT": "VARCHAR",
    "VARCHAR": "VARCHAR",
    "TIMESTAMP": "TIMESTAMP",
    "TIMESTAMPNTZ": "TIMESTAMP",
    # JSON is how fakesnow stores these
    "ARRAY": "JSON",
    "OBJECT": "JSON",
    "VARIANT": "JSON",
}
FUNCTION = re.compile(
    r"(?is)\s*(--[^\n]*\n\s*)*create\s.*?\bfunction\b.*\blanguage\s+python"
)
Column = Any  # of pyarrow: an Array or a ChunkedArray


class Functions:
    """The Python functions of one warehouse folder."""

    def __init__(self, duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._duck = duck
        self._folder = folder
        self._archives: list[str] = []
        self._pending = {path.stem: path for path in folder.glob("*.sql")}
        self._restored: set[str] = set()
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        sys.modules["_snowflake"] = _snowflake_module()

    def create(self, sql: str, database: str, schema: str) -> str:
        """Register a function and keep its statement. Returns: its name."""
        statement = parse_one(sql)
        name = _name(statement)
        archives = [
            self._keep(reference, database, schema)
            for reference in _quoted_names(statement, "imports")
        ]
        self._register(name, statement, archives)
        kept = json.dumps({"sql": sql, "archives": archives})
        partial = self._folder / f".{name}"
        partial.write_text(kept, encoding="utf-8")
        partial.replace(self._folder / f"{name}.sql")
        self._pending.pop(name, None)
        return name

    def drop(self, name: str) -> None:
        """Forget a function. Raises: CatalogException when there is none."""
        self._pending.pop(name, None)
        (self._folder / f"{name}.sql").unlink(missing_ok=True)
        self._duck.remove_function(name)

    def restore(self, name: str) -> bool:
        """Register a function that an earlier server kept. Returns: whether it was one.

        Not done at start: it imports pandas, and most sessions call no function.
        """
        with self._lock:
            path = self._pending.get(name)
            if path is None:
                # another statement may just have done it
                return name in self._restored
            kept = json.loads(path.read_text(encoding="utf-8"))
            self._register(name, parse_one(kept["sql"]), kept["archives"])
            del self._pending[name]
            self._restored.add(name)
            return True

    def _keep(self, reference: str, database: str, schema: str) -> str:
        """Copy an imported file of a stage under the name of its content."""
        stage_name, _, path = reference.removeprefix("@").partition("/")
        place = ".".join(stage.parts_from_var(stage_name, database, schema))
        source = Path(stage.internal_dir(place)) / path
        if not source.is_file():
            raise stage.not_found_error(f"{place}/{path}")
        digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
        name = f"{digest}{source.suffix}"
        if not (self._folder / name).exists():
            shutil.copyfile(source, self._folder / f".{name}")
            (self._folder / f".{name}").replace(self._folder / name)
        return name

    def _register(
        self, name: str, statement: exp.Expression, archives: list[str]
    ) -> None:
        self._import_from(archives)
        space: dict[str, Any] = {"__name__": f"function_{name.lower()}"}
        body = statement.expression.name
        exec(compile(body, f"<function {name}>", "exec"), space)
        handler = space[_option(statement, exp.HandlerProperty).this.name]
        signature = [_type(column.kind) for column in statement.this.expressions]
        returns = _type(_option(statement, exp.ReturnsProperty).this)
        batch = _by_batch if hasattr(handler, "_batch_input") else _by_row
        json_columns = [kind == "JSON" for kind in signature]
        function: Any = batch(handler, json_columns, returns == "JSON")
        # DuckDB counts a function's parameters by its signature
        function.__signature__ = inspect.Signature(
            [
                inspect.Parameter(f"column_{index}", inspect.Parameter.POSITIONAL_ONLY)
                for index in range(len(signature))
            ]
        )
        try:
            self._duck.remove_function(name)
        except duckdb.InvalidInputException:
            pass  # it is new
        self._duck.create_function(
            name,
            function,
            signature,
            returns,
            type="arrow",
            null_handling="special",
        )

    def _import_from(self, archives: list[str]) -> None:
        """Make these archives the only place of the packages in them.

        Functions of the same archive share its modules; with another one, the code
        imported before is forgotten here, while functions made from it keep it.
        """
        if archives == self._archives:
            return
        paths = [str(self._folder / name) for name in archives]
        packages = {package for path in paths for package in _packages(path)}
        for module in [name for name in sys.modules if name.split(".")[0] in packages]:
            del sys.modules[module]
        before = {str(self._folder / name) for name in self._archives}
        sys.path[:] = paths + [path for path in sys.path if path not in before]
        importlib.invalidate_caches()
        self._archives = archives


def _by_batch(
    handler: Callable[..., Any], takes_json: list[bool], gives_json: bool
) -> Callable[..., pa.Array]:
    """A vectorised handler: a frame in, one answer per row out."""

    def call(*columns: Column) -> pa.Array:
        import pandas

        # as on Snowflake an unknown text is None and a text is a plain str, whatever
        # this version of pandas makes of texts
        frame = pandas.DataFrame(
            {
                index: pandas.Series(_values(column, is_json), dtype=_dtype(column))
                for index, (column, is_json) in enumerate(
                    zip(columns, takes_json, strict=True)
                )
            }
        )
        return _answers(handler(frame), gives_json)

    return call


def _by_row(
    handler: Callable[..., Any], takes_json: list[bool], gives_json: bool
) -> Callable[..., pa.Array]:
    """A plain handler: a row's values in, one answer out."""

    def call(*columns: Column) -> pa.Array:
        values = [
            _values(column, is_json)
            for column, is_json in zip(columns, takes_json, strict=True)
        ]
        return _answers(
            (handler(*row) for row in zip(*values, strict=True)), gives_json
        )

    return call


def _answers(answers: Iterable[Any], gives_json: bool) -> pa.Array:
    if not gives_json:
        return pa.array(answers, from_pandas=True)
    texts = [
        None if answer is None else json.dumps(answer, ensure_ascii=False, default=str)
        for answer in answers
    ]
    return pa.ExtensionArray.from_storage(pa.json_(), pa.array(texts, pa.string()))


def _values(column: Column, is_json: bool) -> list[Any]:
    values = column.to_pylist()
    if not is_json:
        return values
    return [None if text is None else json.loads(text) for text in values]


def _dtype(column: Column) -> Any:
    numeric = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    return None if numeric or pa.types.is_temporal(column.type) else object


def _type(kind: exp.Expression) -> str:
    name = kind.this.name if isinstance(kind, exp.DataType) else kind.name.upper()
    if name not in TYPES:
        raise NotImplementedError(f"a Python function with a value of type {name}")
    return TYPES[name]


def _name(statement: exp.Expression) -> str:
    return statement.this.this.name.upper()


def _option(statement: exp.Expression, kind: type[exp.Expression]) -> exp.Expression:
    found = statement.args["properties"].find(kind)
    if found is None:
        raise NotImplementedError(f"a Python function without {kind.__name__}")
    return found


def _quoted_names(statement: exp.Expression, name: str) -> list[str]:
    """The quoted names in `imports = ('@code/a.zip')`."""
    for option in statement.args["properties"].expressions:
        if isinstance(option, exp.Property) and option.name.lower() == name:
            return [literal.name for literal in option.find_all(exp.Literal)]
    return []


def _packages(path: str) -> set[str]:
    if not zipfile.is_zipfile(path):
        return set()
    with zipfile.ZipFile(path) as archive:
        return {name.split("/")[0].removesuffix(".py") for name in archive.namelist()}


def _snowflake_module() -> ModuleType:
    """The module `_snowflake` that handlers import, with the decorator they need."""
    module = ModuleType("_snowflake")

    def vectorized(input: type, **_: Any) -> Callable[..., Any]:
        def mark(handler: Any) -> Any:
            handler._batch_input = input
            return handler

        return mark

    module.vectorized = vectorized  # type: ignore[attr-defined]
    return module
