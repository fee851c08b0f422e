"""The page as served, for tests and benchmarks: Voilà, a browser, and their manners."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from lib import config

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def voila(
    outputs: Path, *options: str, notebook: str = "04_view.ipynb", base: str = "/"
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve a notebook as `make dashboard` does; gives its address and the process."""
    port = free_port()
    with (outputs / f"voila-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("voila"), notebook, "--no-browser",
             f"--port={port}", *options],
            cwd=config.NOTEBOOKS,
            env={**os.environ, "FIRST_RUNG_OUTPUTS": str(outputs)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}{base}"
        try:
            wait_until_up(f"{address}page/icon.svg")
            yield address, process
        finally:
            process.terminate()
            process.wait(20)


def wait_until_up(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield made
        finally:
            made.close()


def watched(browser: Browser, seen: dict[str, list[str]], **options: object) -> Page:
    """A new page whose requests and complaints are kept in `seen`."""
    context = browser.new_context(
        **{"viewport": {"width": 1440, "height": 1000}, **options}
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("request", lambda request: seen["requests"].append(request.url))
    page.on("pageerror", lambda error: seen["complaints"].append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and seen["complaints"].append(message.text)
        ),
    )
    return page


def opened(page: Page, address: str) -> Page:
    """Go there and wait for the first chart."""
    page.goto(address)
    page.wait_for_selector(".plot[data-drawn]")
    return page


def answered(page: Page, action: Callable[[], object]) -> None:
    """Act, and wait until the table shows the answer to it."""
    before = page.get_attribute(".jobs", "data-number")
    action()
    page.wait_for_function(
        "before => document.querySelector('.jobs').dataset.number !== before",
        arg=before,
    )
