"""Boards that are published for programs: their JSON, and an hour of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import small_board
from small_board import Answer

from lib import checks, config, lake
from lib.errors import BoardRefused, PageChanged, WrongSetting
from lib.lake import Lake
from lib.local import services
from lib.manifest import Run
from lib.records import Observation
from lib.scrape import board_hour, boards, hour, searches

HOUR = datetime(2026, 11, 24, 1, tzinfo=UTC)

GREENHOUSE = {
    "jobs": [
        {
            "id": 4900001,
            "title": " Field  Technician ",
            "absolute_url": "https://boards.greenhouse.io/brook/jobs/4900001",
            "location": {"name": "Calgary, Alberta, Canada"},
            "first_published": "2026-11-20T09:00:00-05:00",
            "company_name": "Brook",
            "departments": [{"name": "Service"}],
            "content": "&lt;p&gt;You fix pumps &amp;amp; motors.&lt;/p&gt;&lt;ul&gt;"
            "&lt;li&gt;2 years with us&lt;/li&gt;&lt;/ul&gt;",
        },
        {"id": 2},
    ]
}
LEVER = [
    {
        "id": "0b1c",
        "text": "Cook",
        "hostedUrl": "https://jobs.lever.co/fern/0b1c",
        "createdAt": 1763640000000,
        "country": "CA",
        "workplaceType": "on-site",
        "categories": {
            "location": "Gaspé",
            "commitment": "Regular, Salaried, Full Time",
            "team": "Kitchen",
        },
        "description": "<div>You cook.</div>",
        "lists": [{"text": "You have", "content": "<li>tact</li><li>knives</li>"}],
        "salaryRange": {
            "currency": "CAD",
            "min": 22,
            "max": 25.5,
            "interval": "per-hour-wage",
        },
    }
]
ASHBY = {
    "jobs": [
        {
            "id": "77-a",
            "title": "Planner",
            "jobUrl": "https://jobs.ashbyhq.com/mill/77-a",
            "location": "Toronto",
            "address": {
                "postalAddress": {
                    "addressRegion": "Ontario",
                    "addressCountry": "Canada",
                }
            },
            "isRemote": True,
            "isListed": True,
            "employmentType": "FullTime",
            "publishedAt": "2026-11-20T14:00:00.000+00:00",
            "descriptionHtml": "<p>You plan.</p>",
            "compensation": {
                "summaryComponents": [
                    {
                        "compensationType": "Salary",
                        "interval": "1 YEAR",
                        "currencyCode": "CAD",
                        "minValue": 60000,
                        "maxValue": 70000,
                    }
                ]
            },
        },
        {"id": "88", "title": "Secret", "isListed": False},
    ]
}


@pytest.mark.parametrize(
    ("kind", "answer", "expected", "unreadable"),
    [
        (
            "greenhouse",
            GREENHOUSE,
            {
                "posting_id": "4900001",
                "title": "Field Technician",
                "company": "Brook",
                "city": "Calgary",
                "region": "Alberta",
                "country": "Canada",
                "posted_at": "2026-11-20T14:00:00Z",
                "job_function": "Service",
                "description": "You fix pumps & motors.\n\n2 years with us",
                "employment_type": None,
                "pay_text": None,
                "is_remote": None,
            },
            1,
        ),
        (
            "lever",
            LEVER,
            {
                "posting_id": "0b1c",
                "title": "Cook",
                "company": "Shown Name",
                "city": "Gaspé",
                "region": None,
                "country": "Canada",
                "posted_at": "2025-11-20T12:00:00Z",
                "job_function": "Kitchen",
                "description": "You cook.\n\nYou have\n\ntact\nknives",
                "employment_type": "Full-time",
                "pay_text": "CAD 22.00/hr - CAD 25.50/hr",
                "is_remote": False,
            },
            0,
        ),
        (
            "ashby",
            ASHBY,
            {
                "posting_id": "77-a",
                "title": "Planner",
                "company": "Shown Name",
                "city": "Toronto",
                "region": "Ontario",
                "country": "Canada",
                "posted_at": "2026-11-20T14:00:00Z",
                "job_function": None,
                "description": "You plan.",
                "employment_type": "Full-time",
                "pay_text": "CAD 60,000.00/yr - CAD 70,000.00/yr",
                "is_remote": True,
            },
            0,
        ),
    ],
)
def test_a_board_for_programs_gives_the_same_kind_of_posting(
    kind: boards.Kind, answer: Any, expected: dict[str, Any], unreadable: int
) -> None:
    listing = boards.read(kind, "Shown Name", json.dumps(answer))

    assert [each.model_dump(include=set(expected)) for each in listing.postings] == [
        expected
    ]
    assert listing.unreadable == unreadable


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("lever", "<html>"),
        ("lever", '{"error": "x"}'),
        ("lever", '{"jobs": []}'),
        ("ashby", "[]"),
        ("ashby", "3"),
        ("greenhouse", '{"jobs": [{"id": 1'),
        ("greenhouse", "[" * 100_000),
    ],
)
def test_an_answer_that_is_no_list_of_postings_is_changed(
    kind: boards.Kind, answer: str
) -> None:
    with pytest.raises(PageChanged):
        boards.read(kind, "Fern", answer)


def test_a_bad_field_costs_that_field_and_is_counted() -> None:
    whole = boards.read("lever", "Fern", json.dumps(LEVER)).postings[0].model_dump()
    odd = {
        "hostedUrl": "javascript:alert(1)",
        "createdAt": "soon",
        "country": {"code": "CA"},
        "categories": {"location": "Gaspé", "commitment": "Sometimes"},
        "salaryRange": {"currency": None, "min": "much", "interval": 7},
        "lists": "none",
        "additional": 5,
    }

    listing = boards.read("lever", "Fern", json.dumps([{**LEVER[0], **odd}]))

    read = listing.postings[0].model_dump()
    lost = {name for name, said in read.items() if said != whole[name]}
    assert lost == {
        *("url", "posted_at", "posted_at_source", "country", "employment_type"),
        *("job_function", "pay_text", "description", "language"),
    }
    assert read["description"] == "You cook."
    assert not any(read[name] for name in lost - {"description"})
    assert set(listing.field_errors) == {
        *("url", "posted_at", "country", "employment_type", "pay_text", "description"),
    }


@pytest.mark.parametrize(
    ("entries", "total", "is_complete"),
    [
        ([{"id": 1, "title": "Cook"}], 1, True),
        ([{"id": 1, "title": "Cook"}], 2, False),
        ([{"id": 1, "title": "Cook"}, {"title": "No id"}], 2, False),
        ([{"id": 1, "title": "Cook"}, {"id": 2}], 2, True),
        ([{"id": 1, "title": "Cook"}, "?"], 2, False),
    ],
)
def test_a_list_is_complete_when_every_entry_of_it_is_known(
    entries: list[Any], total: int, is_complete: bool
) -> None:
    answer = {"jobs": entries, "meta": {"total": total}}

    listing = boards.read("greenhouse", "Fern", json.dumps(answer))

    assert listing.is_complete is is_complete
    assert [posting.posting_id for posting in listing.postings] == ["1"]
    assert listing.unreadable == len(entries) - 1


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ('[[board]]\nkind = "workday"\ncompany = "x"\n', "board.0.kind"),
        ('[[board]]\nkind = "lever"\ncompany = "a/b"\n', "board.0.company"),
        ('[[board]]\nkind = "lever"\ncompany = "a"\nsite = "x"\n', "board.0.site"),
        ('[[board]]\nkind = "lever"\ncompany = "a"\n' * 2, "lever/a twice"),
        ('contact = "x"\n', "no \\[\\[search\\]\\] or"),
    ],
)
def test_a_wrong_board_is_named(tmp_path: Path, given: str, fault: str) -> None:
    path = tmp_path / "searches.toml"
    path.write_text(given, encoding="utf-8")

    with pytest.raises(WrongSetting, match=fault):
        searches.load(path)


# an hour, from small sites and from the demo board, into the real lake


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[config.Settings]:
    made = small_board.settings(tmp_path_factory.mktemp("boards"))
    yield made
    for name in ("lake", "board"):
        services.stop(made.local, name)


@pytest.fixture
def settings(embedded: config.Settings, tmp_path: Path) -> config.Settings:
    return replace(embedded, searches=tmp_path / "searches.toml")


@pytest.fixture
def store(embedded: config.Settings, request: pytest.FixtureRequest) -> Lake:
    """A lake of the test's own in the one store."""
    opened = lake.open_lake(embedded)
    return replace(opened, prefix=f"{abs(hash(request.node.nodeid))}/")


