"""The reading functions called from SQL say what they say in Python."""

import json
from pathlib import Path
from typing import Any

from lib import transform, warehouse
from lib.config import Settings
from lib.extract import bench, experience, pay, skills, title

FOLDER = Path(__file__).parent
Row = tuple[str | None, str | None, str | None, str | None]
# texts that a way through Arrow, pandas or JSON could change
DELICATE: list[Row] = [
    (None, None, None, None),
    ("", "", "", ""),
    (" \n\t ", " ", " ", " "),
    ("NaN", "nan", "None", "null"),
    ('{"kind": "years"}', "[]", '"', "\\"),
    ("3 years\u00a0of experience\u2028in \U0001f600 SQL\u200b", "\u202esenior", "", ""),
    ("It's \"5+\" years' \\n experience; drop table x --", "O'Neil", "'; --", "CA"),
    ("De 3 à 5 ans d’expérience en comptabilité, œuvre, ﬁn", "Chef·fe", "45 k€", "FR"),
    ("comptabilite\u0301, 2 ans d'expe\u0301rience", "confirme\u0301", None, None),
    ("Python " * 20_000 + "4 years of experience required", "II", None, "US"),
]


def lines(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def rows() -> list[Row]:
    """description, title, pay text and country of over 1,000 unlike postings."""
    titles = [case["title"] for case in lines("title_cases")]
    years = [case["description"] for case in lines("experience_cases")]
    named = [case["text"] for case in lines("skills_cases")]
    paid = [
        (case.get("text"), None, case.get("block"), case["country"])
        for case in lines("pay_cases")
    ]
    ads = [(text, name, None, "CA") for text, name in bench.postings(150)]
    texts = [*years, *named]
    return [
        *DELICATE,
        *((text, titles[n % len(titles)], None, None) for n, text in enumerate(texts)),
        *((None, name, None, None) for name in titles),
        *paid,
        *ads,
    ]


def test_every_function_answers_as_in_python(embedded: Settings) -> None:
    given = rows()
    session = warehouse.open_session(embedded)
    warehouse.run_file(session, "setup/functions")
    transform.register_functions(session)
    warehouse.run_text(session, "create table texts (n integer, posting variant)")
    numbered = list(enumerate(given))
    for start in range(0, len(given), 100):
        warehouse.run_text(
            session,
            "insert into texts select found.value[0]::integer, found.value[1] "
            "from lateral flatten(input => parse_json(?)) as found",
            [json.dumps(numbered[start : start + 100])],
        )

    answers = warehouse.run_text(
        session,
        """
        with typed as (
            select
                n,
                posting[0]::varchar as description,
                posting[1]::varchar as title,
                posting[2]::varchar as pay_text,
                posting[3]::varchar as country
            from texts
        )
        select
            extract_experience(description, title) as experience,
            extract_skills(description, title) as skills,
            extract_title(title) as title,
            extract_pay(pay_text, description, country) as pay
        from typed
        order by n
        """,
    )
    session.close()

    assert len(given) > 1_000
    for (description, name, pay_text, country), answer in zip(
        given, answers, strict=True
    ):
        assert {reader: json.loads(said) for reader, said in answer.items()} == {
            "experience": experience.extract(description, name),
            "skills": [
                {"skill": skill, "category": skills.CATEGORIES[skill], "rank": rank}
                for rank, skill in enumerate(skills.find(description, name))
            ],
            "title": title.read(name),
            "pay": pay.read(pay_text, description, country),
        }


def test_the_page_shows_the_statement_that_is_run() -> None:
    page = (transform.RULES / "WAREHOUSE.md").read_text(encoding="utf-8")

    statement = warehouse.read_statement(f"{transform.FUNCTIONS}/extract_experience")

    assert statement[statement.index("create") :] in page
