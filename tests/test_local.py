"""The embedded lake and warehouse, reached as S3 and Snowflake are, through crashes."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import duckdb
import pytest
import snowflake.connector
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from snowflake.snowpark import Session
from snowflake.snowpark.exceptions import SnowparkClientException

from lib import config, local
from lib.config import Settings
from lib.local import services

pytestmark = [
    pytest.mark.timeout(120),
    # the connector's own threads complain at length when a server is killed
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
COPY = """
    copy into lines (file, row_number, line)
    from (select metadata$filename, metadata$file_row_number, $1 from @lake/in/)
    file_format = (
        type = csv field_delimiter = none escape_unenclosed_field = none
        compression = auto
    )
    pattern = '.*[.]jsonl[.]gz' on_error = continue
"""
UNLOAD = """
    copy into @lake/published/lines.parquet from (select * from lines)
    file_format = (type = parquet) header = true single = true overwrite = true
"""
MERGE = """
    merge into counted using (select ? as n) as fresh on counted.n = fresh.n
    when matched then update set times = counted.times + 1
    when not matched then insert (n, times) values (fresh.n, 1)
"""
LONG_INSERT = """
    insert into lines
    select 'cut', seq4(), 'x' from table(generator(rowcount => 200000))
"""
FUNCTION = """
    create or replace function measured(line varchar) returns variant
    language python runtime_version = '3.11' packages = ('pandas')
    imports = ('@code/measures.zip') handler = 'measure' as $$
import pandas
from _snowflake import vectorized
from measures.text import size

@vectorized(input=pandas.DataFrame)
def measure(frame):
    return [None if line is None else {"size": size(line)} for line in frame[0]]
$$
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    outputs = tmp_path_factory.mktemp("outputs") / "with 'quote"
    made = config.load({"FIRST_RUNG_OUTPUTS": str(outputs)})
    yield made
    for name in services.NAMES:
        services.stop(made.local, name)


@pytest.fixture
def session(settings: Settings) -> Iterator[Session]:
    opened = Session.builder.configs(local.warehouse(settings)).create()
    yield opened
    try:
        opened.close()
    except SnowparkClientException:
        pass  # its server was ended by the test


@pytest.fixture
def s3(settings: Settings) -> Any:
    return client(settings)


