"""How results travel to the client, and how long the server remembers them."""

import json
from collections import OrderedDict
from typing import Any

import fakesnow.arrow
import fakesnow.rowtype
import fakesnow.server
import pyarrow as pa

REMEMBERED = 100
REMEMBERED_BYTES = 1 << 20


class RecentResults(OrderedDict[str, tuple[Any, ...]]):
    """The last small results. fakesnow keeps every result for as long as it lives."""

    def __setitem__(self, query: str, result: tuple[Any, ...]) -> None:
        table = result[0]
        if table is not None and table.nbytes > REMEMBERED_BYTES:
            return
        super().__setitem__(query, result)
        while len(self) > REMEMBERED:
            self.popitem(last=False)


class _Types(dict[str, str]):
    """Snowflake's type for each of DuckDB's; fakesnow fails at those it lacks."""

    extra = {"FLOAT": "real", "UUID": "text", "TIMESTAMP_S": "timestamp_ntz"}
    extra |= dict.fromkeys(["SMALLINT", "TINYINT", "UHUGEINT"], "fixed")
    extra |= dict.fromkeys(["UINTEGER", "USMALLINT", "UTINYINT"], "fixed")

    def get(self, name: str, default: Any = None) -> Any:
        if name.endswith("]"):
            return "array"
        if name.startswith(("STRUCT", "MAP")):
            return "object"
        return super().get(name) or self.extra.get(name, "text")


def apply() -> None:
    fakesnow.rowtype.duckdb_to_sf_type = _Types(fakesnow.rowtype.duckdb_to_sf_type)
    fakesnow.server.to_sf = _with_sendable_columns(fakesnow.server.to_sf)
    fakesnow.arrow.timestamp_to_sf_struct = _with_nulls(
        fakesnow.arrow.timestamp_to_sf_struct
    )


def _with_sendable_columns(to_sf: Any) -> Any:
    """Lists and structs travel as JSON text, as Snowflake's arrays and objects do.

    The client reads no list of Arrow's, and no unsigned number of 64 bits, which is
    what DuckDB's `hash` gives: the same bits are sent as a signed one.
    """

    def patched(table: pa.Table, rowtype: Any) -> Any:
        for index, field in enumerate(table.schema):
            column = table.column(index)
            if pa.types.is_nested(field.type):
                texts = [_as_json(value) for value in column.to_pylist()]
                changed: Any = pa.array(texts, pa.string())
            elif pa.types.is_uint64(field.type):
                parts = [part.view(pa.int64()) for part in column.chunks]
                changed = pa.chunked_array(parts, pa.int64())
            else:
                continue
            table = table.set_column(index, field.name, changed)
        return to_sf(table, rowtype)

    return patched


def _with_nulls(to_struct: Any) -> Any:
    """A null timestamp arrives as null; unpatched, it may be the first of 1970."""

    def patched(times: Any) -> pa.StructArray:
        if isinstance(times, pa.ChunkedArray):
            times = times.combine_chunks()
        made = to_struct(times)
        parts = [part.fill_null(0) for part in made.flatten()]
        return pa.StructArray.from_arrays(
            parts, fields=list(made.type), mask=times.is_null()
        )

    return patched


def _as_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, default=str, ensure_ascii=False)
