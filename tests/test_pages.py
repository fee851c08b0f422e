"""Pages in, records out: our own pages, and saved pages where they are at hand."""

import hashlib
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib import config
from lib.errors import PageChanged
from lib.scrape import boards, language, pages, phrases, places, text
from lib.scrape.pages_command import records

OWN = Path(__file__).parent / "pages"
SAVED = config.ROOT.parent / "shared" / "linkedin" / "pages"
SEEN_AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.mark.parametrize("page", sorted(OWN.glob("*.html")), ids=lambda path: path.stem)
def test_a_page_gives_exactly_its_records(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))

    read = pages.read(page.read_bytes(), expected["url"], SEEN_AT)

    assert list(records(read)) == expected["records"]
    assert dict(read.field_errors) == expected["field_errors"]


def saved_expectations() -> dict[str, Any]:
    path = Path(__file__).parent / "saved_pages.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not SAVED.is_dir(), reason="the saved pages are not at hand")
@pytest.mark.parametrize("name", sorted(saved_expectations()))
def test_a_saved_page_gives_exactly_its_records(name: str) -> None:
    expected = saved_expectations()[name]

    read = pages.read((SAVED / name).read_bytes(), None, SEEN_AT)

    assert [fingerprinted(record) for record in records(read)] == expected


@pytest.mark.skipif(not SAVED.is_dir(), reason="the saved pages are not at hand")
def test_every_saved_page_has_expected_records() -> None:
    assert {path.name for path in SAVED.glob("*.html")} == set(saved_expectations())