def client(settings: Settings, **options: Any) -> Any:
    access = local.lake(settings)
    del access["bucket"], access["prefix"]
    when = {
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    return boto3.client("s3", config=Config(**when, **options), **access)


def put_lines(s3: Any, key: str, *lines: bytes) -> None:
    s3.put_object(Bucket="first-rung", Key=key, Body=gzip.compress(b"\n".join(lines)))


def run(session: Session, text: str, *values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.sql(text, params=list(values)).collect()]


def run_quietly(session: Session, text: str) -> None:
    try:
        run(session, text)
    except (SnowparkClientException, snowflake.connector.errors.Error):
        pass  # it is meant to be cut off


def new_lines(session: Session) -> None:
    run(
        session,
        "create or replace table lines (file varchar, row_number int, line varchar)",
    )


def kill(settings: Settings, name: str) -> None:
    pid = services.read(settings.local, name)["pid"]
    os.kill(pid, signal.SIGKILL)
    while services.read(settings.local, name).get("pid") == pid:
        time.sleep(0.02)


def test_the_lake_asks_for_its_keys(settings, s3):
    s3.put_object(Bucket="first-rung", Key="a/b=1/c", Body=b"kept")

    with pytest.raises(ClientError, match="400|403"):
        client(settings, signature_version=UNSIGNED).head_object(
            Bucket="first-rung", Key="a/b=1/c"
        )
    assert s3.get_object(Bucket="first-rung", Key="a/b=1/c")["Body"].read() == b"kept"


def test_the_warehouse_asks_for_its_password(settings):
    parameters = local.warehouse(settings) | {"password": "guessed"}

    with pytest.raises(snowflake.connector.errors.Error, match="Incorrect username"):
        snowflake.connector.connect(**parameters)


def test_lines_are_loaded_as_they_are_written(session, s3):
    lines = [b'{"a": "\xc3\xa9 \\" \\n"}', b"not json, 'it\"s", b"\\x", b"", b"last"]
    put_lines(s3, "in/date=1/x.jsonl.gz", *lines)
    put_lines(s3, "in/date=1/other.txt.gz", b"no")
    new_lines(session)

    told = run(session, COPY)

    assert [row[:4] for row in told] == [
        ("s3://first-rung/in/date=1/x.jsonl.gz", "LOADED", 5, 5)
    ]
    assert run(session, "select * from lines order by row_number") == [
        ("in/date=1/x.jsonl.gz", number, line.decode() or None)
        for number, line in enumerate(lines, start=1)
    ]


def test_a_file_is_loaded_once_per_table(session, s3):
    put_lines(s3, "in/once.jsonl.gz", b"1")
    new_lines(session)
    run(session, COPY)
    count = run(session, "select count(*) from lines")

    again = run(session, COPY)
    run(session, "create table if not exists lines (file varchar)")
    run(session, COPY)

    assert again == [("Copy executed with 0 files processed.",)]
    assert run(session, "select count(*) from lines") == count
    new_lines(session)
    run(session, COPY)
    assert run(session, "select count(*) from lines") == count


def test_a_damaged_file_is_reported_and_the_others_are_loaded(session, s3):
    whole = gzip.compress(b"1\n2\n3\n" * 1000)
    s3.put_object(Bucket="first-rung", Key="in/cut.jsonl.gz", Body=whole[:-9])
    s3.put_object(Bucket="first-rung", Key="in/text.jsonl.gz", Body=b"plain")
    put_lines(s3, "in/mixed.jsonl.gz", b"good", b"\xff\xfe", b"good")
    new_lines(session)

    told = {row[0].rpartition("/")[2]: row[1:5] for row in run(session, COPY)}

    assert told["cut.jsonl.gz"] == ("LOAD_FAILED", 0, 0, 1)
    assert told["text.jsonl.gz"] == ("LOAD_FAILED", 0, 0, 1)
    assert told["mixed.jsonl.gz"] == ("PARTIALLY_LOADED", 3, 2, 1)
    with pytest.raises(Exception, match="cannot be decompressed"):
        new_lines(session)
        run(session, COPY.replace("on_error = continue", ""))
    assert run(session, "select count(*) from lines") == [(0,)]
    s3.put_object(Bucket="first-rung", Key="in/cut.jsonl.gz", Body=whole)
    s3.delete_object(Bucket="first-rung", Key="in/text.jsonl.gz")
    s3.delete_object(Bucket="first-rung", Key="in/mixed.jsonl.gz")


def test_a_query_is_unloaded_as_one_object(session, s3, tmp_path):
    run(
        session,
        "create or replace table lines as select 1 a, 'é' b, null::timestamp_ntz c, "
        "'2026-11-24T01:00:00'::timestamp_ntz d, true e",
    )

    assert run(session, UNLOAD)[0][0] == 1
    s3.download_file("first-rung", "published/lines.parquet", f"{tmp_path}/x")
    assert duckdb.read_parquet(f"{tmp_path}/x").fetchall() == [
        (1, "é", None, datetime(2026, 11, 24, 1), True)
    ]
    with pytest.raises(Exception, match="already existing"):
        run(session, UNLOAD.replace("overwrite = true", ""))


def test_a_python_function_uses_the_archive_it_was_made_with(session, tmp_path):
    def upload(code: str) -> None:
        with zipfile.ZipFile(tmp_path / "measures.zip", "w") as archive:
            archive.writestr("measures/__init__.py", "")
            archive.writestr("measures/text.py", code)
        path = (tmp_path / "measures.zip").as_uri()
        session.file.put(path, "@code", auto_compress=False, overwrite=True)

    run(session, "create stage if not exists code")
    upload("def size(text):\n    return len(text)\n")
    run(session, FUNCTION)
    first = run(session, "select measured('abc'):size::int, measured(null)")
    upload("def size(text):\n    return -len(text)\n")
    kept = run(session, "select measured('abc'):size::int, measured(null)")
    run(session, FUNCTION)

    assert first == kept == [(3, None)]
    assert run(session, "select measured('abc'):size::int") == [(-3,)]


def test_functions_stages_and_rows_are_there_after_a_restart(settings, session):
    run(session, "create or replace table kept as select 'row' a")
    run(
        session, "create view if not exists seen as select measured(a):size n from kept"
    )

    services.stop(settings.local, "warehouse")
    with Session.builder.configs(local.warehouse(settings)).create() as again:
        assert run(again, "select n::int, a from seen, kept") == [(-3, "row")]
        assert run(again, "list @code")[0][0] == "code/measures.zip"


def test_no_answered_row_is_lost_or_doubled_by_a_kill(settings, session, s3):
    new_lines(session)
    run(session, "create or replace table counted (n int, times int)")
    for number in range(3):
        put_lines(s3, f"in/round={number}.jsonl.gz", *[b"x"] * 500)
        run(session, COPY)
        for step in range(5):
            run(session, MERGE, number * 5 + step)
        # this one is cut off at some moment of its life, and counts whole or not
        cut = threading.Thread(target=run_quietly, args=[session, LONG_INSERT])
        cut.start()
        time.sleep(0.03 * number)
        kill(settings, "warehouse")
        cut.join()

        session = Session.builder.configs(local.warehouse(settings)).create()
        counts = run(session, "select count(*), max(times) from counted")
        assert counts == [((number + 1) * 5, 1)]
        assert run(session, COPY) == [("Copy executed with 0 files processed.",)]
        loaded = "select count(*) from lines where file = ?"
        assert run(session, loaded, f"in/round={number}.jsonl.gz") == [(500,)]
        assert run(session, loaded, "cut")[0][0] % 200_000 == 0
    session.close()


def test_the_warehouse_finds_a_lake_that_was_killed(settings, session, s3):
    new_lines(session)
    kill(settings, "lake")

    put_lines(client(settings), "in/after.jsonl.gz", b"1")

    assert "s3://first-rung/in/after.jsonl.gz" in {row[0] for row in run(session, COPY)}


def test_a_dead_client_holds_up_nobody(settings, session):
    run(session, "create or replace table held (a int)")
    script = (
        "import json, os, sys, snowflake.connector as c\n"
        "cursor = c.connect(**json.loads(sys.argv[1])).cursor()\n"
        "cursor.execute('begin'); cursor.execute('insert into held select 1')\n"
        "os.kill(os.getpid(), 9)"
    )
    parameters = json.dumps(local.warehouse(settings))
    subprocess.run([sys.executable, "-c", script, parameters], cwd=config.ROOT)

    started = time.monotonic()
    run(session, "insert into held select 2")

    assert run(session, "select a from held") == [(2,)]
    assert time.monotonic() - started < 5


def test_the_board_stands_at_the_end_of_an_hour(settings, monkeypatch):
    monkeypatch.setattr(local, "_port", lambda settings, name: 5)

    assert local.board_url(settings) == "http://127.0.0.1:5"
    assert (
        local.board_url(settings, datetime(2026, 11, 24, 1, tzinfo=UTC))
        == "http://127.0.0.1:5/at/2026-11-24T02:00:00Z"
    )


def test_a_proxy_is_not_asked_for_this_computer(settings, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "example.org")

    local.ensure(settings, "lake")

    assert os.environ["NO_PROXY"] == "example.org,127.0.0.1"
    client(settings).list_buckets()
