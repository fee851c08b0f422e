"""Pages in, records out: our own pages, and saved pages where they are at hand."""

import hashlib
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lib import config
from lib.scrape import bench, pages
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


def test_the_benchmark_s_three_readings_agree() -> None:
    for body in bench.full_pages(3):
        posting = pages.read(body).posting
        others = [bench.with_parsel(body), bench.with_beautiful_soup(body)]

        assert 190_000 < len(body) < 360_000
        assert posting and posting.description
        for other in others:
            assert posting.title == other["title"]
            assert posting.location == other["location"]
            assert posting.description.split() == other["description"].split()


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
