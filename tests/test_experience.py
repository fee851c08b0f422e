"""The years a posting requires: every rule, every trap, and what must never happen."""

import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.extract import experience, plain
from tests import score_experience as score

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 0.95
PIECES = [case["description"] for case in score.cases()]
dirt = st.sampled_from(
    ["\u00a0", "\u202f", "–", "’", "•", "\n", "&nbsp;", "<br>", "Ã©"]
)
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40), dirt)).map(
    "".join
)
UNRELATED = [
    "We value kindness and respect.",
    "Le poste est situé à Lyon.",
    "Apply online today.",
    "Nos bureaux sont lumineux.",
    "Free parking on site.",
]


@pytest.mark.parametrize("rule", sorted({case["rule"] for case in score.cases()}))
def test_every_rule_holds_on_our_own_texts(rule: str) -> None:
    mine = [case for case in score.cases() if case["rule"] == rule]

    wrong = [
        case["description"]
        for case in mine
        if not score.is_right(case, experience.extract(case["description"]))
    ]

    assert len(wrong) <= (1 - FLOOR) * len(mine), wrong


def test_there_are_at_least_three_hundred_own_texts() -> None:
    assert len(score.cases()) >= 300
    assert {case["lang"] for case in score.cases()} == {"en", "fr"}


def test_the_table_page_is_current() -> None:
    assert score.PAGE.read_text(encoding="utf-8") == score.page()


def test_an_empty_posting_states_nothing() -> None:
    assert experience.extract(None, None)["kind"] == "not_stated"
    assert experience.extract("")["min_years"] is None


def test_the_whole_answer_is_given() -> None:
    answer = experience.extract("You have 3 to 5 years of experience in the trade.")

    assert answer == {
        "min_years": 3,
        "max_years": 5,
        "preferred_years": None,
        "kind": "years",
        "evidence": "3 to 5 years of experience",
        "evidence_start": 9,
        "language": "en",
        "rules_version": experience.RULES_VERSION,
    }


def test_evidence_is_quoted_from_the_text_with_its_markup() -> None:
    text = "<p>Il faut 3&nbsp;ans d&#8217;exp&eacute;rience</p>"

    answer = experience.extract(text)

    assert answer["evidence"] == "3&nbsp;ans d&#8217;exp&eacute;rience"
    assert text.startswith(answer["evidence"], answer["evidence_start"])


def test_a_figure_in_the_title_counts_when_the_text_has_none() -> None:
    answer = experience.extract("Join us in Leeds.", "Chef (3+ years experience)")

    assert (answer["min_years"], answer["evidence_start"]) == (3, None)


def test_explain_names_a_fate_for_every_amount() -> None:
    lines = experience.explain("2-year contract. 4 years of experience. Aged 18 years.")

    fates = [line.split(" years: ")[1] for line in lines if line.startswith("  at ")]
    assert fates == [
        "contract because of 'contract'",
        "required by default",
        "age because of 'Aged'".lower(),
    ]


def test_explain_shows_clause_section_and_how_the_answer_came_about() -> None:
    text = "Requirements\n- 4 years of Java\nNice to have\n- 6 years in banking"

    lines = experience.explain(text)

    assert [line.strip() for line in lines] == [
        "at 15: '4 years' = 4 years: required because of 'heading: need'",
        "in the clause '- 4 years of Java'",
        "section: need",
        "at 46: '6 years' = 6 years: wished because of 'under a heading of wishes'",
        "in the clause '- 6 years in banking'",
        "section: wish",
        "required: 4; all that hold together: the largest, "
        "alternatives and levels: the smallest",
        "answer: years, min 4, max None, preferred 6, evidence '4 years'",
    ]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Come and see us.", "required: no figure, and no invitation to beginners"),
        (
            "No experience needed.",
            "required: no figure; an invitation to beginners counts",
        ),
    ],
)
def test_explain_tells_what_counts_without_a_figure(text: str, how: str) -> None:
    assert experience.explain(text)[-2].strip() == how


@given(texts, st.one_of(st.none(), texts))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_sound_answer(text: str, title: str | None) -> None:
    answer = experience.extract(text, title)

    start, quote = answer["evidence_start"], answer["evidence"]
    assert start is None or text[start : start + len(quote)] == quote
    assert answer["min_years"] is None or quote
    if answer["max_years"] is not None:
        assert answer["min_years"] <= answer["max_years"]
    if answer["preferred_years"] is not None:
        assert answer["preferred_years"] > (answer["min_years"] or 0)


@given(st.sampled_from(PIECES), st.sampled_from(UNRELATED), st.booleans())
@settings(max_examples=200, deadline=None)
def test_an_unrelated_sentence_changes_nothing(
    text: str, sentence: str, first: bool
) -> None:
    longer = f"{sentence}\n\n{text}" if first else f"{text}\n\n{sentence}"

    before, after = experience.extract(text), experience.extract(longer)

    assert [before[f] for f in score.FIELDS] == [after[f] for f in score.FIELDS]


@given(
    st.permutations(
        [
            "About us\nWe have served Halifax for 30 years.",
            "Requirements\n- 3 years of experience as a baker",
            "Nice to have\n- 5 years of experience with pastry",
            "Benefits\n- 4 weeks of holiday after 2 years of service",
        ]
    )
)
def test_the_order_of_sections_does_not_matter(parts: list[str]) -> None:
    answer = experience.extract("\n\n".join(parts))

    assert (answer["min_years"], answer["preferred_years"]) == (3, 5)


@given(texts)
@settings(max_examples=100, deadline=None)
def test_folding_keeps_every_character_at_its_place(text: str) -> None:
    made = plain.read(text)

    assert len(made.folded) == len(made.text)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1 year ",
        "years of experience ",
        "experience: ",
        "no experience ",
        "((((",
        "<b <b ",
        "&#1;",
        "1-",
        "or degree or ",
        "\n",
        "Preferred qualifications ",
        "- ",
        "1 an ",
        "Ã",
        "degree",
        "at least ",
        "fresher to ",
        "entry level or ",
        "several years ",
        "experience (years) ",
        "you have worked for ",
        "max: 3 ",
        "1 year - max ",
        "sans condition ",
        "no or no ",
        "or combination of ",
        "Preferred",
        "a bachelor's and ",
        "1 an d'experience ou ",
        "P" * 3,
        "**_<",
        "é’•",
        "2 years ideally 5 ",
    ],
)
def test_a_hostile_megabyte_takes_under_a_second(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]

    start = time.process_time()
    experience.extract(text)

    assert time.process_time() - start < 1


def test_a_bad_line_is_named_and_the_others_are_answered() -> None:
    lines = [
        '{"n": 1, "description": "2 years of experience"}',
        "{not json",
        '{"description": "no name"}',
        '{"n": 3, "description": null}',
    ]
    output, complaints = io.StringIO(), []

    bad = experience.answer_lines(lines, output, complaints.append, False)

    answers = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [(a["n"], a["min_years"]) for a in answers] == [(1, 2), (3, None)]
    assert bad == 2
    assert [c.split(":")[0] for c in complaints] == ["line 2", "line 3"]


def test_the_command_answers_and_fails_on_a_bad_line() -> None:
    command = [sys.executable, "-m", "lib.extract.experience"]
    posting = json.dumps({"n": "x", "description": "Il faut 2 ans d’expérience."})

    done = subprocess.run(
        command,
        input=f"{posting}\n[]\n",
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
    )

    assert json.loads(done.stdout)["min_years"] == 2
    assert (done.returncode, done.stderr.split(":")[0]) == (1, "line 2")
