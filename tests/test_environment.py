"""pyproject, lock and environment.yml must not drift apart."""

import subprocess
import sys
from pathlib import Path

from environment import render

from lib import config


def test_the_lock_holds_what_pyproject_asks() -> None:
    uv = Path(sys.executable).with_name("uv")

    answer = subprocess.run(
        [str(uv), "lock", "--check", "--offline"],
        capture_output=True,
        text=True,
        cwd=config.ROOT,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr


def test_conda_users_get_exactly_the_locked_set() -> None:
    assert (config.ROOT / "environment.yml").read_text() == render()
