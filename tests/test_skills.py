"""The vocabulary's own rules, and one line of `skills_cases.jsonl` per reading."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.extract import skills

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "skills_cases.jsonl").read_text().splitlines()
]
ROWS = skills.read_rows()
FIELDS = {
    "Agriculture and environment",
    "Business systems",
    "Cloud and infrastructure",
    "Construction and trades",
    "Data and analytics",
    "Databases",
    "Design and media",
    "Driving and logistics",
    "Education",
    "Engineering and manufacturing",
    "Finance and accounting",
    "Health and care",
    "Hospitality and food",
    "Human resources",
    "Languages",
    "Law and public safety",
    "Licences and certificates",
    "Machine learning",
    "Management",
    "Marketing",
    "Office and collaboration",
    "Programming languages",
    "Retail",
    "Sales and service",
    "Science and laboratory",
    "Security",
    "Software practice",
    "Systems and networks",
    "Web and mobile",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"]))
def test_a_text_names_the_expected_skills(case: dict) -> None:
    found = skills.find(case["text"])

    assert found == case.get("skills", found)
    assert set(case.get("has", [])) <= set(found)
    assert not set(case.get("not", [])) & set(found)


def test_the_vocabulary_is_large_sorted_and_names_each_skill_once() -> None:
    names = [row["name"] for row in ROWS]

    assert len(names) >= 500
    assert names == sorted(set(names), key=lambda name: (name.casefold(), name))


def test_every_skill_has_a_known_category() -> None:
    assert {row["category"] for row in ROWS} == FIELDS
    assert skills.CATEGORIES == {row["name"]: row["category"] for row in ROWS}


def test_an_alias_belongs_to_one_skill() -> None:
    owners: dict[bytes, set[str]] = {}
    for row in ROWS:
        for alias, _ in skills.spellings(row):
            owners.setdefault(skills.fold(alias), set()).add(row["name"])

    assert {alias: names for alias, names in owners.items() if len(names) > 1} == {}


def test_every_alias_finds_its_skill() -> None:
    missed = []
    for row in ROWS:
        nearby = ["python", "javascript", "sql", "fluent", "dashboards"]
        nearby += [word for word in row["context"].split("|") if word[:1] != "@"]
        for alias, needs_context in skills.spellings(row):
            written = alias.removeprefix("=")
            texts = [f"{written}, {word}" for word in nearby] if needs_context else []
            if not any(row["name"] in skills.find(text) for text in texts or [written]):
                missed.append((row["name"], alias))

    assert missed == []


def test_a_careful_row_says_all_it_needs() -> None:
    for row in ROWS:
        assert bool(row["in_context"]) == bool(row["context"]), row["name"]
        for part in filter(None, row["unless"].split("|")):
            shared = skills.SHARED_UNLESS[part[1:]] if part[0] == "@" else part
            for phrase in shared.split("|"):
                # a name of one word would leave nothing of the skill itself
                assert phrase.split().count("_") == 1 or (
                    "_" not in phrase and len(phrase.split()) > 1
                ), row["name"]


def test_every_ambiguous_name_has_a_case_for_and_against() -> None:
    read = [
        (set(skills.find(case["text"])), b" %b " % skills.fold(case["text"] or ""))
        for case in CASES
    ]
    careful = [
        row
        for row in ROWS
        if row["category"] != "Languages"
        and (row["in_context"] or row["unless"].removeprefix("@employer"))
    ]

    for row in careful:
        names = [b" %b " % skills.fold(alias) for alias, _ in skills.spellings(row)]
        assert any(row["name"] in found for found, _ in read), row["name"]
        assert any(
            row["name"] not in found and any(name in text for name in names)
            for found, text in read
        ), row["name"]
    assert len(careful) > 150


def test_the_title_comes_first() -> None:
    assert skills.find("We use SQL.", "Python developer") == ["Python", "SQL"]


def test_a_phrase_does_not_run_from_the_title_into_the_text() -> None:
    assert skills.find("management of staff", "Project") == []


def test_decomposed_accents_read_like_composed_ones() -> None:
    assert skills.find("comptabilite\u0301") == ["Accounting"]


@given(st.text(max_size=300))
def test_any_text_gives_known_names_once_each(text: str) -> None:
    found = skills.find(text, text[:40])

    assert len(found) == len(set(found))
    assert set(found) <= set(skills.CATEGORIES)


@pytest.mark.parametrize(
    "piece", ["r ", "c++ ", "excel in ", "French ", "customer ", "a", "’", " \n"]
)
def test_a_hostile_megabyte_takes_under_a_second(piece: str) -> None:
    started = time.process_time()

    skills.find(piece * (1_000_000 // len(piece)))

    assert time.process_time() - started < 1
