"""Crawls of a small board on this computer that answers as it should."""

import time
from collections import Counter
from pathlib import Path

import pytest

from lib import config
from lib.errors import BoardRefused, WrongSetting
from lib.records import Card, card_hash
from lib.scrape import journal, privacy, run, searches
from lib.scrape.settings import manners
from tests.small_board import (
    END,
    SEARCHES,
    Answer,
    Board,
    card,
    crawl,
    detail,
    first_times,
    query_of,
    rows,
)


def test_every_listed_posting_becomes_one_full_observation(
    settings: config.Settings, board: Board
) -> None:
    result = crawl(settings, board)

    observed = rows(result)
    assert result.outcome == "complete"
    assert [row["posting_id"] for row in observed] == board.ids()
    page_key = observed[0].pop("raw_page_key")
    assert observed[0] == {
        "applicants_high": 31,
        "applicants_low": 31,
        "apply_kind": None,
        "benefit": None,
        "card_hash": card_hash(
            Card(
                posting_id="900000001",
                title="Nurse 900000001",
                company="Ward 9",
                location="Halifax, Nova Scotia, Canada",
                posted_date="2026-11-23",
            )
        ),
        "city": "Halifax",
        "company": "Ward 9",
        "company_url": "https://x.org/company/w",
        "country": "Canada",
        "description": "Two years with us.",
        "employment_type": "Full-time",
        "full_or_light": "full",
        "industries": None,
        "is_closed": False,
        "is_remote": None,
        "job_function": None,
        "language": None,
        "location": "Halifax, NS",
        "logical_hour": "2026-11-24T01",
        "months_of_experience": None,
        "pay_text": None,
        "posted_at": "2026-11-23T00:00:00Z",
        "posted_at_source": "datetime",
        "posting_id": "900000001",
        "record_version": 1,
        "region": "NS",
        "search": "all",
        "seen_at": "2026-11-24T02:00:00Z",
        "seniority_level": None,
        "seniority_level_raw": None,
        "source": "demo",
        "title": "Nurse 900000001",
        "url": "https://x.org/jobs/view/n-900000001",
        "valid_through": None,
    }
    kept = {page["page"]: page for page in journal.read_pages(result.pages)}
    assert kept[page_key]["body"] == detail("900000001")
    assert page_key.startswith("pages/source=demo/date=2026-11-24/hour=01/")


