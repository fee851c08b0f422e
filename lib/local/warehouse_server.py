"""The embedded warehouse: fakesnow's server over a folder of DuckDB databases.

The connector and Snowpark reach it as they reach Snowflake. It reads and writes the
lake over S3.
"""

import contextlib
import logging
import os
import signal
import sys
import threading
import warnings
from pathlib import Path
from types import FrameType
from typing import Any

import fakesnow.server
import uvicorn
from fakesnow import info_schema, macros
from fakesnow.instance import GLOBAL_DATABASE_NAME, FakeSnow
from fakesnow.transforms import show, stage

from lib.local import fakesnow_patches as patches
from lib.local import services, store, warehouse_service
from lib.local.fakesnow_patches import requests, results
from lib.local.fakesnow_patches.functions import Functions

MEMORY = "1500MB"
THREADS = 2
# statements about an account, which a folder is not; Snowpark sends the last one when
# it closes a session
NOT_HERE = [
    r"\s*(grant|revoke)\b",
    # Snowpark asks for it when a session closes; nothing of a session runs on here
    r"\s*select\s+system\$cancel_all_queries",
    r"\s*alter\s+(session|account)\b",
    r"\s*(create|alter|drop)\s+(or\s+replace\s+)?"
    r"(warehouse|role|task|resource\s+monitor|storage\s+integration)\b",
    r"\s*use\s+(role|warehouse|secondary)\b",
    r"\s*select\s+system\$cancel_all_queries\b",
]


def open_folder(folder: Path, memory: str = MEMORY) -> FakeSnow:
    """Open every database of a folder, new or left by an earlier server."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    _keep_stages_in(folder / "stages")
    snow = FakeSnow(db_path=folder, nop_regexes=NOT_HERE)
    snow.results_cache = results.RecentResults()
    duck = snow.duck_conn
    duck.execute(f"set temp_directory = {_text(folder / 'tmp')}")
    duck.execute(f"set memory_limit = '{memory}'")
    duck.execute(f"set threads = {THREADS}")
    _keep_global_database(duck, folder)
    names = {path.stem for path in folder.glob("*.db")} | {warehouse_service.DATABASE}
    for name in sorted(names):
        duck.execute(f'attach {_text(folder / f"{name}.db")} as "{name}"')
        duck.execute(info_schema.per_db_creation_sql(name))
        duck.execute(macros.creation_sql(name))
    # fakesnow lacks these, and clients ask for them
    for name in ("current_warehouse", "current_account", "current_region"):
        duck.create_function(name, lambda: "EMBEDDED", [], "VARCHAR")
    # makes the schema when the folder is new
    snow.connect(warehouse_service.DATABASE, warehouse_service.SCHEMA).close()
    duck.execute(
        "insert or replace into _fs_global._fs_information_schema._fs_stages "
        "(created_on, name, database_name, schema_name, url, type, cloud) "
        "values (now(), 'LAKE', ?, ?, ?, 'EXTERNAL', 'AWS')",
        [warehouse_service.DATABASE, warehouse_service.SCHEMA, f"s3://{store.BUCKET}/"],
    )
    return snow


def close(snow: FakeSnow) -> None:
    """Write what is only in the log of each database into its file."""
    databases = snow.duck_conn.execute(
        "select database_name from duckdb_databases() "
        "where path is not null and not internal"
    )
    for (name,) in databases.fetchall():
        snow.duck_conn.execute(f'force checkpoint "{name}"')


def serve(local: Path, port: int) -> None:
    """Serve until SIGTERM; then take no more requests, write all to disk and leave."""
    folder = local / "warehouse"
    snow = open_folder(folder)
    fakesnow.server.shared_fs = snow
    functions = Functions(snow.duck_conn, folder / "functions")
    patches.apply(functions, _Lake(local))
    # what a function imports must come from its archive, not from this checkout
    own = {"", str(services.ROOT)}
    sys.path[:] = [path for path in sys.path if path not in own]
    fakesnow.server.logger.setLevel(logging.ERROR)
    # it warns of every comment on a column, which fakesnow keeps by other means
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
    config = uvicorn.Config(
        requests.build(services.keys(local)["password"]),
        host="127.0.0.1",
        port=port,
        http=requests.Protocol,
        log_level="warning",
        # a client that is connected is alive; do not hang up on it
        timeout_keep_alive=24 * 3600,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)

    def leave(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    # uvicorn would raise the signal again, before the databases are written
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    threading.Thread(target=_import_ahead, daemon=True).start()
    server.run()
    if not server.started:
        os._exit(1)
    close(snow)
    # the interpreter's own end would report leaks of DuckDB's bindings
    os._exit(0)


class _Lake:
    """Gives a client for the lake, which may have moved to another port."""

    def __init__(self, local: Path) -> None:
        self._local = local
        self._clients: dict[int, Any] = {}

    def __call__(self) -> Any:
        services.ensure(self._local, ["lake"])
        port = services.address(self._local, "lake") or 0
        if port not in self._clients:
            import boto3
            from botocore.config import Config

            access = store.parameters(self._local, port)
            del access["bucket"], access["prefix"]
            # rclone does not know the checksums that boto3 adds by default
            config = Config(
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                proxies={},
            )
            self._clients[port] = boto3.client("s3", config=config, **access)
        return self._clients[port]


def _keep_stages_in(folder: Path) -> None:
    """Internal stages live in the folder; fakesnow's are in a temporary one."""
    made = Path(stage.LOCAL_BUCKET_PATH)
    if made.is_dir() and not any(made.iterdir()):
        made.rmdir()
    folder.mkdir(exist_ok=True)
    stage.LOCAL_BUCKET_PATH = str(folder.resolve())


def _keep_global_database(duck: Any, folder: Path) -> None:
    """Stages and comments are kept too; fakesnow has them in memory."""
    kept = folder / "global.catalog"
    duck.execute(f"detach {GLOBAL_DATABASE_NAME}")
    duck.execute(f"attach {_text(kept)} as {GLOBAL_DATABASE_NAME}")
    duck.execute(info_schema.fs_global_creation_sql())
    duck.execute(show.fs_global_creation_sql())


def _import_ahead() -> None:
    """Import what the first COPY and the first function need, while nobody waits."""
    import boto3  # noqa: F401
    import pandas  # noqa: F401


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