@pytest.fixture
def site() -> Iterator[small_board.Board]:
    with small_board.running() as shown:
        yield shown


def read(
    settings: config.Settings,
    store: Lake,
    named: list[tuple[str, str, str]],
    at: datetime = HOUR,
    name: str = "run",
) -> dict[str, Any]:
    """An hour of boards, each given by its kind, company and site."""
    settings.searches.write_text(
        "".join(
            f'[[board]]\nkind = "{kind}"\ncompany = "{company}"\nsite = "{where}"\n'
            for kind, company, where in named
        ),
        encoding="utf-8",
    )
    folder = settings.searches.parent / f"{at:%Y%m%d%H}-{name}"
    folder.mkdir(exist_ok=True)
    return hour.read_hour(settings, store, Run(at, name, folder))


def rows_of(store: Lake, report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = [row for key in report["lake_keys"] for row in lake.read_batch(store, key)]
    assert report["rows"] == len(rows)
    return {row["posting_id"]: row for row in rows}


def fern(*titles: str) -> Answer:
    """A Greenhouse list of postings numbered from 1."""
    jobs = [
        {"id": number, "title": title, "content": f"{title} with us", "location": None}
        for number, title in enumerate(titles, 1)
        if title
    ]
    return Answer(json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}))


def shows(site: small_board.Board, **answers: Answer) -> None:
    """Let a site answer for companies by their names; others are not there."""

    def instead(board: Any, path: str, query: dict[str, str]) -> Answer:
        if path == "/robots.txt":
            return answers.get("robots", Answer(status=404))
        found = [answer for name, answer in answers.items() if f"/{name}/" in path]
        return found[0] if found else Answer('{"status": 404}', 404)

    site.instead = instead


