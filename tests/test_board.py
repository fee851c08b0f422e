"""The demo board: an hour is always the same; its pages look like a real board's."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from parsel import Selector
from starlette.testclient import TestClient

from lib.local.board import render
from lib.local.board.market import Job, Market
from lib.local.board.server import make_app
from lib.local.board.texts import description

CLOCK = datetime(2026, 11, 24, 16, tzinfo=UTC)
AT = f"/at/{CLOCK:%Y-%m-%dT%H:%M:%SZ}"
SEARCH = f"{AT}/jobs-guest/jobs/api/seeMoreJobPostings/search"


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(seed=1)


@pytest.fixture(scope="module")
def jobs(market: Market) -> list[Job]:
    return market.open_at(CLOCK)


@pytest.fixture(scope="module")
def board() -> Iterator[TestClient]:
    with TestClient(make_app(seed=1)) as client:
        yield client


def test_thousands_of_postings_live_over_a_month(jobs: list[Job]) -> None:
    month = [job for job in jobs if job.posted_at > CLOCK - timedelta(days=30)]

    assert len(month) >= 600


def test_about_twenty_are_new_each_hour(market: Market) -> None:
    week = [len(market.hour(60_000 + hour)) for hour in range(168)]

    assert 17 <= sum(week) / len(week) <= 25
    assert max(week) > 4 * min(week)


def test_employers_and_occupations_are_many(jobs: list[Job]) -> None:
    assert len({job.employer["name"] for job in jobs}) >= 40
    assert len({job.occupation["english"] for job in jobs}) >= 60
    assert len({job.place["country"] for job in jobs}) >= 4


def test_entry_level_tags_lie_as_on_real_boards(jobs: list[Job]) -> None:
    tagged = [job for job in jobs if job.level == "Entry level"]

    wrong = sum((job.ask.least or 0) > 1 for job in tagged) / len(tagged)

    assert 0.35 <= wrong <= 0.45


def test_every_kind_of_answer_occurs_in_both_languages(jobs: list[Job]) -> None:
    kinds = {(job.ask.kind, job.french) for job in jobs}

    for kind in (
        "not_stated",
        "none_needed",
        "years",
        "degree_instead",
        "preferred_only",
    ):
        assert (kind, True) in kinds and (kind, False) in kinds


def test_texts_have_the_length_of_real_ads(jobs: list[Job]) -> None:
    for job in jobs[:400]:
        words = re.sub(r"<[^>]+>", " ", description(job)).split()
        assert 150 <= len(words) <= 700


def test_another_seed_is_another_market(market: Market) -> None:
    titles = [job.title for job in market.hour(60_010)]

    assert [job.title for job in Market(seed=1).hour(60_010)] == titles
    assert [job.title for job in Market(seed=2).hour(60_010)] != titles


def test_an_hour_asked_again_answers_the_same(board: TestClient) -> None:
    first = board.get(f"{SEARCH}?start=0")

    assert board.get(f"{SEARCH}?start=0").content == first.content
    assert first.headers["date"] == "Tue, 24 Nov 2026 16:00:00 GMT"


def test_results_come_by_ten_and_end(board: TestClient) -> None:
    starts, rows = 0, []
    while True:
        page = Selector(board.get(f"{SEARCH}?start={starts}&f_TPR=r7200").text)
        cards = page.css(".base-search-card")
        if not cards:
            break
        rows += cards.css("::attr(data-row)").getall()
        starts += len(cards)
        assert len(cards) <= 10

    assert rows == [str(number + 1) for number in range(starts)]
    assert board.get(f"{SEARCH}?start={starts}&f_TPR=r7200").text.endswith("<!---->")


def test_nothing_is_shown_past_a_thousand(board: TestClient) -> None:
    assert board.get(f"{SEARCH}?start=1000").status_code == 400


def test_filters_hold(board: TestClient) -> None:
    found = Selector(board.get(f"{SEARCH}?keywords=nurse&location=Toronto").text)

    for card in found.css(".base-search-card"):
        assert "Toronto" in card.css(".job-search-card__location::text").get("")


def test_a_closed_posting_says_so_and_a_removed_one_is_gone(
    board: TestClient, jobs: list[Job]
) -> None:
    job = jobs[-1]
    shut, gone = (
        f"/at/{moment:%Y-%m-%dT%H:%M:%SZ}/jobs-guest/jobs/api/jobPosting/{job.posting_id}"
        for moment in (
            job.closes_at + timedelta(hours=1),
            job.removed_at + timedelta(seconds=1),
        )
    )

    assert Selector(board.get(shut).text).css(".closed-job")
    assert board.get(gone).status_code in {404, 410}


def test_applicants_grow_and_are_censored(jobs: list[Job]) -> None:
    job = max(jobs, key=lambda job: job.pull)
    texts = [
        render.detail(job, job.posted_at + timedelta(hours=hours), "http://x", False)
        for hours in (0, 24 * 12)
    ]

    assert "Be among the first 25" in texts[0] or "25 premiers" in texts[0]
    assert "Over 200" in texts[1] or "Plus de 200" in texts[1]


def test_a_page_has_json_ld_only_sometimes_and_a_fragment_never(
    jobs: list[Job],
) -> None:
    pages = [render.detail(job, CLOCK, "http://x", True) for job in jobs[:200]]
    parts = [render.detail(job, CLOCK, "http://x", False) for job in jobs[:200]]

    assert 90 < sum("application/ld+json" in page for page in pages) < 170
    assert not any("application/ld+json" in part for part in parts)


def test_some_rows_are_missing(jobs: list[Job]) -> None:
    counts = [
        len(
            Selector(render.detail(job, CLOCK, "x", False)).css(
                "li.description__job-criteria-item"
            )
        )
        for job in jobs[:300]
    ]

    assert set(counts) == {1, 4}


def test_hostile_titles_are_there_and_escaped(jobs: list[Job]) -> None:
    hostile = [job for job in jobs if "<" in job.title]

    assert hostile
    for job in hostile:
        assert "<img src=x" not in render.detail(job, CLOCK, "http://x", True)


def test_a_fault_strikes_as_often_as_told(board: TestClient) -> None:
    board.post("/faults", json={"kind": "429", "count": 1, "retry_after": 3})

    struck = board.get(SEARCH)

    assert (struck.status_code, struck.headers["retry-after"]) == (429, "3")
    assert board.get(SEARCH).status_code == 200


def test_saved_pages_are_replayed(tmp_path: Path, jobs: list[Job]) -> None:
    listed, alone = jobs[0], jobs[1]
    (tmp_path / "search.html").write_text(
        render.fragment([listed], 0, CLOCK, "http://x")
    )
    (tmp_path / "detail.html").write_text(render.detail(alone, CLOCK, "http://x", True))

    with TestClient(make_app(pages=tmp_path)) as client:
        shown = client.get("/jobs-guest/jobs/api/seeMoreJobPostings/search?start=0")
        page = client.get(f"/jobs-guest/jobs/api/jobPosting/{alone.posting_id}")

    numbers = Selector(shown.text).css("::attr(data-entity-urn)").getall()
    assert {number.rpartition(":")[2] for number in numbers} == {
        listed.posting_id,
        alone.posting_id,
    }
    assert "topcard__title" in page.text
