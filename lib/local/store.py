"""The embedded object store: rclone serves a folder over S3 on this computer only."""

import os
import shutil
import sys
from pathlib import Path

from lib.errors import ServiceDown
from lib.local import services

BUCKET = "first-rung"
REGION = "us-east-1"


def command(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The program to run and its environment. The folder below `lake` is the bucket.

    Source: https://rclone.org/commands/rclone_serve_s3/
    """
    program = Path(sys.executable).parent / "rclone"
    found = str(program) if program.exists() else shutil.which("rclone")
    if not found:
        raise ServiceDown("rclone is not installed: it comes with the environment")
    (folder / "lake" / BUCKET).mkdir(parents=True, exist_ok=True)
    held = services.keys(folder)
    # the user's own rclone settings must not reach it; the keys travel in the
    # environment, since every user of a computer can read command lines
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RCLONE_")
    }
    environment["RCLONE_CONFIG"] = os.devnull
    environment["RCLONE_AUTH_KEY"] = f'"{held["access"]},{held["secret"]}"'
    arguments = [found, "serve", "s3", "--addr", f"127.0.0.1:{port}"]
    # listings are not kept for long: somebody may put files into the folder
    arguments += ["--dir-cache-time", "5s", str(folder / "lake")]
    return arguments, environment


def is_ready(port: int) -> bool:
    """Whether it answers; an unsigned request is refused, which is an answer."""
    return services.answers(port, "/", (200, 400, 403))


def parameters(folder: Path, port: int) -> dict[str, str]:
    """What boto3's client needs, and the bucket with the prefix to work in."""
    held = services.keys(folder)
    return {
        "endpoint_url": f"http://127.0.0.1:{port}",
        "aws_access_key_id": held["access"],
        "aws_secret_access_key": held["secret"],
        "region_name": REGION,
        "bucket": BUCKET,
        "prefix": "",
    }
