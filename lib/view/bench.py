"""`python -m lib.view.bench`: how fast the page is over 200,000 postings.

Prints the time to the first chart (cold and warm browser), click to changed table,
search, bytes transferred and the kernel's memory.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from lib import config
from tests import published

ROWS = 200_000
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    with tempfile.TemporaryDirectory() as outputs:
        published.write(Path(outputs) / "published", rows=ROWS, sentences=24)
        address, server = _serve(outputs)
        try:
            _measure(address, server.pid)
        finally:
            server.terminate()
            server.wait(20)


def _serve(outputs: str) -> tuple[str, subprocess.Popen[bytes]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "lib.view", "--no-browser", f"--port={port}"],
        env={**os.environ, "FIRST_RUNG_OUTPUTS": outputs},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    for _ in range(150):
        try:
            urllib.request.urlopen(address + "page/icon.svg", timeout=2).read()
            break
        except OSError:
            time.sleep(0.2)
    time.sleep(10)  # the pool of kernels fills
    return address, server


def _measure(address: str, server: int) -> None:
    with sync_playwright() as playwright:
        for attempt in range(3):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            network = page.context.new_cdp_session(page)
            network.send("Network.enable")
            received = [0]
            network.on(
                "Network.loadingFinished",
                lambda event, received=received: received.__setitem__(
                    0, received[0] + int(event["encodedDataLength"])
                ),
            )
            cold = _open(page, address)
            first = received[0]
            page.goto("about:blank")
            time.sleep(6)
            warm = _open(page, address)
            print(f"first chart, cold browser       {cold:6.2f} s")
            print(f"first chart, warm browser       {warm:6.2f} s")
            print(f"transferred cold                {first / 1e6:6.2f} MB")
            if attempt < 2:
                browser.close()
                time.sleep(6)
        _report("click on a bar to table", page, _bars(page))
        _report(
            "next page", page, [lambda: page.get_by_label("Next page").click()] * 15
        )
        slider = page.get_by_label("I have")
        _report(
            "years of experience",
            page,
            [lambda n=n: slider.fill(str(n)) for n in range(2, 15)],
        )
        box = page.get_by_label("Search titles and texts")
        _report(
            "search in texts",
            page,
            [lambda n=n: box.fill(f"word{n}") for n in range(100, 112)],
        )
        for line in subprocess.run(
            ["ps", "-eo", "ppid,rss"], capture_output=True, text=True, check=True
        ).stdout.splitlines()[1:]:
            parent, rss = map(int, line.split())
            if parent == server:
                print(f"memory of a kernel              {rss / 1024:6.0f} MB")
        browser.close()


def _open(page: Page, address: str) -> float:
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".plot[data-drawn]", timeout=60_000)
    return time.perf_counter() - start


def _bars(page: Page) -> list[Callable[[], None]]:
    buttons = page.locator(".chart").first.locator(".choices button")
    return [
        lambda index=index: buttons.nth(index).evaluate("button => button.click()")
        for index in range(2, 15)
    ]


def _report(name: str, page: Page, actions: list[Callable[[], None]]) -> None:
    """Milliseconds from an action to the table that answers it, inside the browser.

    The pause a control waits for more typing or sliding is part of it.
    """
    page.evaluate(
        """() => {
          window.times = [];
          let start = 0;
          for (const kind of ["click", "input"])
            addEventListener(kind, () => (start = performance.now()), true);
          new MutationObserver(() => window.times.push(performance.now() - start))
            .observe(document.querySelector(".jobs"),
              {attributes: true, attributeFilter: ["data-number"]});
        }"""
    )
    for action in actions:
        before = page.get_attribute(".jobs", "data-number")
        action()
        page.wait_for_function(
            "before => document.querySelector('.jobs').dataset.number !== before",
            arg=before,
        )
        page.wait_for_timeout(400)
    times = sorted(page.evaluate("window.times"))
    late = times[min(len(times) - 1, round(0.95 * len(times)))]
    text = f"{statistics.median(times):6.0f} ms median {late:6.0f} ms p95"
    print(re.sub(r"\s+$", "", f"{name:<31} {text}"))


if __name__ == "__main__":
    os.chdir(config.ROOT)
    main()
