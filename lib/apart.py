"""Run the pipeline apart: by settings of its own, beside those of the user."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from lib import config
from lib.config import Settings
from lib.errors import PipelineError
from lib.local import services


def embedded(settings: Settings, folder: Path) -> Settings:
    """The settings on the embedded services in another folder; nobody is told of it."""
    return replace(
        settings,
        outputs=folder,
        snowflake_connection="",
        snowflake_schema="",
        lake="",
        channels="",
        ping_url="",
    )


def run(settings: Settings, *options: str, code: Path = config.ROOT) -> None:
    """Execute `run_pipeline.py` with these options, by these settings alone.

    Every setting is passed on, the empty ones too: what `.env` or the user's
    environment says must not reach it.

    Raises: PipelineError with the run's last sentence.
    """
    done = subprocess.run(
        [sys.executable, str(code / "run_pipeline.py"), "--quiet", *options],
        env=os.environ | config.environment(settings),
        cwd=code,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise PipelineError(lines[-1].removeprefix("first-rung: "))


def stop(settings: Settings) -> None:
    """End the embedded services of a run that was apart."""
    for name in services.NAMES:
        services.stop(settings.local, name)
