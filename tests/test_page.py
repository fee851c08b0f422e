"""The page in a browser, served by Voilà: what the controls show is what SQL says."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from lib import config
from lib.view import prepare, question
from tests import published
from tests.served import CHROMIUM, answered, chromium, opened, voila, watched

WEEK = "posted_at > timestamp '2026-11-24 02:00' - interval 7 day"
NEAR = (
    f"{WEEK} and closed_at is null "
    "and coalesce(title_level, '') not in ('senior', 'manager')"
)
REACH = f"{NEAR} and (kind <> 'years' or min_years <= 1)"
COPIES = "distinct copy_key"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("outputs") / "published"
    published.write(made, rows=1_500, hostile=True, parts=2)
    prepare.prepare(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with voila(folder.parent) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def seen() -> dict[str, list[str]]:
    """Every request and every complaint of the page, over all tests of this file."""
    return {"requests": [], "complaints": []}


@pytest.fixture(scope="module")
def visit(browser: Browser, server: str, seen: dict) -> Iterator[Page]:
    """One open page that the tests share; `home` brings it back to its start."""
    page = watched(browser, seen)
    yield opened(page, server)
    page.context.close()


@pytest.fixture
def home(visit: Page) -> Page:
    if "?" in visit.url:
        answered(visit, lambda: visit.get_by_role("button", name="Start over").click())
    return visit


@pytest.fixture(scope="module")
def plain(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in ("mart_postings", "mart_descriptions"):
        connection.execute(
            f"create view {name} as select * from '{folder}/{name}/*.parquet'"
        )
    return connection


def _total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text(".status").split("posting")[0]))


def _count(plain: duckdb.DuckDBPyConnection, condition: str, what: str = "*") -> int:
    sql = f"select count({what}) from mart_postings where {condition}"
    return plain.execute(sql).fetchone()[0]


def test_the_answer_comes_first_and_is_right(home: Page, plain: object) -> None:
    tagged = _count(plain, f"{WEEK} and is_tagged_entry_level")
    truly = _count(plain, f"{WEEK} and is_tagged_entry_level and is_truly_entry_level")

    assert home.inner_text(".lead") == (
        f"{truly} of {tagged} postings tagged entry level really are. "
        f"{round(100 * (tagged - truly) / tagged)} % ask for more."
    )


def test_i_have_years_changes_what_is_within_reach(home: Page, plain: object) -> None:
    slider = home.get_by_label("I have")
    answered(home, lambda: slider.fill("4"))

    near = f"{NEAR} and (kind <> 'years' or min_years <= 4)"
    assert _total(home) == _count(plain, near, COPIES)
    assert "years=4" in home.url


@pytest.mark.parametrize(("kind", "label"), question.KINDS.items())
def test_each_kind_is_a_switch(
    home: Page, plain: object, kind: str, label: str
) -> None:
    answered(home, lambda: home.get_by_label(label, exact=True).uncheck())

    assert _total(home) == _count(plain, f"{REACH} and kind <> '{kind}'", COPIES)
    answered(home, lambda: home.click("[data-reason=kind]"))
    assert _total(home) == _count(plain, f"{NEAR} and kind = '{kind}'", COPIES)


@pytest.mark.parametrize(
    ("label", "condition", "what"),
    [("Senior titles", f"{WEEK} and closed_at is null", COPIES),
     ("Closed", f"{WEEK} and coalesce(title_level, '') not in ('senior', 'manager')",
      COPIES),
     ("Every copy", NEAR, "*")],
)  # fmt: skip
def test_what_else_to_show(
    home: Page, plain: object, label: str, condition: str, what: str
) -> None:
    answered(home, lambda: home.get_by_label(label, exact=True).check())

    reach = f"{condition} and (kind <> 'years' or min_years <= 1)"
    assert _total(home) == _count(plain, reach, what)


@pytest.mark.parametrize(
    ("flag", "condition"),
    [("new", "is_new"), ("tagged", "is_tagged_entry_level"),
     ("truly", "is_tagged_entry_level and is_truly_entry_level"),
     ("wrong", "is_tagged_entry_level and not is_truly_entry_level")],
)  # fmt: skip
def test_each_headline_figure_opens_its_postings(
    home: Page, plain: object, flag: str, condition: str
) -> None:
    answered(home, lambda: home.click(f".tile.flag-{flag}"))

    wanted = f"{WEEK} and {condition}"
    assert _total(home) == _count(plain, wanted, COPIES)
    tile = home.inner_text(f".tile.flag-{flag} .value")
    assert tile == f"{_count(plain, wanted):,}"


def test_a_click_on_a_bar_filters_the_table_and_again_clears(
    home: Page, plain: object
) -> None:
    before = _total(home)
    bar = home.locator("[data-chart=years] .trace").nth(1).locator(".point").nth(5)

    answered(home, lambda: bar.click(force=True))
    assert _total(home) == _count(
        plain, f"{NEAR} and kind = 'years' and floor(min_years) = 3", COPIES
    )
    assert "bar-3" in home.url

    answered(home, lambda: bar.click(force=True))
    assert _total(home) == before


def test_a_click_on_a_skill_filters_the_table(home: Page, plain: object) -> None:
    bar = home.locator("[data-chart=skills] .point").first
    answered(home, lambda: bar.click(force=True))

    skill = home.inner_text(".chip").removeprefix("skill: ").split(" ×")[0]
    assert _total(home) == _count(
        plain,
        f"{REACH} and list_contains(from_json(skills, '[\"varchar\"]'), '{skill}')",
        COPIES,
    )


def test_each_reason_for_hiding_shows_what_it_hides(home: Page, plain: object) -> None:
    answered(home, lambda: home.get_by_label("Place").fill("Toronto"))
    answered(home, lambda: home.get_by_label("Employer", exact=True).fill("-maple"))
    maple = "company ilike '%maple%'"
    level = "coalesce(title_level, '') in ('senior', 'manager')"
    toronto = "location ilike '%toronto%'"
    conditions = {
        "closed": "closed_at is not null",
        "place": f"closed_at is null and not {toronto}",
        "employer": f"closed_at is null and {toronto} and {maple}",
        "senior": f"closed_at is null and {toronto} and not {maple} and {level}",
        "years": f"closed_at is null and {toronto} and not {maple} and not {level} "
        "and kind = 'years' and min_years > 1",
    }

    reasons = home.locator("[data-reason]")
    assert {
        reasons.nth(index).get_attribute("data-reason"): int(
            re.sub(r"\D", "", reasons.nth(index).inner_text().split()[0])
        )
        for index in range(reasons.count())
    } == {name: _count(plain, f"{WEEK} and {sql}") for name, sql in conditions.items()}
    for name, sql in conditions.items():
        answered(home, lambda name=name: home.click(f"[data-reason={name}]"))
        assert _total(home) == _count(plain, f"{WEEK} and {sql}", COPIES)


@pytest.mark.parametrize(
    ("unit", "oldest", "newest"),
    [("hours", 24, 3), ("days", 20, 0), ("weeks", 3, 1)],
)
def test_the_window_drives_table_and_charts(
    home: Page, plain: object, unit: str, oldest: int, newest: int
) -> None:
    if unit != "days":
        answered(home, lambda: home.get_by_label(unit, exact=True).check())
    limit = question.UNITS[unit]
    for label, ago in (("From, how long ago", oldest), ("Until, how long ago", newest)):
        value = str(limit - ago)
        slider = home.get_by_label(label)
        if slider.input_value() != value:
            answered(home, lambda s=slider, v=value: s.fill(v))

    span = (
        f"posted_at > timestamp '2026-11-24 02:00' - interval {oldest} {unit[:-1]} and "
        f"posted_at <= timestamp '2026-11-24 02:00' - interval {newest} {unit[:-1]}"
    )
    assert _total(home) == _count(plain, REACH.replace(WEEK, span), COPIES)
    near = NEAR.replace(WEEK, span)
    for chart, condition in {
        "years": near, "time": near, "hours": near, "weekdays": near,
        "employers": None, "growing": None, "truly": None, "companies": None,
        "industries": None, "ages": None,
    }.items():  # fmt: skip
        marks = home.locator(f"[data-chart={chart}] .choices li").all_inner_texts()
        numbers = [int(re.sub(r"\D", "", m.split(": ")[-1])) for m in marks]
        if condition:
            home.wait_for_function(
                """([chart, total]) => [...document.querySelectorAll(
                  `[data-chart=${chart}] .choices li`)].reduce((sum, item) =>
                  sum + Number(item.textContent.split(": ").pop().replace(/\\D/g, "")),
                  0) === total""",
                arg=[chart, _count(plain, condition)],
            )
        else:
            assert numbers


def test_words_search_titles_and_texts(home: Page, plain: object) -> None:
    box = home.get_by_label("Search titles and texts")
    answered(home, lambda: box.fill("electrician -blueprints"))

    near = (
        f"{REACH} and posting_key in "
        "(select posting_key from mart_descriptions where description ilike "
        "'%electrician%' and description not ilike '%blueprints%')"
    )
    assert _total(home) == _count(plain, near, COPIES) > 0
    assert home.locator(".preview mark.hit").first.inner_text() == "Electrician"
    home.get_by_role("button", name="Read", exact=True).first.click()
    assert home.locator(".description mark.hit").first.inner_text() == "Electrician"


@pytest.mark.parametrize(
    ("label", "key"),
    [("Title", "lower(title)"), ("Employer", "lower(company)"),
     ("Applicants", "applicants_low"), ("Per hour", "applications_per_hour_low"),
     ("Pay a year", "pay_year_low"), ("Skills", "skill_count"),
     ("Board’s tag", "seniority_level"), ("Posted", "posted_at"),
     ("Years required", "case when kind = 'none_needed' then 0 else min_years end")],
)  # fmt: skip
def test_every_column_sorts_and_pages_turn(
    home: Page, plain: object, label: str, key: str
) -> None:
    answered(home, lambda: home.get_by_label("Every copy").check())
    heading = home.locator("thead").get_by_role("button", name=label)
    answered(home, heading.click)
    answered(home, lambda: home.get_by_label("Next page").click())

    keys = home.locator(".jobs tbody tr").evaluate_all(
        "lines => lines.map((line) => line.dataset.key)"
    )
    way = home.locator("th[aria-sort]").get_attribute("aria-sort")[:-6]
    expected = plain.execute(
        f"select {key} from mart_postings where {REACH} "
        f"order by {key} {way} nulls last limit 25 offset 25"
    ).fetchall()
    found = plain.execute(
        f"select {key} from mart_postings join (select unnest(?) as posting_key, "
        "generate_subscripts(?, 1) as place) using (posting_key) order by place",
        [keys, keys],
    ).fetchall()
    assert found == expected


def test_the_back_button_goes_back(home: Page) -> None:
    start = _total(home)
    answered(home, lambda: home.get_by_label("Senior titles").check())
    assert _total(home) != start

    answered(home, home.go_back)

    assert _total(home) == start
    assert not home.get_by_label("Senior titles").is_checked()


def test_the_csv_holds_exactly_what_is_shown(home: Page) -> None:
    answered(home, lambda: home.get_by_label("Place").fill("Toronto"))
    answered(home, lambda: home.locator("th.c-applicants button").click())
    total = _total(home)
    with home.expect_download() as waiting:
        home.get_by_role("button", name="Download CSV").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    shown = []
    while True:
        shown += home.locator("tbody .title > :first-child").all_inner_texts()
        if not home.get_by_label("Next page").is_enabled():
            break
        answered(home, lambda: home.get_by_label("Next page").click())

    assert len(rows) == len(shown) == total > 25
    assert [row["title"] for row in rows] == shown


def test_a_formula_stays_text_in_the_csv(home: Page) -> None:
    answered(home, lambda: home.click(".tile.flag-new"))
    with home.expect_download() as waiting:
        home.get_by_role("button", name="Download CSV").click()

    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert any(row["title"] == "'=HYPERLINK(1)" for row in rows)
    assert not [v for row in rows for v in row.values() if v[:1] in "=+-@" and v]


def test_the_sentence_behind_the_years_is_shown_on_demand(
    home: Page, plain: object
) -> None:
    why = home.locator("tbody tr:has(.why)").last
    why.locator(".why").click()

    evidence = plain.execute(
        "select evidence from mart_postings where posting_key = ?",
        [why.get_attribute("data-key")],
    ).fetchone()[0]
    assert why.locator("q").inner_text() == evidence


def test_lists_of_the_visitor_stay_in_the_browser(
    browser: Browser, server: str, seen: dict, plain: object
) -> None:
    page = opened(watched(browser, seen), server)
    total = _total(page)
    line = page.locator(".jobs tbody tr").nth(12)
    employer = line.locator(".c-company").inner_text()
    key = line.get_attribute("data-key")
    line.get_by_role("button", name="Read").click()
    answered(page, line.get_by_role("button", name="Applied").click)
    answered(page, page.locator(f"[data-key='{key}'] .actions button").nth(2).click)

    theirs = _count(plain, f"{REACH} and company = '{employer}'", COPIES)
    assert _total(page) == total - theirs
    assert "?" not in page.url
    opened(page, server)
    assert _total(page) == total - theirs
    answered(page, lambda: page.click("[data-reason=mine]"))
    assert page.locator(".c-company").last.inner_text() == employer
    answered(page, lambda: page.click("[data-reason=applied]"))
    assert page.locator(".jobs tbody tr").get_attribute("data-key") == key
    assert page.locator(".jobs tbody tr").get_attribute("class") == "seen"
    answered(page, page.get_by_role("button", name="Show employer").click)
    answered(page, page.get_by_role("button", name="Start over").click)
    assert _total(page) == total
    page.context.close()


def test_new_since_my_last_visit_is_counted_marked_and_shared(
    browser: Browser, server: str, seen: dict, plain: object
) -> None:
    page = opened(watched(browser, seen), server)
    page.evaluate(
        "localStorage.setItem('first-rung:visit', '\"2026-11-23T02:00:00Z\"')"
    )
    page.evaluate(
        "addEventListener('pagehide', (e) => e.stopImmediatePropagation(), true)"
    )
    page.context.add_init_script(
        "localStorage.setItem('first-rung:visit', '\"2026-11-23T02:00:00Z\"')"
    )
    opened(page, server)

    since = f"{WEEK} and first_seen_at > timestamp '2026-11-23 02:00'"
    answered(page, lambda: page.click(".tile.flag-since"))
    assert _total(page) == _count(plain, since, COPIES)
    assert (
        page.locator(".jobs tbody .mark.new").count()
        == page.locator(".jobs tbody tr").count()
    )
    assert "since=2026-11-23T02%3A00%3A00Z" in page.url
    page.context.close()


def test_an_employer_or_place_is_one_click_or_word_away(
    home: Page, plain: object
) -> None:
    answered(
        home, lambda: home.get_by_label("Employer", exact=True).fill("-maple blue")
    )
    condition = f"{REACH} and company not ilike '%maple%' and company ilike '%blue%'"
    assert _total(home) == _count(plain, condition, COPIES)

    answered(home, home.get_by_role("button", name="employer:").click)
    answered(home, lambda: home.get_by_label("Place").fill("montreal"))
    condition = f"{REACH} and city = 'Montréal'"
    assert _total(home) == _count(plain, condition, COPIES) > 0


def test_the_footer_tells_run_method_and_benchmark(
    home: Page, browser: Browser, seen: dict
) -> None:
    assert "Data as of 2026-11-24 02:00 UTC · run 2026112" in home.inner_text("footer")
    home.locator("summary").click()
    assert home.locator(".runs tbody tr").count() == 12
    for name, words in (("the method", "not stated"), ("how often", "precision")):
        page = watched(browser, seen)
        page.goto(home.get_by_role("link", name=name).evaluate("link => link.href"))
        assert words in page.inner_text("main")
        _no_serious_violation(page)
        page.context.close()


def test_light_and_dark_are_chosen_and_kept(
    browser: Browser, server: str, seen: dict
) -> None:
    page = opened(watched(browser, seen), server)
    page.get_by_role("button", name="Switch between light and dark").click()
    assert page.get_attribute(".first-rung", "data-theme") == "dark"

    opened(page, server)

    assert page.get_attribute(".first-rung", "data-theme") == "dark"
    _no_serious_violation(page)
    page.context.close()


def test_nothing_jumps_while_it_loads(
    browser: Browser, server: str, seen: dict
) -> None:
    page = watched(browser, seen)
    page.add_init_script(
        """window.shifts = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
          if (!entry.hadRecentInput) window.shifts += entry.value;
        })).observe({type: "layout-shift", buffered: true});"""
    )
    opened(page, server)
    page.wait_for_timeout(500)

    assert page.evaluate("window.shifts") < 0.1
    page.context.close()


def test_the_keyboard_alone_can_do_all(
    browser: Browser, server: str, seen: dict, plain: object
) -> None:
    page = opened(watched(browser, seen), server)

    def reach(selector: str) -> None:
        """Press Tab until an element that matches has the focus."""
        for _ in range(250):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"no way to {selector} by the keyboard")

    def act(selector: str, key: str) -> None:
        reach(selector)
        answered(page, lambda: page.keyboard.press(key))

    act("#fr-years", "ArrowRight")
    assert "years=2" in page.url
    act(".kinds input", "Space")
    act(".double input", "ArrowRight")
    act(".double input + input", "ArrowLeft")
    reach("#fr-words")
    answered(page, lambda: page.keyboard.type("excel"))
    act("[data-reason=years]", "Enter")
    assert "focus=hidden-years" in page.url
    act("[data-chart=years] .choices button", "Enter")
    assert "focus=bar-" in page.url
    act(".chip", "Enter")
    act("[data-chart=skills] .choices button", "Enter")
    assert "skill=" in page.url
    act("th.c-company button", "Enter")
    assert (
        page.evaluate("document.activeElement.closest('th')?.className") == "c-company"
    )
    reach("tbody .actions button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".description")
    reach("tbody .why, .pages button:not(:disabled)")
    page.context.close()


def test_texts_of_strangers_do_nothing_but_show(home: Page) -> None:
    assert home.evaluate("window.hacked") is None
    links = home.locator("tbody a")
    for index in range(links.count()):
        link = links.nth(index)
        assert re.match(r"https?://", link.get_attribute("href"))
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert home.locator("tbody img, tbody script").count() == 0
    assert "<img src=x" in home.inner_text("tbody")
    assert home.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_shared_address_opens_the_same_view_on_a_phone_in_the_dark(
    browser: Browser, server: str, seen: dict, plain: object
) -> None:
    page = watched(
        browser, seen, viewport={"width": 390, "height": 844}, color_scheme="dark"
    )
    opened(
        page,
        f"{server}?years=3&senior=1&unit=weeks&oldest=1&focus=nonsense&page=-1",
    )

    near = f"{WEEK} and closed_at is null and (kind <> 'years' or min_years <= 3)"
    assert _total(page) == _count(plain, near, COPIES)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_attribute(".first-rung", "data-theme") == "dark"
    assert "nonsense" not in page.url
    _no_serious_violation(page)
    page.context.close()


def test_no_serious_accessibility_violation(home: Page) -> None:
    _no_serious_violation(home)


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
    home: Page, folder: Path
) -> None:
    published.write(folder, rows=1_500, hostile=True, run_id="20261124T030500Z", seed=1)

    offer = home.get_by_role("button", name="Show them")
    offer.wait_for()
    answered(home, offer.click)

    assert "20261124T030500Z" in home.inner_text("footer")


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