def test_a_posting_that_is_new_or_changed_is_read_in_full(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    named = [("greenhouse", "fern", site.url)]
    shows(site, fern=fern("Cook", "Baker"))
    read(settings, store, named)
    shows(site, fern=fern("Cook", "Head Baker", "Waiter"))

    report = read(settings, store, named, HOUR + timedelta(hours=1))

    rows = rows_of(store, report)
    assert {number: row["full_or_light"] for number, row in rows.items()} == {
        "1": "light",
        "2": "full",
        "3": "full",
    }
    assert rows["1"]["description"] is None and rows["1"]["title"] == "Cook"
    assert rows["2"]["description"] == "Head Baker with us"
    assert all(Observation.model_validate(row) for row in rows.values())
    assert {(row["source"], row["search"]) for row in rows.values()} == {
        ("greenhouse", "greenhouse/fern")
    }


def test_a_posting_closes_when_it_is_gone_from_a_complete_list_only(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    named = [("greenhouse", "fern", site.url)]
    shows(site, fern=fern("Cook", "Baker"))
    read(settings, store, named)
    cut = json.loads(fern("Cook").body)
    shows(site, fern=Answer(json.dumps({**cut, "meta": {"total": 2}})))
    cut_report = read(settings, store, named, HOUR + timedelta(hours=1))
    shows(site, fern=fern("Cook"))

    report = read(settings, store, named, HOUR + timedelta(hours=2))

    assert cut_report["closed"] == 0 and report["closed"] == 1
    gone = rows_of(store, report)["2"]
    assert (gone["is_closed"], gone["full_or_light"]) == (True, "light")
    again = read(settings, store, named, HOUR + timedelta(hours=3))
    assert "2" not in rows_of(store, again)
    shows(site, fern=fern("Cook", "Baker"))
    back = read(settings, store, named, HOUR + timedelta(hours=4))
    assert rows_of(store, back)["2"]["full_or_light"] == "full"


def test_an_hour_is_asked_once(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    named = [("greenhouse", "fern", site.url)]
    shows(site, fern=fern("Cook"))
    first = read(settings, store, named)
    asked = list(site.asked)

    again = read(settings, store, named, name="again")

    assert site.asked == asked == ["/robots.txt", "/v1/boards/fern/jobs?content=true"]
    assert (first["asked"], again["asked"]) == (True, False)
    assert again["lake_keys"] == first["lake_keys"]
    assert all(agent.startswith("FirstRung/") for agent in site.agents)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(status=404), "WrongSetting"),
        (Answer("<html>new design</html>"), "PageChanged"),
        (Answer('{"jobs": [{"id": 1, "ti'), "PageChanged"),
        (Answer(status=301, headers={"Location": "/elsewhere"}), "PageChanged"),
        (Answer(status=500), "ServiceDown"),
        (Answer(reset=True), "ServiceDown"),
    ],
)
def test_a_board_that_fails_is_named_and_stops_nothing_else(
    settings: config.Settings,
    store: Lake,
    site: small_board.Board,
    answer: Answer,
    error: str,
) -> None:
    named = [("greenhouse", "moss", site.url), ("greenhouse", "fern", site.url)]
    shows(site, fern=fern("Cook"), moss=answer)

    report = read(settings, store, named)

    assert list(rows_of(store, report)) == ["1"]
    assert (report["outcome"], report["missing"]) == ("partial", ["greenhouse/moss"])
    told = report["boards"][0]["boards"]["greenhouse/moss"]
    assert told["error"] == error and told["reason"].startswith("greenhouse/moss: ")
    assert hour.boards(report)[0]["reason"] == told["reason"]


