"""The life cycle of an embedded service: found, started, shared, and ended when unused.

Each service has a small keeper process, which starts it and ends it again. What is true
is said by locks, which the system drops with the process that holds them, so that a
crash leaves nothing to clean up. In the folder `<outputs>/local`, per service:

- `<name>.alive` is locked by the keeper and its service. Whoever gets that lock knows
  that nothing runs, and is the one to start it.
- `<name>.use` is locked, shared, by every process that uses the service. A keeper that
  gets it for itself, and has for a while, knows that nobody does, and ends.
- `<name>.json` names the port and the processes; it is only believed while `.alive` is
  locked by somebody. The port is kept for the next start.
- `<name>.log` is what the service says.
"""

import fcntl
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lib.errors import ServiceDown

ROOT = Path(__file__).resolve().parents[2]
# each module has `command(folder, port) -> (arguments, environment)` and
# `is_ready(port) -> bool`; a service is imported by its keeper only
MODULES = {
    "lake": "lib.local.store",
    "warehouse": "lib.local.warehouse_service",
    "board": "lib.local.board_service",
}
NAMES = tuple(MODULES)
IDLE_SECONDS = 20.0
READY_SECONDS = 60.0
STOP_SECONDS = 15.0
POLL = 0.02

# open files whose locks say that this process uses a service, by path
_shares: dict[Path, int] = {}
# keepers this process started: kept so that their end is noticed and not complained of
_keepers: list[subprocess.Popen[bytes]] = []


def ensure(folder: Path, names: Sequence[str], idle: float = IDLE_SECONDS) -> None:
    """Have every service up, and keep it so while this process lives.

    Raises: ServiceDown naming the log when one does not come up.
    """
    started = {name: begin(folder, name, idle) for name in names}
    for name in names:
        _wait_until_ready(folder, name, idle, started[name])


def begin(
    folder: Path, name: str, idle: float = IDLE_SECONDS
) -> "subprocess.Popen[bytes] | None":
    """Take this process's share of a service and start it if nobody has.

    Returns: the keeper when it was started now; nothing is waited for.
    """
    if name not in MODULES:
        raise ServiceDown(f"there is no service {name!r}: {', '.join(NAMES)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _share(folder / f"{name}.use")
        alive = _lock(folder / f"{name}.alive", fcntl.LOCK_EX)
    except OSError as error:
        raise ServiceDown(
            f"the {name} cannot be started: {folder} cannot be written ({error})"
        ) from error
    if alive is None:
        return None
    try:
        write(folder, name, {"port": read(folder, name).get("port")})
        return _spawn(folder, name, idle, alive)
    except OSError as error:
        raise ServiceDown(f"the {name} cannot be started: {error}") from error
    finally:
        os.close(alive)


def address(folder: Path, name: str) -> int | None:
    """The port of a running service, None when it is not up.

    A record is believed while its process exists and its lock is held.
    """
    record = read(folder, name)
    if not record.get("ready") or not _is_alive(folder, name):
        return None
    return record["port"] if _exists(record["pid"]) else None


def read(folder: Path, name: str) -> dict[str, Any]:
    """What was recorded of a service, empty when nothing (readable) was."""
    try:
        found = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def stop(folder: Path, name: str) -> bool:
    """End a service whoever uses it. Returns: whether it was running."""
    if not _is_alive(folder, name):
        return False
    record = read(folder, name)
    for number in (signal.SIGTERM, signal.SIGKILL):
        for role in ("keeper", "pid"):
            # once the keeper is told, it ends its service by itself and in good order
            if number == signal.SIGKILL or role == "keeper":
                _signal(record, role, number)
        if _wait(lambda: not _is_alive(folder, name), STOP_SECONDS):
            return True
    raise ServiceDown(f"the {name} does not end; its process is {record.get('pid')}")


def keys(folder: Path) -> dict[str, str]:
    """The access keys of this folder's services, made on first use, mode 0600."""
    path = folder / "keys.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = {
                "access": f"FIRSTRUNG{secrets.token_hex(6).upper()}",
                "secret": secrets.token_urlsafe(30),
                "password": secrets.token_urlsafe(30),
            }
            partial = folder / f".keys.{os.getpid()}.{secrets.token_hex(4)}"
            descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump(fresh, file)
            try:
                # unlike a rename, a link never replaces the keys another one just made
                os.link(partial, path)
            except FileExistsError:
                pass
            finally:
                partial.unlink()
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ServiceDown(f"{path} cannot be used: {error}") from error


def answers(port: int, path: str, accepted: Sequence[int]) -> bool:
    """Whether a server on this computer answers a GET with one of these statuses."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status in accepted
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _share(path: Path) -> None:
    """Hold a shared lock on a file for the life of this process."""
    held = _shares.get(path)
    if held is not None and is_same(held, path):
        return
    _shares[path] = _lock(path, fcntl.LOCK_SH, wait=True)  # type: ignore[assignment]
    if held is not None:
        os.close(held)


def _lock(path: Path, kind: int, wait: bool = False) -> int | None:
    """An open file with a lock on it, None when somebody else has it."""
    while True:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        # the folder may have been removed and made anew between the two calls
        if is_same(descriptor, path):
            return descriptor
        os.close(descriptor)


def is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _is_alive(folder: Path, name: str) -> bool:
    path = folder / f"{name}.alive"
    if not path.exists():
        return False
    descriptor = _lock(path, fcntl.LOCK_SH)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _spawn(
    folder: Path, name: str, idle: float, alive: int
) -> "subprocess.Popen[bytes]":
    arguments = [sys.executable, "-m", "lib.local.keeper", str(folder), name]
    arguments += ["--idle", str(idle), "--alive", str(alive)]
    with open(folder / f"{name}.log", "ab") as log:
        keeper = subprocess.Popen(
            arguments,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[alive],
            # neither Ctrl-C nor the end of the terminal is meant for it
            start_new_session=True,
        )
    _keepers.append(keeper)
    return keeper


def _wait_until_ready(
    folder: Path, name: str, idle: float, keeper: "subprocess.Popen[bytes] | None"
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    log = folder / f"{name}.log"
    while address(folder, name) is None:
        if keeper is not None and keeper.poll() is not None:
            reason = read(folder, name).get("failed", "it ended at once")
            raise ServiceDown(f"the {name} did not come up: {reason}; see {log}")
        if time.monotonic() > deadline:
            raise ServiceDown(
                f"the {name} is not ready after {READY_SECONDS:.0f} s; see {log}"
            )
        # somebody else was starting it, and failed or ended: now it is our turn
        keeper = keeper or begin(folder, name, idle)
        time.sleep(POLL)


def write(folder: Path, name: str, record: dict[str, Any]) -> None:
    partial = folder / f".{name}.{os.getpid()}.json"
    partial.write_text(json.dumps(record), encoding="utf-8")
    partial.replace(folder / f"{name}.json")


def _wait(is_true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL)
    return True


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # not ours, so not the process that was recorded
    return _stat(pid)[:1] != ["Z"]  # dead, and its keeper about to notice


def _signal(record: dict[str, Any], role: str, number: int) -> None:
    """Signal a recorded process, unless its number belongs to another one by now."""
    pid = record.get(role)
    if pid and _exists(pid) and birth(pid) == record.get(f"{role}_birth"):
        os.kill(pid, number)


def birth(pid: int) -> str:
    """When a process began, in the system's own words; with its number it is unique."""
    if known := _stat(pid):
        return known[19]
    asked = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True).stdout.strip()


def _stat(pid: int) -> list[str]:
    """What Linux says of a process, from its state on; nothing elsewhere."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()