def test_pages_step_by_the_cards_received(
    settings: config.Settings, board: Board
) -> None:
    def seven_a_page(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path:
            return None
        start = int(query["start"])
        return Answer("".join(map(card, board.ids()[start : start + 7])) or END)

    board.instead = seven_a_page
    result = crawl(settings, board)

    assert len(rows(result)) == board.postings
    assert [query_of(path)["start"] for path in board.asked if "search" in path] == [
        "0",
        "7",
        "14",
        "21",
        "23",
    ]


def test_a_search_asks_for_what_the_file_says(
    settings: config.Settings, board: Board
) -> None:
    settings.searches.write_text(
        '[[search]]\nname = "a"\nkeywords = "chef de partie"\nlocation = "Canada"\n'
        'geo_id = "101174742"\nwindow_hours = 2\n'
        'levels = ["Entry level", "Director"]\n',
        encoding="utf-8",
    )

    crawl(settings, board)

    assert query_of(board.asked[0]) == {
        "keywords": "chef de partie",
        "location": "Canada",
        "geoId": "101174742",
        "f_TPR": "r7200",
        "f_E": "2,5",
        "start": "0",
    }
    assert all(agent.startswith("FirstRung/") for agent in board.agents)


def test_a_posting_of_two_searches_is_read_once_and_belongs_to_the_first(
    settings: config.Settings, board: Board
) -> None:
    settings.searches.write_text(
        SEARCHES + '[[search]]\nname = "again"\n', encoding="utf-8"
    )

    result = crawl(settings, board)

    assert max(Counter(board.details_asked()).values()) == 1
    assert {row["search"] for row in rows(result)} == {"all"}


def test_a_search_may_be_capped(settings: config.Settings, board: Board) -> None:
    settings.searches.write_text(SEARCHES + "max_postings = 12\n", encoding="utf-8")

    result = crawl(settings, board)

    assert (result.outcome, len(rows(result))) == ("complete", 12)


def test_two_crawls_of_one_hour_write_the_same_bytes(
    settings: config.Settings, board: Board
) -> None:
    first = crawl(settings, board, "first").observations.read_bytes()
    second = crawl(settings, board, "second").observations.read_bytes()

    assert first == second


def test_an_empty_search_is_complete_and_empty(
    settings: config.Settings, board: Board
) -> None:
    board.postings = 0

    result = crawl(settings, board)

    assert (result.outcome, rows(result)) == ("complete", [])


def test_progress_tells_of_requests_and_postings(
    settings: config.Settings, board: Board
) -> None:
    told: list[tuple[int, int, str]] = []

    crawl(settings, board, progress=lambda *said: told.append(said))

    assert told and all(requests >= postings for requests, postings, _ in told)


# closed and gone


def test_a_gone_posting_is_observed_as_closed(
    settings: config.Settings, board: Board
) -> None:
    def gone(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        return Answer(status=410) if path.endswith("900000003") else None

    board.instead = gone
    result = crawl(settings, board)

    row = rows(result)[2]
    assert result.outcome == "complete"
    assert (row["is_closed"], row["full_or_light"]) == (True, "light")
    assert result.report["removed"] == 1


def test_a_closed_posting_without_a_place_keeps_the_place_of_its_card(
    settings: config.Settings, board: Board
) -> None:
    closed = '<figure class="closed-job"><figcaption>x</figcaption></figure>'

    def closing(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if not path.endswith("900000003"):
            return None
        page = detail("900000003", closed).replace("Halifax, NS", "")
        return Answer(page)

    board.instead = closing
    row = rows(crawl(settings, board))[2]

    assert row["is_closed"] is True
    assert (row["location"], row["region"]) == (
        "Halifax, Nova Scotia, Canada",
        "Nova Scotia",
    )


def test_endless_pages_of_the_same_cards_end(
    settings: config.Settings, board: Board
) -> None:
    def endless(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" in path:
            return Answer("".join(map(card, board.ids()[:10])))
        return None

    board.instead = endless
    result = crawl(settings, board)

    assert (result.outcome, len(rows(result))) == ("complete", 10)
    # each page without a new card is asked for twice
    assert len([path for path in board.asked if "search" in path]) == 5


def test_a_page_served_twice_hides_nothing(
    settings: config.Settings, board: Board
) -> None:
    def stutter(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path or not 10 <= int(query["start"]) < 30:
            start = int(query.get("start", 0))
            shown = board.ids()[max(start - 10, 0) :][:10] if start >= 30 else None
            return (
                Answer("".join(map(card, shown)) or END) if shown is not None else None
            )
        start = 0 if query["start"] == "10" else 10
        return Answer("".join(map(card, board.ids()[start : start + 10])))

    board.instead = stutter
    result = crawl(settings, board)

    assert len(rows(result)) == board.postings


def test_a_search_of_more_than_a_thousand_is_walked_in_parts(
    settings: config.Settings, board: Board
) -> None:
    everything = [str(900000001 + number) for number in range(1100)]

    def many(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path:
            return Answer(status=404)
        start, kind = int(query["start"]), query.get("f_JT")
        if start >= 1000:
            return Answer(status=400)
        found = everything
        if kind:
            found = everything[:600] if kind == "F" else everything[600:]
            found = found if kind in "FP" else []
        return Answer("".join(map(card, found[start : start + 100])) or END)

    board.instead = many
    result = crawl(settings, board)

    assert len(rows(result)) == 1100
    assert result.outcome == "complete"


def test_a_part_of_more_than_a_thousand_is_named_as_missing(
    settings: config.Settings, board: Board
) -> None:
    def many(board: Board, path: str, query: dict[str, str]) -> Answer | None:
        if "search" not in path:
            return Answer(status=404)
        start = int(query["start"])
        shown = [str(900000001 + number) for number in range(start, start + 250)]
        return Answer("".join(map(card, shown)))

    board.instead = many
    result = crawl(settings, board)

    assert result.outcome == "partial"
    assert sorted(result.report["missing"]) == [
        f"results after 1000 of all in {code}" for code in "CFIOPTV"
    ]


# permission and manners


@pytest.mark.parametrize(
    "host", ["www.linkedin.com", "linkedin.com", "ca.linkedin.com"]
)
def test_linkedin_is_not_read_without_permission(
    settings: config.Settings, host: str
) -> None:
    with pytest.raises(BoardRefused, match="FIRST_RUNG_BOARD_PERMISSION=yes"):
        run.check_permission(settings, f"https://{host}", "me@example.org")


def test_a_name_that_only_resembles_linkedin_is_another_board(
    settings: config.Settings,
) -> None:
    run.check_permission(settings, "https://notlinkedin.com", "me@example.org")


def test_another_board_needs_a_contact(settings: config.Settings) -> None:
    with pytest.raises(WrongSetting, match="contact"):
        run.check_permission(settings, "https://jobs.example.org", " ")


@pytest.mark.parametrize(
    "robots",
    [Answer("User-agent: *\nDisallow: /\n"), Answer(status=503), Answer(status=999)],
    ids=["forbidden", "503", "999"],
)
def test_a_robots_txt_that_forbids_or_is_withheld_stops_the_crawl(
    settings: config.Settings,
    board: Board,
    robots: Answer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config, "is_loopback", lambda url: False)
    settings.searches.write_text('contact = "me@example.org"\n' + SEARCHES)
    board.instead = first_times(9, robots, "robots.txt")

    result = crawl(settings, board)

    assert (result.outcome, board.asked) == ("blocked", ["/robots.txt"])
    assert "robots.txt" in (result.reason or "")


def test_other_boards_are_asked_slowly_and_by_our_name(tmp_path: Path) -> None:
    far = manners(False, True, "me@example.org", tmp_path / "log")

    assert far["CONCURRENT_REQUESTS"] == 1 and far["DOWNLOAD_DELAY"] >= 2
    assert far["AUTOTHROTTLE_ENABLED"] and far["ROBOTSTXT_OBEY"]
    assert "me@example.org" in far["USER_AGENT"]


def test_a_board_of_others_is_asked_one_page_at_a_time(
    settings: config.Settings, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "is_loopback", lambda url: False)
    manners = run.manners
    quick = {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}
    monkeypatch.setattr(run, "manners", lambda *about: manners(*about) | quick)
    settings.searches.write_text('contact = "me@example.org"\n' + SEARCHES)
    under_way, most = [0], [0]

    def slow(board: Board, path: str, query: dict[str, str]) -> None:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        time.sleep(0.01)
        under_way[0] -= 1

    board.instead = slow
    result = crawl(settings, board)

    assert (result.outcome, most) == ("complete", [1])
    assert board.asked[0] == "/robots.txt"
    assert all("contact: me@example.org" in agent for agent in board.agents)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "search"),
        ("[[search]]\n", "name"),
        ('[[search]]\nname = "a"\nwindow = 3\n', "window"),
        ('[[search]]\nname = "a"\nlevels = ["Senior"]\n', "levels"),
        (SEARCHES + SEARCHES, "two searches 'all'"),
        ("[[search", "TOML"),
    ],
)
def test_a_wrong_searches_file_is_named(
    tmp_path: Path, content: str, named: str
) -> None:
    path = tmp_path / "searches.toml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(WrongSetting, match=named):
        searches.load(path)


def test_the_searches_file_of_the_project_is_right() -> None:
    assert searches.load(config.ROOT / "searches.toml").search


def test_people_are_taken_out_of_a_page_before_it_is_kept() -> None:
    page = detail("1", '<div class="message-the-recruiter">Jo Real<img src="f"></div>')

    kept, _ = privacy.without_people(page.encode())

    assert b"Jo Real" not in kept and b"31 applicants" in kept


def test_a_line_cut_off_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "read.jsonl"
    path.write_text('{"what": "removed"}\n{"what": "po', encoding="utf-8")

    assert list(journal.read_lines(path)) == [{"what": "removed"}]
