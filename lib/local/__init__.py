"""The embedded services: what stands in for S3, Snowflake and the board.

The only place that knows they exist. Whoever asks for one has it for the life of the
process; services that nobody uses end by themselves after a short while.
"""

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lib.local import services

if TYPE_CHECKING:
    from lib.config import Settings


def ensure(
    settings: "Settings", *names: str, idle: float = services.IDLE_SECONDS
) -> None:
    """Have these services up: any of lake, warehouse and board.

    They start side by side. `idle` is how many seconds a service started now waits
    after its last user has gone.

    Raises: ServiceDown with one sentence that names the log.
    """
    _reach_loopback_directly()
    services.ensure(settings.local, names, idle)


def start(
    settings: "Settings", *names: str, idle: float = services.IDLE_SECONDS
) -> None:
    """Start these services and return at once; `ensure` waits until they are up."""
    _reach_loopback_directly()
    for name in names:
        services.begin(settings.local, name, idle)


def lake(settings: "Settings") -> dict[str, str]:
    """The object store, running: what boto3's client needs, `bucket` and `prefix`."""
    from lib.local import store

    return store.parameters(settings.local, _port(settings, "lake"))


def warehouse(settings: "Settings") -> dict[str, Any]:
    """The warehouse, running, with its lake: what the connector and Snowpark need."""
    from lib.local import warehouse_service

    ensure(settings, "lake", "warehouse")
    port = _port(settings, "warehouse")
    return warehouse_service.parameters(settings.local, port)


def board_url(settings: "Settings", hour: datetime | None = None) -> str:
    """The demo board, running: its base URL.

    With an `hour` the board's clock stands at the end of that hour.
    """
    base = f"http://127.0.0.1:{_port(settings, 'board')}"
    if hour is None:
        return base
    return f"{base}/at/{hour + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"


def _port(settings: "Settings", name: str) -> int:
    ensure(settings, name)
    port = services.address(settings.local, name)
    if port is None:
        # it ended between the two lines: once more, and then let the error tell
        ensure(settings, name)
        port = services.address(settings.local, name)
    assert port is not None
    return port


def _reach_loopback_directly() -> None:
    """Keep the user's HTTP proxy out of the way to this computer."""
    for variable in ("NO_PROXY", "no_proxy"):
        known = os.environ.get(variable, "")
        if "127.0.0.1" not in known:
            os.environ[variable] = ",".join(filter(None, [known, "127.0.0.1"]))
