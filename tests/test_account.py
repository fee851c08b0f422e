"""`--check` on an account: another embedded warehouse plays it, by connections.toml."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from lib import account, config, lake, local, warehouse
from lib.config import Settings

CONNECTION = "first_rung_account"


@pytest.fixture
def environment(embedded: Settings, tmp_path: Path) -> dict[str, str]:
    """What a user has set whose account is played by the folder of `embedded`."""
    home = tmp_path / "snowflake"
    home.mkdir()
    file = home / "connections.toml"
    lines = [
        f"{name} = {json.dumps(value)}"
        for name, value in local.warehouse(embedded).items()
        if not isinstance(value, dict)
    ]
    file.write_text("\n".join([f"[{CONNECTION}]", *lines]))
    file.chmod(0o600)
    store = local.lake(embedded)
    return os.environ | {
        "SNOWFLAKE_HOME": str(home),
        "FIRST_RUNG_OUTPUTS": str(tmp_path / "outputs"),
        "FIRST_RUNG_SNOWFLAKE_CONNECTION": CONNECTION,
        "FIRST_RUNG_LAKE": f"s3://{store['bucket']}/jobs",
        "AWS_ENDPOINT_URL_S3": store["endpoint_url"],
        "AWS_ACCESS_KEY_ID": store["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": store["aws_secret_access_key"],
        "AWS_DEFAULT_REGION": store["region_name"],
    }


def test_an_account_is_proven_and_left_as_it_was(
    embedded: Settings, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "run_pipeline.py", "--check"],
        cwd=config.ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok       account: an hour of 60 postings gave the same" in done.stdout
    session = warehouse.open_session(embedded)
    schemas = warehouse.run_text(session, "show schemas")
    session.close()
    assert account.SCHEMA not in {row["name"] for row in schemas}
    assert lake.list_batches(replace(lake.open_lake(embedded), prefix=""), "jobs") == []


def test_what_differs_is_named_by_table_and_column() -> None:
    at = datetime(2026, 11, 24)
    ours = {
        "same": [{"n": 1.0, "record": '{"a": 1, "b": 2}', "loaded_at": at}],
        "other": [{"id": "a", "years": 2}, {"id": "b", "years": 3}],
        "missing": [],
        "shorter": [{"id": "a"}],
    }
    theirs = {
        "same": [{"n": 1, "record": '{"b":2,"a":1}', "loaded_at": None}],
        "other": [{"id": "b", "years": 3}, {"id": "a", "years": 4}],
        "shorter": [],
    }

    assert account.differences(ours, theirs) == [
        "missing is on one side only",
        "other differs in years",
        "shorter has 0 rows, not 1",
    ]
