"""Fixtures for every test: no settings of the user's, no address but this computer."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib import config
from lib.local import services
from tests import small_board

STATUS = pytest.StashKey[int]()
OURS = ("FIRST_RUNG_", "AWS_", "SNOWFLAKE_")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the person who runs the tests must not reach them."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.setattr(config, "dotenv_values", lambda path: {})


@pytest.fixture(autouse=True)
def only_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave the computer."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> object:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]  # type: ignore[index]
            if not (host.startswith("127.") or host in {"localhost", "::1"}):
                raise OSError(f"a test asked for {host}, which is not this computer")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[config.Settings]:
    """Settings of a module's own folder; what it starts there ends with the module."""
    folder = tmp_path_factory.mktemp("outputs")
    made = config.load({"FIRST_RUNG_OUTPUTS": str(folder)})
    yield made
    for name in services.NAMES:
        services.stop(made.local, name)


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An outputs folder of the test's own."""
    folder = tmp_path / "outputs"
    monkeypatch.setenv("FIRST_RUNG_OUTPUTS", str(folder))
    yield folder


@pytest.fixture
def board() -> Iterator[small_board.Board]:
    """A running small job board, whose answers a test can replace."""
    with small_board.running() as shown:
        yield shown


@pytest.fixture
def settings(tmp_path: Path) -> config.Settings:
    """Settings of a crawl: one search, an outputs folder of its own."""
    return small_board.settings(tmp_path)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave at once: tests kill servers, and a client's threads would wait for them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(config.stash.get(STATUS, 1))
