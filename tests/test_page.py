"""The page in a browser, served by Voilà: what the controls show is what SQL says."""

import csv
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from lib import config
from tests import published

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
WEEK = "posted_at > timestamp '2026-11-24 02:00' - interval 7 day"
NEAR = (
    f"{WEEK} and closed_at is null "
    "and coalesce(title_level, '') not in ('senior', 'manager')"
)

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("outputs") / "published"
    published.write(made, rows=1_500, hostile=True)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder.parent / "voila.log").open("wb")
    process = subprocess.Popen(
        [
            Path(sys.executable).with_name("voila"),
            "04_view.ipynb", "--no-browser", f"--port={port}",
        ],
        cwd=config.NOTEBOOKS,
        env={**os.environ, "FIRST_RUNG_OUTPUTS": str(folder.parent)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_up(address + "page/icon.svg")
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def seen() -> dict[str, list[str]]:
    """Every request and every complaint of the page, over all tests of this file."""
    return {"requests": [], "complaints": []}


@pytest.fixture(scope="module")
def visit(browser: Browser, server: str, seen: dict) -> Iterator[Page]:
    """One open page that the tests share; `opened` brings it back to its start."""
    page = _watched(browser, seen)
    page.goto(server)
    page.wait_for_selector(".plot[data-drawn]")
    yield page
    page.context.close()


@pytest.fixture
def opened(visit: Page) -> Page:
    if "?" in visit.url:
        _answered(visit, lambda: visit.get_by_role("button", name="Start over").click())
    return visit


@pytest.fixture(scope="module")
def plain(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in ("mart_postings", "mart_descriptions"):
        connection.execute(
            f"create view {name} as select * from '{folder}/{name}/*.parquet'"
        )
    return connection


def _wait_until_up(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")


def _watched(browser: Browser, seen: dict, **options: object) -> Page:
    context = browser.new_context(
        **{"viewport": {"width": 1440, "height": 1000}, **options}
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
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


def _answered(page: Page, action: object) -> None:
    """Act, and wait until the table shows the answer to it."""
    before = page.get_attribute(".jobs", "data-number")
    action()
    page.wait_for_function(
        "before => document.querySelector('.jobs').dataset.number !== before",
        arg=before,
    )


def _total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text(".status").split("posting")[0]))


def _count(plain: duckdb.DuckDBPyConnection, condition: str, what: str = "*") -> int:
    sql = f"select count({what}) from mart_postings where {condition}"
    return plain.execute(sql).fetchone()[0]


COPIES = "distinct copy_key"


def test_the_answer_comes_first_and_is_right(opened: Page, plain: object) -> None:
    tagged = _count(plain, f"{WEEK} and is_tagged_entry_level")
    truly = _count(plain, f"{WEEK} and is_tagged_entry_level and is_truly_entry_level")

    assert opened.inner_text(".lead") == (
        f"{truly} of {tagged} postings tagged entry level really are. "
        f"{round(100 * (tagged - truly) / tagged)} % ask for more."
    )


def test_i_have_years_changes_what_is_within_reach(opened: Page, plain: object) -> None:
    slider = opened.get_by_label("I have")
    _answered(opened, lambda: slider.fill("4"))

    near = f"{NEAR} and (kind <> 'years' or min_years <= 4)"
    assert _total(opened) == _count(plain, near, COPIES)
    assert "years=4" in opened.url


def test_each_kind_is_a_switch(opened: Page, plain: object) -> None:
    for label in ("Not stated", "Only wished for"):
        _answered(opened, lambda label=label: opened.get_by_label(label).uncheck())

    near = (
        f"{NEAR} and kind not in ('not_stated', 'preferred_only') "
        "and (kind <> 'years' or min_years <= 1)"
    )
    assert _total(opened) == _count(plain, near, COPIES)


def test_a_click_on_a_bar_filters_the_table_and_again_clears(
    opened: Page, plain: object
) -> None:
    before = _total(opened)
    bar = (
        opened.locator(".chart").first.locator(".trace").nth(1).locator(".point").nth(5)
    )

    _answered(opened, lambda: bar.click(force=True))
    assert _total(opened) == _count(
        plain, f"{NEAR} and kind = 'years' and floor(min_years) = 3", COPIES
    )
    assert "bar-3" in opened.url

    _answered(opened, lambda: bar.click(force=True))
    assert _total(opened) == before


def test_a_click_on_a_skill_filters_the_table(opened: Page, plain: object) -> None:
    bar = opened.locator(".main-grid .chart").nth(2).locator(".point").first
    _answered(opened, lambda: bar.click(force=True))

    skill = opened.inner_text(".chip").removeprefix("skill: ").split(" ×")[0]
    near = f"{NEAR} and (kind <> 'years' or min_years <= 1)"
    assert _total(opened) == _count(
        plain,
        f"{near} and list_contains(from_json(skills, '[\"varchar\"]'), '{skill}')",
        COPIES,
    )


def test_each_reason_for_hiding_shows_what_it_hides(
    opened: Page, plain: object
) -> None:
    _answered(opened, lambda: opened.click("[data-reason=senior]"))

    senior = f"{WEEK} and closed_at is null and title_level in ('senior', 'manager')"
    assert _total(opened) == _count(plain, senior, COPIES)
    assert f"{_count(plain, senior)} senior titles" in opened.inner_text(".hidden-line")


def test_the_window_and_its_unit(opened: Page, plain: object) -> None:
    _answered(opened, lambda: opened.get_by_label("hours", exact=True).check())
    _answered(opened, lambda: opened.get_by_label("From, how long ago").fill("24"))

    near = (
        f"{NEAR} and (kind <> 'years' or min_years <= 1) "
        "and posted_at > timestamp '2026-11-24 02:00' - interval 24 hour"
    )
    assert _total(opened) == _count(plain, near, COPIES)


def test_words_search_titles_and_texts(opened: Page, plain: object) -> None:
    box = opened.get_by_label("Search titles and texts")
    _answered(opened, lambda: box.fill("electrician -blueprints"))

    near = (
        f"{NEAR} and (kind <> 'years' or min_years <= 1) and posting_key in "
        "(select posting_key from mart_descriptions where description ilike "
        "'%electrician%' and description not ilike '%blueprints%')"
    )
    assert _total(opened) == _count(plain, near, COPIES) > 0
    opened.locator("button:text-is('Text')").first.click()
    assert opened.locator(".description mark.hit").first.inner_text() == "Electrician"


def test_columns_sort_and_pages_turn(opened: Page, plain: object) -> None:
    _answered(
        opened, lambda: opened.get_by_role("button", name="Employer").first.click()
    )
    first = opened.locator("tbody td.c-company").all_inner_texts()
    _answered(opened, lambda: opened.get_by_label("Next page").click())
    second = opened.locator("tbody td.c-company").all_inner_texts()

    together = [name.lower() for name in first + second]
    assert together == sorted(together) and len(together) == 50


def test_the_back_button_goes_back(opened: Page) -> None:
    start = _total(opened)
    _answered(opened, lambda: opened.get_by_label("Senior titles").check())
    assert _total(opened) != start

    _answered(opened, opened.go_back)

    assert _total(opened) == start
    assert not opened.get_by_label("Senior titles").is_checked()


def test_the_csv_holds_exactly_what_is_shown(opened: Page) -> None:
    _answered(opened, lambda: opened.click(".tile.flag-new"))
    with opened.expect_download() as waiting:
        opened.get_by_role("button", name="Download CSV").click()

    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    shown = opened.locator("tbody .title > :first-child").all_inner_texts()
    assert [row["title"].lstrip("'") for row in rows] == shown
    assert not [row for row in rows if row["title"][:1] in "=+-@"]


def test_texts_of_strangers_do_nothing_but_show(opened: Page) -> None:
    assert opened.evaluate("window.hacked") is None
    links = opened.locator("tbody a")
    for index in range(links.count()):
        link = links.nth(index)
        assert re.match(r"https?://", link.get_attribute("href"))
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert opened.locator("tbody img, tbody script").count() == 0
    assert "<img src=x" in opened.inner_text("tbody")
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_keyboard_alone_chooses_a_bar(opened: Page) -> None:
    choice = opened.locator(".choices button").nth(6)
    choice.focus()
    _answered(opened, lambda: opened.keyboard.press("Enter"))

    assert "bar-4" in opened.url


def test_a_shared_address_opens_the_same_view_on_a_phone_in_the_dark(
    browser: Browser, server: str, seen: dict, plain: object
) -> None:
    page = _watched(
        browser, seen, viewport={"width": 390, "height": 844}, color_scheme="dark"
    )
    page.goto(f"{server}?years=3&senior=1&unit=weeks&oldest=1&focus=nonsense&page=-1")
    page.wait_for_selector(".plot[data-drawn]")

    near = f"{WEEK} and closed_at is null and (kind <> 'years' or min_years <= 3)"
    assert _total(page) == _count(plain, near, COPIES)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_attribute(".first-rung", "data-theme") == "dark"
    assert "nonsense" not in page.url
    _no_serious_violation(page)
    page.context.close()


def test_no_serious_accessibility_violation(opened: Page) -> None:
    _no_serious_violation(opened)


def _no_serious_violation(page: Page) -> None:
    # The page forbids inline scripts, so the checker comes in through the driver.
    import axe_playwright_python

    folder = Path(axe_playwright_python.__file__).parent
    page.evaluate(next(folder.rglob("axe.min.js")).read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (item["id"], [node["html"][:120] for node in item["nodes"][:3]])
        for item in found["violations"]
        if item["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_new_publication_is_offered_without_a_reload(
    opened: Page, folder: Path
) -> None:
    published.write(folder, rows=1_500, hostile=True, run_id="20261124T030500Z", seed=1)

    offer = opened.get_by_role("button", name="Show them")
    offer.wait_for()
    _answered(opened, offer.click)

    assert "20261124T030500Z" in opened.inner_text("footer")


@pytest.mark.parametrize(
    "path",
    ["api/contents", "api/contents/01_scrape.ipynb", "api/terminals", "api/sessions",
     "api/kernels", "api/kernelspecs", "tree", "lab", "voila/tree", "01_scrape.ipynb",
     "voila/render/01_scrape.ipynb", "voila/files/04_view.ipynb", "files/README.md",
     "voila/files/..%2fREADME.md", "page/..%2fpage.py", "page/page.html.j2"],
)  # fmt: skip
def test_nothing_but_the_page_is_served(server: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(server + path, timeout=10).read()
    assert refused.value.code in (403, 404, 405)


def test_a_visitor_cannot_execute_code(opened: Page, tmp_path: Path) -> None:
    target = tmp_path / "executed"
    for channel in ("shell", "control"):
        opened.evaluate(
            """async ([channel, code]) => {
              const config = JSON.parse(
                document.getElementById("page-config").textContent);
              const socket = new WebSocket(`ws://${location.host}/api/kernels/` +
                `${config.kernel}/channels?session_id=${channel}`);
              await new Promise((resolve) => (socket.onopen = resolve));
              for (const msg_type of ["execute_request", "debug_request"])
                socket.send(JSON.stringify({channel, parent_header: {}, metadata: {},
                  header: {msg_id: msg_type, session: channel, username: "", msg_type,
                    version: "5.3", date: new Date().toISOString()},
                  content: {code, silent: false, store_history: false,
                    user_expressions: {}, allow_stdin: false}}));
              await new Promise((resolve) => setTimeout(resolve, 700));
              socket.close();
            }""",
            [channel, f"open({str(target)!r}, 'w').close()"],
        )

    assert not target.exists()


def test_headers_forbid_frames_and_strange_scripts(server: str) -> None:
    with urllib.request.urlopen(server, timeout=20) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self';" in policy and "default-src 'none'" in policy


def test_the_executed_notebook_is_a_readable_report(folder: Path) -> None:
    from nbconvert import HTMLExporter

    os.environ["FIRST_RUNG_OUTPUTS"] = str(folder.parent)
    executed = folder.parent / "04_view.ipynb"
    try:
        subprocess.run(
            [sys.executable, "-m", "papermill", "-p", "static", "True",
             "--cwd", config.NOTEBOOKS, config.NOTEBOOKS / "04_view.ipynb", executed,
             "--no-progress-bar", "--log-level", "WARNING"],
            check=True, timeout=60,
        )  # fmt: skip
    finally:
        del os.environ["FIRST_RUNG_OUTPUTS"]
    html = HTMLExporter(exclude_input=True).from_filename(str(executed))[0]

    assert html.count("<svg") >= 8 and "really are" in html
    assert len(json.dumps(executed.read_text())) < 600_000


def test_no_request_left_and_nothing_complained(seen: dict, server: str) -> None:
    strangers = [
        address
        for address in seen["requests"]
        if not address.startswith((server, "blob:", "data:"))
    ]
    assert strangers == []
    assert seen["complaints"] == []