def fingerprinted(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its description as length and digest: the text is not ours."""
    said = record.get("description")
    if said is None:
        return record
    digest = hashlib.sha256(said.encode()).hexdigest()
    return {**record, "description": {"characters": len(said), "sha256": digest}}


@pytest.mark.parametrize("status", [429, 999, 401, 403])
def test_a_refusing_status_is_blocked_whatever_the_body(status: int) -> None:
    read = pages.read(b"<!---->", status=status)

    assert (read.kind, read.reason) == ("blocked", f"HTTP status {status}")


@pytest.mark.parametrize("path", ["/authwall?trk=x", "/login", "/checkpoint/lg/x"])
def test_a_redirect_to_a_wall_is_blocked(path: str) -> None:
    read = pages.read(b"", status=302, location=f"https://www.linkedin.com{path}")

    assert read.kind == "blocked"


def test_a_search_whose_words_hold_login_is_no_wall() -> None:
    read = pages.read(b"<!---->", "https://x.org/jobs/search?keywords=login&start=0")

    assert read.kind == "end"


@pytest.mark.parametrize("status", [404, 410])
def test_a_gone_page_is_removed(status: int) -> None:
    assert pages.read(b"", status=status).kind == "removed"


@pytest.mark.parametrize("status", [400, 500, 503, 302])
def test_any_other_status_says_nothing_about_postings(status: int) -> None:
    assert pages.read(b"<!---->", status=status).kind == "changed"


@pytest.mark.parametrize("body", ["", " \n", "plain words", "{}", "<li></li>"])
def test_a_body_without_terminator_is_changed_not_empty(body: str) -> None:
    assert pages.read(body).kind == "changed"


def test_a_page_cut_in_the_middle_of_a_card_keeps_the_whole_ones() -> None:
    page = (OWN / "cards_fragment.html").read_text(encoding="utf-8")
    cut = page[: page.index("Crew Lead")]

    read = pages.read(cut, "https://ca.linkedin.com/jobs/search")

    assert [card.posting_id for card in read.cards] == ["4900000001", "490000002"]
    assert read.cards[1].title is None


def test_a_wrong_charset_in_the_header_does_no_harm() -> None:
    page = (OWN / "detail_french_full.html").read_bytes()

    read = pages.read(page, encoding="iso-8859-1")

    assert read.posting and read.posting.title == "Adjoint(e) aux études"


def test_a_page_in_another_charset_is_read_in_it() -> None:
    page = (OWN / "detail_french_full.html").read_text(encoding="utf-8")
    page = page.replace("\u202f", " ").replace("’", "'")

    read = pages.read(page.encode("iso-8859-1", "replace"), encoding="iso-8859-1")

    assert read.posting and read.posting.company == "Collège Brume"


def test_a_byte_order_mark_and_zero_bytes_are_passed_over() -> None:
    page = (OWN / "detail_odd_fields.html").read_bytes()

    read = pages.read(b"\xef\xbb\xbf" + page.replace(b"Maps", b"Ma\0ps"))

    assert read.posting and "Maps" in (read.posting.description or "")


def test_a_huge_title_costs_nothing_but_its_length() -> None:
    page = (OWN / "detail_closed_without_place.html").read_text(encoding="utf-8")

    read = pages.read(page.replace("Harbour Pilot", "x" * 100_000))

    assert read.posting and read.posting.title == "x" * 100_000


@pytest.mark.parametrize(
    "piece",
    ["<b> </b>", "<div>", "<!--", "<!-- x -->", "9", "(", "<br> ", "&nbsp;", "é "],
)
def test_a_hostile_page_of_megabytes_is_read_in_seconds(piece: str) -> None:
    page = (OWN / "detail_odd_fields.html").read_text(encoding="utf-8")
    much = piece * (2_000_000 // len(piece))
    for mark in ("Maps", "many applicants", "a while ago", "Quebec, Canada"):
        page = page.replace(mark, mark + much[:500_000])
    began = time.process_time()

    pages.read(page)
    pages.read(much)

    assert time.process_time() - began < 5


def test_the_command_prints_one_record_a_line() -> None:
    page = OWN / "detail_odd_fields.html"
    command = [sys.executable, "-m", "lib.scrape.pages", str(page)]
    given = ["--url", "https://x.org/", "--seen-at", "2026-11-24T02:00:00Z"]

    done = subprocess.run(
        [*command, *given], capture_output=True, cwd=config.ROOT, check=True
    )

    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    printed = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert printed == expected["records"]


@pytest.mark.parametrize(
    ("said", "interval"),
    [
        ("Be among the first 25 applicants", (0, 24)),
        ("Faites partie des 25 premiers candidats", (0, 24)),
        ("102 applicants", (102, 102)),
        ("1,034 applicants", (1034, 1034)),
        ("1\u202f034 candidats", (1034, 1034)),
        ("Over 200 applicants", (201, None)),
        ("Plus de 200\u00a0candidats", (201, None)),
        ("Über 200 Bewerber", (201, None)),
        ("Mais de 200 candidaturas", (201, None)),
    ],
)
def test_applicants_are_an_interval(
    said: str, interval: tuple[int, int | None]
) -> None:
    assert phrases.applicants(text.one_line(said) or "") == interval


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("Just now", timedelta()),
        ("7 minutes ago", timedelta(minutes=7)),
        ("1 hour ago", timedelta(hours=1)),
        ("3 days ago", timedelta(days=3)),
        ("2 weeks ago", timedelta(weeks=2)),
        ("1 month ago", timedelta(days=30)),
        ("6 years ago", timedelta(days=6 * 365)),
        ("il y a 11\u00a0heures", timedelta(hours=11)),
        ("il y a 5 minutes", timedelta(minutes=5)),
        ("il y a 1 jour", timedelta(days=1)),
        ("il y a 3 semaines", timedelta(weeks=3)),
        ("il y a 2 mois", timedelta(days=60)),
        ("il y a 1 an", timedelta(days=365)),
        ("vor 4 Tagen", timedelta(days=4)),
        ("hace 2 semanas", timedelta(weeks=2)),
        ("há 3 dias", timedelta(days=3)),
        ("há 1 mês", timedelta(days=30)),
        ("Reposted 2 weeks ago", timedelta(weeks=2)),
    ],
)
def test_a_phrase_tells_an_age(said: str, ago: timedelta) -> None:
    assert phrases.age(text.one_line(said) or "") == ago


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Toronto, Ontario, Canada", ("Toronto", "Ontario", "Canada")),
        ("Quebec, Canada", (None, "Quebec", "Canada")),
        ("Greater Toronto Area, Canada", ("Greater Toronto Area", None, "Canada")),
        ("Canada", (None, None, "Canada")),
        ("Fort Lauderdale, FL", ("Fort Lauderdale", "FL", "United States")),
        (
            "San Francisco, Californie, États-Unis",
            ("San Francisco", "Californie", "United States"),
        ),
        (
            "Greater Montreal Metropolitan Area",
            ("Greater Montreal Metropolitan Area", None, None),
        ),
        ("Berlin, Berlin, Germany", ("Berlin", "Berlin", "Germany")),
        ("Oslo, Norway", ("Oslo", None, "Norway")),
        ("London Area, United Kingdom", ("London Area", None, "United Kingdom")),
        (
            "Capital Region of Denmark, Denmark",
            (None, "Capital Region of Denmark", "Denmark"),
        ),
        ("Atlanta, Georgia, United States", ("Atlanta", "Georgia", "United States")),
        ("Tbilisi, Georgia", ("Tbilisi", None, None)),
        ("Halifax, NS", ("Halifax", "NS", "Canada")),
        ("Remote", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_a_place_is_split_without_guessing(
    said: str | None, parts: tuple[str | None, ...]
) -> None:
    assert tuple(places.split(said)) == parts


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Data Analyst | Remote", True),
        ("Conseiller (télétravail)", True),
        ("Remote Sensing Scientist", None),
        ("Analyst (hybrid, partly remote)", None),
        ("Nurse", None),
    ],
)
def test_remote_work_needs_clear_words(title: str, expected: bool | None) -> None:
    assert phrases.says_remote(title, "Toronto, Ontario, Canada") is expected


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("You will work with our team and help the people we are here for.", "en"),
        ("Vous aiderez les équipes dans la gestion des dossiers avec nous.", "fr"),
        ("A NEW DAY", None),
        ("", None),
    ],
)
def test_a_language_is_told_or_left_open(said: str, code: str | None) -> None:
    assert language.guess(said) == code


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
        "workplaceType": "onsite",
        "categories": {
            "location": "Gaspé",
            "commitment": "Full Time",
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
                "is_remote": None,
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
    kind: str, answer: Any, expected: dict[str, Any], unreadable: int
) -> None:
    postings, lost = boards.read(kind, "Shown Name", json.dumps(answer))

    assert [posting.model_dump(include=set(expected)) for posting in postings] == [
        expected
    ]
    assert lost == unreadable


@pytest.mark.parametrize("answer", ["<html>", '{"error": "x"}', "3"])
def test_a_board_for_programs_that_sends_no_list_is_changed(answer: str) -> None:
    with pytest.raises(PageChanged):
        boards.read("lever", "Fern", answer)
