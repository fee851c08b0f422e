"""How the embedded warehouse is started; its launcher is lib.local.warehouse."""

import os
import sys
from pathlib import Path
from typing import Any

from lib.local import services

DATABASE = "FIRST_RUNG"
SCHEMA = "PUBLIC"


def command(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The program to run and its environment."""
    arguments = [sys.executable, "-m", "lib.local.warehouse", str(folder)]
    return [*arguments, "--port", str(port)], dict(os.environ)


def is_ready(port: int) -> bool:
    return services.answers(port, "/healthz", (200,))


def parameters(folder: Path, port: int) -> dict[str, Any]:
    """What the connector and Snowpark need, as they need it for a real account."""
    return {
        "account": "embedded",
        "user": "first_rung",
        "password": services.keys(folder)["password"],
        "host": "127.0.0.1",
        "port": port,
        "protocol": "http",
        "database": DATABASE,
        "schema": SCHEMA,
        "warehouse": "EMBEDDED",
        "role": "FIRST_RUNG",
        "client_session_keep_alive": False,
        "login_timeout": 30,
        # a statement is answered when it is done, which may take this long; a request
        # must not be given up and sent again before
        "network_timeout": 900,
        "socket_timeout": 900,
        "session_parameters": {"CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False},
    }
