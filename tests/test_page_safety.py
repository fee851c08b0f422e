"""What a visitor cannot do with the page, and how it stands behind a proxy."""

import asyncio
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest
from playwright.sync_api import Browser, Page
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from lib.view import prepare
from tests import published
from tests.served import CHROMIUM, answered, chromium, free_port, opened, voila, watched

BASE = "/jobs/board/"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Address and process of a page whose kernels rest soon, under a base path."""
    outputs = tmp_path_factory.mktemp("outputs")
    published.write(outputs / "published", rows=300, hostile=True)
    prepare.prepare(outputs / "published")
    options = ("--base_url=" + BASE, "--MappingKernelManager.cull_idle_timeout=8",
               "--MappingKernelManager.cull_interval=2")  # fmt: skip
    with voila(outputs, *options, base=BASE) as (address, process):
        yield address, process.pid


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def visit(browser: Browser, server: tuple[str, int]) -> Iterator[Page]:
    page = opened(watched(browser, {"requests": [], "complaints": []}), server[0])
    yield page
    page.context.close()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path",
    ["api/contents", "api/contents/01_scrape.ipynb", "api/contents/..%2fREADME.md",
     "api/terminals", "terminals/1", "terminals/websocket/1", "api/sessions",
     "api/kernels", "api/kernelspecs", "api/config/x", "api/nbconvert", "api/status",
     "tree", "lab", "notebooks/01_scrape.ipynb", "edit/README.md", "view/x.html",
     "voila/tree", "01_scrape.ipynb", "voila/render/01_scrape.ipynb",
     "voila/render/..%2f01_scrape.ipynb", "voila/files/04_view.ipynb",
     "files/README.md", "files/..%2f.env", "voila/files/..%2fREADME.md",
     "static/..%2f..%2fREADME.md", "page/..%2fpage.py", "page/page.html.j2",
     "page/%2fetc%2fpasswd"],
)  # fmt: skip
def test_nothing_but_the_page_is_served(
    server: tuple[str, int], path: str, method: str
) -> None:
    request = urllib.request.Request(
        server[0] + path, method=method, data=None if method == "GET" else b"{}"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10).read()
    assert refused.value.code in (403, 404, 405)


@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_a_visitor_cannot_execute_code(
    visit: Page, tmp_path: Path, channel: str
) -> None:
    target = tmp_path / "executed"
    visit.evaluate(
        """async ([channel, code, kinds]) => {
          const config = JSON.parse(document.getElementById("page-config").textContent);
          const socket = new WebSocket(`ws://${location.host}${config.base}` +
            `api/kernels/${config.kernel}/channels?session_id=${channel}`);
          await new Promise((resolve, reject) => {
            socket.onopen = resolve;
            socket.onerror = reject;
          });
          for (const msg_type of kinds)
            socket.send(JSON.stringify({channel, parent_header: {}, metadata: {},
              header: {msg_id: msg_type, session: channel, username: "", msg_type,
                version: "5.3", date: new Date().toISOString()},
              content: {code, value: code, silent: false, store_history: false,
                user_expressions: {}, allow_stdin: false, text: code,
                target_name: "jupyter.widget", comm_id: "x", data: {}}}));
          await new Promise((resolve) => setTimeout(resolve, 700));
          socket.close();
        }""",
        [channel, f"open({str(target)!r}, 'w').close()",
         ["execute_request", "debug_request", "complete_request", "inspect_request",
          "input_reply", "comm_open", "shutdown_request"]],
    )  # fmt: skip

    assert not target.exists()
    years = visit.get_by_label("I have")
    answered(visit, lambda: years.fill("7"))  # the kernel lives on and answers


def test_another_site_cannot_reach_the_kernel(
    visit: Page, server: tuple[str, int]
) -> None:
    config = json.loads(visit.evaluate("document.getElementById('page-config').text"))
    address = server[0].replace("http", "ws") + (
        f"api/kernels/{config['kernel']}/channels?session_id=x"
    )

    async def connect() -> None:
        request = HTTPRequest(address, headers={"Origin": "https://evil.example"})
        await websocket_connect(request)

    with pytest.raises(HTTPClientError) as refused:
        with (
            ThreadPoolExecutor() as aside
        ):  # the browser's driver has this thread's loop
            aside.submit(asyncio.run, connect()).result()
    assert refused.value.code == 403


def test_texts_of_strangers_do_nothing_but_show(visit: Page) -> None:
    assert visit.evaluate("window.hacked") is None
    links = visit.locator(".jobs tbody a")
    for index in range(links.count()):
        link = links.nth(index)
        assert re.match(r"https?://", link.get_attribute("href"))
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert visit.locator(".jobs tbody :is(img, script, iframe)").count() == 0
    shown = visit.inner_text(".jobs tbody")
    assert "<img src=x" in shown and "</script><script>" in shown
    assert visit.locator("bdi:text('\u202edesrever')").count() > 0
    assert visit.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", ["", "page/method.html", "page/view.js"])
def test_headers_forbid_frames_and_strange_scripts(
    server: tuple[str, int], path: str
) -> None:
    headers = urllib.request.urlopen(server[0] + path, timeout=20).headers

    policy = headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self';" in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_it_listens_on_this_computer_only(server: tuple[str, int]) -> None:
    process = psutil.Process(server[1])
    found = []
    for owner in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # a kernel that was culled meanwhile
            found += [
                connection.laddr.ip
                for connection in owner.net_connections(kind="tcp")
                if connection.status == psutil.CONN_LISTEN
            ]

    assert found and set(found) == {"127.0.0.1"}


def test_behind_a_proxy_the_page_works_under_its_base(
    browser: Browser, server: tuple[str, int]
) -> None:
    seen: dict[str, list[str]] = {"requests": [], "complaints": []}
    with _proxy(int(server[0].split(":")[2].split("/")[0])) as port:
        page = opened(watched(browser, seen), f"http://127.0.0.1:{port}{BASE}?years=3")
        answered(page, lambda: page.get_by_label("I have").fill("5"))
        assert page.url == f"http://127.0.0.1:{port}{BASE}?years=5"
        page.get_by_role("link", name="the method").click()
        assert "First Rung" in page.inner_text("main")
        page.context.close()

    assert not [url for url in seen["requests"] if f":{port}{BASE}" not in url]
    assert seen["complaints"] == []


def test_kernels_are_culled_when_their_visitor_has_gone(
    browser: Browser, server: tuple[str, int]
) -> None:
    page = opened(watched(browser, {"requests": [], "complaints": []}), server[0])
    kernel = json.loads(page.evaluate("document.getElementById('page-config').text"))
    page.context.set_offline(True)  # no word of farewell reaches the server
    page.context.close()

    for _ in range(60):
        try:
            urllib.request.urlopen(f"{server[0]}api/kernels/{kernel['kernel']}")
        except urllib.error.HTTPError as gone:
            assert gone.code == 404
            return
        time.sleep(0.5)
    raise AssertionError("a kernel without a visitor still runs")


@contextmanager
def _proxy(upstream: int) -> Iterator[int]:
    """A reverse proxy that passes on what lies under BASE and nothing else."""
    port = free_port()

    async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
        sink.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split()[1].startswith(BASE.encode()):
            # one request a connection, so that every one is checked; sockets stay open
            if b"upgrade: websocket" not in head.lower():
                head = re.sub(rb"(?i)connection: [^\r]*", b"Connection: close", head)
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", upstream)
            up_writer.write(head)
            await asyncio.gather(
                carry(reader, up_writer), carry(up_reader, writer),
                return_exceptions=True,
            )  # fmt: skip
        else:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def run() -> None:
        proxy = await asyncio.start_server(serve, "127.0.0.1", port)
        up.set()
        async with proxy:
            await asyncio.to_thread(done.wait)

    up, done = Event(), Event()
    thread = Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    up.wait(10)
    try:
        yield port
    finally:
        done.set()
