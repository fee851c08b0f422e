"""The embedded services: found, started, shared, ended; nothing left after a crash."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib import config
from lib.errors import ServiceDown
from lib.local import services, store

pytestmark = pytest.mark.timeout(60)
# a process that has the lake up, says so, and stays until its input ends
USER = """
import sys
from pathlib import Path
from lib.local import services
services.ensure(Path(sys.argv[1]), ["lake"], idle=float(sys.argv[2]))
print(services.read(Path(sys.argv[1]), "lake")["pid"], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "out puts" / "local"
    yield folder
    services.stop(folder, "lake")


@pytest.fixture
def use() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a process that uses the lake of a folder; returns when it is up."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path, idle: float = 0.4) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder), str(idle)],
            cwd=config.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def pid_told(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def comes_true(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def runs(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except FileNotFoundError:
        return False


def test_a_service_is_shared_and_ends_when_its_last_user_has_gone(local, use):
    first, second = use(local), use(local)
    pid = pid_told(first)

    assert pid_told(second) == pid
    first.kill()
    time.sleep(0.8)
    assert runs(pid)
    second.kill()
    assert comes_true(lambda: not runs(pid))
    assert services.address(local, "lake") is None


def test_many_processes_at_once_start_one_service(local, use):
    users = [use(local) for _ in range(5)]

    assert len({pid_told(user) for user in users}) == 1


def test_the_port_stays_the_same_when_it_is_free(local, use):
    pid = pid_told(use(local, idle=30))
    port = services.address(local, "lake")

    assert services.stop(local, "lake")
    assert not runs(pid)
    pid_told(use(local))
    assert services.address(local, "lake") == port


def test_a_taken_port_is_left_to_its_owner(local, use):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        local.mkdir(parents=True)
        (local / "lake.json").write_text(json.dumps({"port": taken}))

        pid_told(use(local))

        assert services.address(local, "lake") not in {None, taken}


def test_a_record_without_its_service_is_not_believed(local):
    local.mkdir(parents=True)
    record = {"port": 9, "pid": os.getpid(), "ready": True}
    (local / "lake.json").write_text(json.dumps(record))
    (local / "lake.alive").touch()

    assert services.address(local, "lake") is None


def test_down_leaves_a_process_alone_that_took_over_a_number(local, use):
    bystander = subprocess.Popen(["sleep", "30"])
    user = use(local)
    pid = pid_told(user)
    record = services.read(local, "lake")
    services.write(local, "lake", record | {"keeper": bystander.pid})

    try:
        user.kill()  # now the true keeper ends it, unhurried by the wrong number
        assert services.stop(local, "lake")
        assert bystander.poll() is None
        assert not runs(pid)
    finally:
        bystander.kill()
        bystander.wait()


def test_a_killed_service_is_started_again_for_those_who_use_it(local, use):
    pid = pid_told(use(local))
    port = services.address(local, "lake")

    os.kill(pid, signal.SIGKILL)

    assert comes_true(lambda: services.read(local, "lake")["pid"] != pid)
    assert comes_true(lambda: services.address(local, "lake") == port)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux ends it with its keeper"
)
def test_a_killed_keeper_leaves_nothing_behind(local, use):
    pid = pid_told(use(local))

    os.kill(services.read(local, "lake")["keeper"], signal.SIGKILL)

    assert comes_true(lambda: not runs(pid))
    again = pid_told(use(local))
    assert again != pid
    assert services.address(local, "lake")


def test_a_service_ends_when_its_folder_is_removed(local, use):
    pid = pid_told(use(local))

    local.rename(local.with_name("moved"))

    assert comes_true(lambda: not runs(pid))


def test_two_folders_never_meet(local, use):
    other = local.with_name("other")
    first, second = pid_told(use(local)), pid_told(use(other))

    assert first != second
    assert services.address(local, "lake") != services.address(other, "lake")
    assert services.keys(local) != services.keys(other)
    services.stop(other, "lake")


def test_the_keys_are_for_their_owner_only_and_stay(local):
    assert services.keys(local) == services.keys(local)
    assert (local / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ServiceDown, match=r"^the lake cannot be started: .*file"):
        services.ensure(tmp_path / "file" / "local", ["lake"])


def test_a_service_that_does_not_come_up_names_its_log(local):
    local.mkdir(parents=True)
    (local / "lake").write_text("a file where the folder should be")

    with pytest.raises(ServiceDown, match=r"did not come up: .*lake\.log$"):
        services.ensure(local, ["lake"])


def test_a_missing_program_is_one_sentence(local, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(ServiceDown, match="rclone is not installed"):
        store.command(local, 1)


def test_an_unknown_service_is_one_sentence(local):
    with pytest.raises(ServiceDown, match="lake, warehouse, board"):
        services.ensure(local, ["lakes"])


def test_asking_again_costs_little(local, use):
    pid_told(use(local))
    script = (
        "import sys, time; from pathlib import Path; from lib import local\n"
        "from lib.local import services; folder = Path(sys.argv[1])\n"
        "services.ensure(folder, ['lake']); before = time.perf_counter()\n"
        "services.ensure(folder, ['lake']); print(time.perf_counter() - before)\n"
        "print(sorted({'snowflake.connector', 'fakesnow', 'boto3'} & set(sys.modules)))"
    )
    asked = [sys.executable, "-c", script, str(local)]

    told = subprocess.run(asked, capture_output=True, text=True, cwd=config.ROOT)

    seconds, heavy = told.stdout.splitlines()
    assert float(seconds) < 0.02
    assert heavy == "[]"


def test_the_command_line_tells_and_ends(tmp_path):
    environment = os.environ | {"FIRST_RUNG_OUTPUTS": str(tmp_path)}

    def told(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lib.local", *words],
            capture_output=True,
            text=True,
            cwd=config.ROOT,
            env=environment,
        )

    assert told("status", "lake").stdout == "lake: down\n"
    assert told("up", "lake").stdout.startswith("lake: up at http://127.0.0.1:")
    assert told("down", "lake").stdout == "lake: ended\n"
    assert told("down", "lake").stdout == "lake: down\n"
    wrong = told("up", "lakes")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
