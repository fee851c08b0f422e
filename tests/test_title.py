"""The level a title claims: one line of `title_cases.jsonl` per case."""

import json
import time
from pathlib import Path

import pytest

from lib.extract import title

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "title_cases.jsonl").read_text().splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["title"]))
def test_a_title_has_the_expected_level_and_number(case: dict) -> None:
    answer = title.read(case["title"])

    assert (answer["level"], answer["grade"]) == (case["level"], case["grade"])


def test_every_level_has_a_case() -> None:
    assert {case["level"] for case in CASES} == {*title.LEVELS, None}


def test_a_title_says_nothing_about_years() -> None:
    assert set(title.read("Senior Analyst, 5 years")) == {
        "level",
        "grade",
        "rules_version",
    }


@pytest.mark.parametrize(
    "piece", ["(", "assistant to the ", "chief ", "i ", "é·e", "manager s "]
)
def test_a_hostile_title_takes_no_time(piece: str) -> None:
    started = time.process_time()

    title.read(piece * 100_000)

    assert time.process_time() - started < 0.5
