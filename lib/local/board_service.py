"""How the demo board is started; the board itself is lib.local.board."""

import os
import sys
from pathlib import Path

from lib.local import services

SEED = 1


def command(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The program to run and its environment."""
    arguments = [sys.executable, "-m", "lib.local.board"]
    return [*arguments, "--port", str(port), "--seed", str(SEED)], dict(os.environ)


def is_ready(port: int) -> bool:
    return services.answers(port, "/healthz", (200,))