def test_only_what_failed_is_asked_again_in_the_hour(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    named = [("greenhouse", "moss", site.url), ("greenhouse", "fern", site.url)]
    shows(site, fern=fern("Cook"))
    read(settings, store, named)
    site.asked.clear()
    shows(site, fern=fern("Cook"), moss=Answer(fern("", "Guide").body))

    report = read(settings, store, named, name="again")

    assert site.asked == ["/robots.txt", "/v1/boards/moss/jobs?content=true"]
    assert (report["outcome"], list(rows_of(store, report))) == ("complete", ["2"])


def test_a_board_alone_that_is_not_there_ends_with_its_name(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    shows(site)

    with pytest.raises(WrongSetting, match="lever/moss: there is no board at"):
        read(settings, store, [("lever", "moss", site.url)])


def test_a_site_that_is_busy_is_asked_again_when_it_says(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    shows(site, fern=fern("Cook"))
    usual = site.instead
    busy = Answer(status=429, headers={"Retry-After": "1"})
    left = [busy, busy]

    def instead(board: Any, path: str, query: dict[str, str]) -> Answer:
        return left.pop() if left and "fern" in path else usual(board, path, query)

    site.instead = instead
    report = read(settings, store, [("greenhouse", "fern", site.url)])

    assert report["outcome"] == "complete" and not left


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (Answer("User-agent: *\nDisallow: /v1/\n"), ["/robots.txt"]),
        (Answer(status=403), ["/robots.txt"]),
    ],
)
def test_robots_txt_is_obeyed(
    settings: config.Settings,
    store: Lake,
    site: small_board.Board,
    robots: Answer,
    asked: list[str],
) -> None:
    shows(site, fern=fern("Cook"), robots=robots)

    with pytest.raises(BoardRefused):
        read(settings, store, [("greenhouse", "fern", site.url)])

    assert site.asked == asked


def test_a_site_that_refuses_is_left_alone(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    shows(site, moss=Answer(status=403), fern=fern("Cook"))
    named = [("greenhouse", "moss", site.url), ("greenhouse", "fern", site.url)]

    with pytest.raises(BoardRefused, match="refused with status 403"):
        read(settings, store, named)

    assert not any("fern" in path for path in site.asked)


def test_a_board_elsewhere_needs_a_contact(
    settings: config.Settings, store: Lake
) -> None:
    at = config.last_complete_hour(datetime.now(UTC))

    with pytest.raises(WrongSetting, match="contact"):
        read(settings, store, [("lever", "moss", "")], at)


def test_a_past_hour_of_a_board_elsewhere_is_not_asked(
    settings: config.Settings, store: Lake
) -> None:
    report = read(settings, store, [("lever", "moss", "")])

    assert (report["outcome"], report["asked"], report["rows"]) == ("past", False, 0)


@pytest.mark.parametrize("kind", ["greenhouse", "lever", "ashby"])
def test_an_hour_of_the_demo_s_boards_is_read_to_the_lake(
    settings: config.Settings, store: Lake, kind: str
) -> None:
    named = [(kind, "larchmont-general-hospital", "demo")]

    first = read(settings, store, named)
    second = read(settings, store, named, HOUR + timedelta(hours=16))

    rows, later = rows_of(store, first), rows_of(store, second)
    assert first["outcome"] == second["outcome"] == "complete"
    assert first["full"] == len(rows) > 20
    assert 0 < second["full"] < second["light"]
    closed = [number for number, row in later.items() if row["is_closed"]]
    assert closed and set(closed) <= set(rows)
    for row in rows.values():
        assert row["source"] == kind and row["seen_at"] == "2026-11-24T02:00:00Z"
        known = ("url", "title", "company", "location", "country", "posted_at")
        assert all(row[name] for name in (*known, "description", "language"))
    types = {row["employment_type"] for row in rows.values()}
    assert ("Full-time" in types) is (kind != "greenhouse")
    paid = any(row["pay_text"] for row in rows.values())
    assert paid is (kind != "greenhouse")


def test_the_demo_s_boards_tell_the_same_as_its_pages(
    settings: config.Settings, store: Lake
) -> None:
    named = [(kind, "saltmarsh-dental", "demo") for kind in boards.SITES]

    report = read(settings, store, named)

    told: dict[str, set[tuple[str, ...]]] = {}
    for row in rows_of(store, report).values():
        said = (row["title"], row["location"], row["description"], row["posted_at"])
        told.setdefault(row["source"], set()).add(said)
    assert told["greenhouse"] == told["lever"] == told["ashby"]
    assert [part["source"] for part in report["boards"]] == list(boards.SITES)


def test_boards_and_searches_are_read_side_by_side(
    settings: config.Settings, store: Lake, site: small_board.Board
) -> None:
    named = [("lever", "saltmarsh-dental", "demo")]
    read(settings, store, named)
    text = settings.searches.read_text(encoding="utf-8")
    wanted = '[[search]]\nname = "few"\nwindow_hours = 1\nmax_postings = 3\n'
    settings.searches.write_text(wanted + text, encoding="utf-8")
    run = Run(HOUR, "both", settings.searches.parent / "both")
    run.folder.mkdir()

    report = hour.read_hour(settings, store, run)

    assert {row["source"] for row in rows_of(store, report).values()} == {
        *("demo", "lever")
    }
    plan = searches.load(settings.searches)
    assert board_hour.read_hour(settings, store, run, plan)[0]["asked"] is False


def test_the_check_says_how_much_each_board_shows(
    settings: config.Settings, site: small_board.Board
) -> None:
    shows(site, fern=fern("Cook", "Baker"))
    settings.searches.write_text(
        f'[[board]]\nkind = "greenhouse"\ncompany = "fern"\nsite = "{site.url}"\n',
        encoding="utf-8",
    )
    told = dict(checks.checks(settings))

    assert told["company boards"]() == "2 postings of greenhouse/fern"
    assert hour.sources(settings) == "greenhouse"
    assert "only boards that companies publish" in told["board"]()
    shows(site)
    with pytest.raises(WrongSetting, match="there is no board at"):
        told["company boards"]()
