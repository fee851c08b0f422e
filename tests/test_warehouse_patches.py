"""Each patch of fakesnow does its work, and a server without it still needs it.

The second half of a test fails when a later fakesnow does by itself what the patch
does: then the patch can go.
"""

import http.client
import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest
import snowflake.connector
from fakesnow.instance import FakeSnow
from fakesnow.transforms import stage
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import Error

from lib import local
from lib.config import Settings
from lib.local import services
from lib.local.fakesnow_patches.results import REMEMBERED, RecentResults

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def ours(embedded: Settings) -> Iterator[SnowflakeConnection]:
    connection = snowflake.connector.connect(
        **local.warehouse(embedded), paramstyle="qmark"
    )
    yield connection
    connection.close()


@pytest.fixture(scope="module", autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """fakesnow makes a temporary folder when it is imported, and leaves it."""
    yield
    shutil.rmtree(stage.LOCAL_BUCKET_PATH, ignore_errors=True)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """How to reach a server of fakesnow's own, nothing patched."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "fakesnow", "-s", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(tmp_path_factory.mktemp("stock"))},
    )
    while not services.answers(port, "/", (200, 404)):
        assert server.poll() is None
        time.sleep(0.05)
    yield {
        "account": "stock",
        "user": "anybody",
        "password": "anything",
        "host": "127.0.0.1",
        "port": port,
        "protocol": "http",
        "database": "D",
        "schema": "S",
        # an HTTP 500 is not tried again for long
        "network_timeout": 1,
        "session_parameters": {"CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False},
    }
    server.kill()
    server.wait()


@pytest.fixture
def theirs(stock: dict[str, Any]) -> Iterator[SnowflakeConnection]:
    connection = snowflake.connector.connect(**stock, paramstyle="qmark")
    yield connection
    connection.close()


def run(connection: SnowflakeConnection, *statements: str) -> list[tuple[Any, ...]]:
    """The rows of the last of several statements."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall()


def outcome(connection: SnowflakeConnection, *statements: str) -> Any:
    """The rows of the last statement, or the error."""
    try:
        return run(connection, *statements)
    except Error as error:
        return error


ANSWERS = {
    "a list travels as JSON text": (
        ["select regexp_substr_all('a1b2', '[0-9]') as digits"],
        [('["1", "2"]',)],
    ),
    "a small whole number is a number": (["select sign(-5) as n"], [(-1,)]),
    "TRY_TO_TIMESTAMP of a wrong literal is null": (
        ["select try_to_timestamp_ntz('no time')"],
        [(None,)],
    ),
    "TRY_TO_TIMESTAMP takes a column": (
        [
            "select try_to_timestamp_ntz(a) from (values "
            "('2026-11-24T01:02:03Z'), ('x')) as t (a)"
        ],
        [(datetime(2026, 11, 24, 1, 2, 3),), (None,)],
    ),
    "a named array may mix types": (
        ["select array_construct(1, 'a', null) as mixed"],
        [('[1,"a",null]',)],
    ),
    "a sum of whole numbers is a whole number": (
        ["select to_varchar(sum(a)) from (values (1), (2)) as t (a)"],
        [("3",)],
    ),
    "primary keys are declared only": (
        [
            "create or replace table keyed (a int primary key, b int unique)",
            "insert into keyed values (1, 1), (1, 1)",
            "select count(*) from keyed",
        ],
        [(2,)],
    ),
    "a function may be written in Python": (
        [
            "create or replace function doubled(x int) returns int language python "
            "runtime_version = '3.11' handler = 'double' as "
            "$$\ndef double(x):\n    return 2 * x\n$$",
            "select doubled(21)",
        ],
        [(42,)],
    ),
    "the warehouse has a name": (["select current_warehouse()"], [("EMBEDDED",)]),
    "what is about an account is passed over": (
        ["grant select on all tables in schema public to role reader"],
        [("Statement executed successfully.",)],
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_as_snowflakes(
    name: str, ours: SnowflakeConnection, theirs: SnowflakeConnection
) -> None:
    statements, expected = ANSWERS[name]

    assert run(ours, *statements) == expected
    assert outcome(theirs, *statements) != expected


def test_a_null_timestamp_arrives_as_null(ours, theirs):
    statement = (
        "select a::timestamp_ntz as a from (values ('2026-11-24 01:00:00'), (null)) "
        "as t (a) order by a nulls last"
    )

    assert run(ours, statement) == [(datetime(2026, 11, 24, 1),), (None,)]
    assert outcome(theirs, statement)[1] != (None,)


def test_a_bound_value_may_be_cast(ours, theirs):
    statement = "select ?::float as a, '?::' as b"

    assert ours.cursor().execute(statement, [2]).fetchall() == [(2.0, "?::")]
    with pytest.raises(Error):
        theirs.cursor().execute(statement, [2])


def test_an_unexpected_error_is_an_sql_error_at_once(ours, theirs):
    statement = "explain select 1"

    with pytest.raises(snowflake.connector.ProgrammingError):
        run(ours, statement)
    with pytest.raises(snowflake.connector.errors.InternalServerError):
        run(theirs, statement)
    assert run(ours, "select 1") == [(1,)]


def test_an_error_in_a_transaction_undoes_it_whole(ours, theirs):
    def attempt(connection: SnowflakeConnection) -> Any:
        run(connection, "create or replace table part (a int)", "begin")
        run(connection, "insert into part values (1)")
        outcome(connection, "insert into part select 'no number'::int")
        return outcome(connection, "commit")

    assert "rolled back" in str(attempt(ours))
    assert run(ours, "rollback", "select count(*) from part") == [(0,)]
    assert "rolled back" not in str(attempt(theirs))


def test_a_definition_commits_what_was_begun(ours, theirs):
    def attempt(connection: SnowflakeConnection) -> Any:
        return outcome(
            connection,
            "create or replace table begun (a int)",
            "begin",
            "insert into begun values (1)",
            "create or replace table another (a int)",
            "rollback",
            "select count(*) from begun",
        )

    assert attempt(ours) == [(1,)]
    assert attempt(theirs) != [(1,)]


def test_two_writers_wait_for_each_other(embedded, ours, stock, theirs):
    with snowflake.connector.connect(**local.warehouse(embedded)) as second:
        run(ours, "create or replace table shared as select 0 as a", "begin")
        run(ours, "update shared set a = a + 1")
        other = threading.Thread(
            target=run, args=[second, "update shared set a = a + 1"]
        )
        other.start()
        time.sleep(0.2)
        assert other.is_alive()
        run(ours, "commit")
        other.join()
        assert run(ours, "select a from shared") == [(2,)]
    with snowflake.connector.connect(**stock) as second:
        run(theirs, "create or replace table shared as select 0 as a", "begin")
        run(theirs, "update shared set a = a + 1")
        assert isinstance(outcome(second, "update shared set a = a + 1"), Exception)
        run(theirs, "rollback")


def test_a_merge_refuses_two_sources_for_one_row(ours, theirs):
    statements = [
        "create or replace table merged as select 1 as a, 0 as b",
        "merge into merged using (select column1 as a, column2 as b from values "
        "(1, 1), (1, 2)) as s on merged.a = s.a when matched then update set b = s.b",
    ]

    assert "more than once" in str(outcome(ours, *statements))
    assert run(ours, "select * from merged") == [(1, 0)]
    assert "more than once" not in str(outcome(theirs, *statements))


def test_a_table_that_is_there_keeps_its_load_history(ours, theirs, tmp_path):
    (tmp_path / "rows.csv").write_text("1\n")
    put = f"put 'file://{tmp_path}/rows.csv' @files"
    copy = "copy into loaded from @files file_format = (type = csv)"

    def attempt(connection: SnowflakeConnection) -> Any:
        return outcome(
            connection,
            "create or replace stage files",
            put,
            "create or replace table loaded (a int)",
            copy,
            "create table if not exists loaded (a int)",
            copy,
            "select count(*) from loaded",
        )

    assert attempt(ours) == [(1,)]
    assert attempt(theirs) == [(2,)]


def test_put_takes_a_quoted_stage(ours, theirs, tmp_path):
    (tmp_path / "a.txt").write_text("1")
    put = f"put 'file://{tmp_path}/a.txt' '@quoted'"

    assert run(ours, "create or replace stage quoted", put)[0][6] == "UPLOADED"
    with pytest.raises(Error, match="does not start with @"):
        run(theirs, "create or replace stage quoted", put)


def test_copy_knows_files_and_lines_and_unloads(embedded, ours, theirs):
    access = local.lake(embedded)
    bucket, _ = access.pop("bucket"), access.pop("prefix")
    s3 = boto3.client("s3", **access)
    s3.upload_fileobj(io.BytesIO(b"one\ntwo"), bucket, "lines/a.txt")
    stage = "create stage if not exists lake url = 's3://first-rung/'"
    load = (
        "copy into lined from (select metadata$filename, metadata$file_row_number, $1 "
        "from @lake/lines/) file_format = (type = csv field_delimiter = none) "
        "on_error = continue"
    )
    unload = (
        "copy into @lake/unloaded from (select 1 as a) file_format = "
        "(type = parquet) header = true single = true overwrite = true"
    )
    table = "create or replace table lined (a varchar, b int, c varchar)"

    assert run(ours, unload)[0][0] == 1
    assert run(ours, table, load, "select * from lined order by b") == [
        ("lines/a.txt", 1, "one"),
        ("lines/a.txt", 2, "two"),
    ]
    assert isinstance(outcome(theirs, stage, unload), Exception)
    assert isinstance(outcome(theirs, stage, table, load), Exception)


def test_a_password_is_asked_for(embedded, stock):
    with pytest.raises(Error, match="Incorrect username"):
        snowflake.connector.connect(**local.warehouse(embedded) | {"password": "no"})
    snowflake.connector.connect(**stock | {"password": "no"}).close()


def test_an_upload_asks_for_its_key(embedded, stock):
    def put(port: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("PUT", "/fs_bucket/D/S/CODE/x", body=b"code")
        return connection.getresponse().status

    assert put(local.warehouse(embedded)["port"]) == 403
    assert put(stock["port"]) == 200


def test_a_cancelled_statement_stops(ours):
    slow = (
        "select count(*) from range(100000000) a, range(1000) b where a.range % 7 = 3"
    )
    started = time.monotonic()

    with pytest.raises(Error, match="Interrupted|timed out|timeout"):
        ours.cursor().execute(slow, timeout=1)

    assert time.monotonic() - started < 20
    assert run(ours, "select 1") == [(1,)]


def test_only_the_last_small_results_are_remembered():
    results = RecentResults()
    for number in range(REMEMBERED + 5):
        results[str(number)] = (None,)

    assert len(results) == REMEMBERED
    assert type(FakeSnow().results_cache) is dict


def test_a_session_that_is_closed_has_ended(
    embedded: Settings, stock: dict[str, Any]
) -> None:
    ours = snowflake.connector.connect(**local.warehouse(embedded))
    theirs = snowflake.connector.connect(**stock)

    ours.close()
    theirs.close()

    assert (ours.is_closed(), theirs.is_closed()) == (True, False)


def test_a_program_ends_though_its_warehouse_has_gone(embedded: Settings) -> None:
    program = (
        "from lib import config, warehouse\n"
        "from lib.local import services\n"
        "settings = config.load()\n"
        "warehouse.open_session(settings).close()\n"
        "services.stop(settings.local, 'warehouse')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"FIRST_RUNG_OUTPUTS": str(embedded.outputs)},
        timeout=60,
    )

    assert done.returncode == 0
