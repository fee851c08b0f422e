"""The keeper of one embedded service: starts it, and ends it when nobody uses it.

Started by `services.begin`, which hands over the lock that says the service is alive.
"""

import argparse
import ctypes
import fcntl
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib.errors import ServiceDown
from lib.local import services

# a service that dies while it is used is started again so often
RESTARTS = 3


def keep(folder: Path, name: str, idle: float, alive: int) -> int:
    """Run a service until nobody uses it, its folder is gone, or it is told to end."""
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopping.append(number))
    use = os.open(folder / f"{name}.use", os.O_CREAT | os.O_RDWR, 0o600)

    def must_end() -> bool:
        return bool(stopping) or not _is_ours(folder, name, alive)

    for _ in range(1 + RESTARTS):
        try:
            service, port = _come_up(folder, name, alive, stopping)
        except (ServiceDown, OSError) as error:
            services.write(folder, name, {"port": None, "failed": str(error)})
            return 1
        services.write(folder, name, _describe(service.pid, port) | {"ready": True})
        if _watch(service, use, idle, must_end) or not _is_used(use):
            break
        # who holds a session meets the new server at once instead of waiting long
        _say(f"the {name} died with {service.returncode} and is started again")
    _say(f"the {name} ends, process {service.pid}")
    _end(service)
    if _is_ours(folder, name, alive):
        services.write(folder, name, {"port": port})
    return 0


def _watch(
    service: "subprocess.Popen[bytes]",
    use: int,
    idle: float,
    must_end: Callable[[], bool],
) -> bool:
    """Wait until a service is to end (True) or has died (False).

    When nobody used it for `idle` seconds this returns with the lock that users share:
    who comes now waits for the end, and then starts it anew.
    """
    unused_since = time.monotonic()
    while service.poll() is None:
        if must_end():
            return True
        if _is_used(use):
            unused_since = time.monotonic()
        elif time.monotonic() - unused_since >= idle:
            return True
        else:
            fcntl.flock(use, fcntl.LOCK_UN)
        try:
            service.wait(min(0.5, idle / 4))
        except subprocess.TimeoutExpired:
            pass  # it lives
    return False


def _is_used(use: int) -> bool:
    """Whether a process holds its share; if none does, the lock is ours on return."""
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _come_up(
    folder: Path, name: str, alive: int, stopping: list[int]
) -> tuple["subprocess.Popen[bytes]", int]:
    """Start the service's process, with another port when the first is taken."""
    module = importlib.import_module(services.MODULES[name])
    wanted = services.read(folder, name).get("port")
    deadline = time.monotonic() + services.READY_SECONDS
    for _ in range(3):
        port = _free_port(wanted)
        wanted = None
        arguments, environment = module.command(folder, port)
        try:
            service = subprocess.Popen(
                arguments,
                cwd=services.ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[alive],
                preexec_fn=_end_with_parent,
            )
        except OSError as error:
            raise ServiceDown(f"{arguments[0]} cannot be run: {error}") from error
        services.write(folder, name, _describe(service.pid, port))
        while service.poll() is None and time.monotonic() < deadline and not stopping:
            if module.is_ready(port) and service.poll() is None:
                return service, port
            time.sleep(services.POLL)
        _end(service)
        if stopping or time.monotonic() > deadline:
            break
    raise ServiceDown(f"its process ended with {service.returncode}")


def _describe(pid: int, port: int) -> dict[str, Any]:
    return {
        "port": port,
        "pid": pid,
        "pid_birth": services.birth(pid),
        "keeper": os.getpid(),
        "keeper_birth": services.birth(os.getpid()),
    }


def _free_port(wanted: int | None) -> int:
    for port in (wanted, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            # as the servers do, so that a port just left by its server counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise ServiceDown("no port is free on 127.0.0.1")


def _is_ours(folder: Path, name: str, alive: int) -> bool:
    return services.is_same(alive, folder / f"{name}.alive")


def _end_with_parent() -> None:
    """Have Linux end this process when its keeper dies; elsewhere `down` ends it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG


def _end(service: "subprocess.Popen[bytes]") -> None:
    service.terminate()
    try:
        service.wait(services.STOP_SECONDS)
    except subprocess.TimeoutExpired:
        service.kill()
        service.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description="Keep one service; started by ensure.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("name", choices=services.NAMES)
    parser.add_argument("--idle", type=float, required=True)
    parser.add_argument("--alive", type=int, required=True)
    given = parser.parse_args()
    return keep(given.folder, given.name, given.idle, given.alive)


if __name__ == "__main__":
    sys.exit(main())
