"""What a posting pays: one line of `pay_cases.jsonl` per case."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.extract import pay

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "pay_cases.jsonl").read_text().splitlines()
]
PIECES = ["$", "45", ",000", " to ", "k", " per hour", "salary ", "€", "\n", "bonus "]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: str(c.get("block", c.get("text")))
)
def test_a_pay_is_read_as_expected(case: dict) -> None:
    answer = pay.read(case.get("block"), case.get("text"), case["country"])

    expected = {k: v for k, v in case.items() if k not in {"block", "text", "country"}}
    assert {name: answer[name] for name in expected} == expected


def test_the_block_is_believed_before_the_text() -> None:
    answer = pay.read("$30.00/hr", "Salary: $20 per hour", "US")

    assert (answer["low"], answer["source"]) == (30.0, "block")


def test_a_block_without_an_amount_leaves_the_text() -> None:
    answer = pay.read("Competitive", "Salary: $20 per hour", "US")

    assert (answer["low"], answer["source"]) == (20.0, "text")


def test_no_pay_is_all_unknown() -> None:
    answer = pay.read(None, "A friendly team.")

    assert {v for k, v in answer.items() if k != "rules_version"} == {None}


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8)).map("".join))
def test_any_text_gives_an_ordered_range_and_a_verbatim_quote(text: str) -> None:
    answer = pay.read(None, text)

    assert (answer["evidence"] or "") in text
    if answer["low"] is not None and answer["high"] is not None:
        assert answer["low"] <= answer["high"]


@pytest.mark.parametrize("piece", [*PIECES, "$1 ", "1 ", "$45,000 - ", "$5 per "])
def test_a_hostile_megabyte_takes_under_a_second(piece: str) -> None:
    started = time.process_time()

    pay.read(None, piece * (1_000_000 // len(piece)))

    assert time.process_time() - started < 1
