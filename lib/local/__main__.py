"""`python -m lib.local status|up|down`: look at, start or end the embedded services."""

import argparse
import sys

from lib import config, local
from lib.errors import PipelineError
from lib.local import services

UP_SECONDS = 600.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m lib.local", description=__doc__)
    parser.add_argument("action", choices=["status", "up", "down"])
    parser.add_argument("names", nargs="*", help=f"default: {' '.join(services.NAMES)}")
    parser.add_argument(
        "--idle",
        type=float,
        default=UP_SECONDS,
        metavar="SECONDS",
        help="up: how long a service waits for its next user (default: %(default)s)",
    )
    given = parser.parse_args()
    try:
        settings = config.load()
        names = given.names or list(services.NAMES)
        if given.action == "up":
            local.ensure(settings, *names, idle=given.idle)
        for name in names:
            print(_line(settings, name, given.action))
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _line(settings: config.Settings, name: str, action: str) -> str:
    if action == "down":
        return f"{name}: {'ended' if services.stop(settings.local, name) else 'down'}"
    port = services.address(settings.local, name)
    if port is None:
        return f"{name}: down"
    pid = services.read(settings.local, name)["pid"]
    log = settings.local / f"{name}.log"
    return f"{name}: up at http://127.0.0.1:{port}, process {pid}, log {log}"


if __name__ == "__main__":
    sys.exit(main())
