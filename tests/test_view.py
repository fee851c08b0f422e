"""The page without a browser: questions, answers, figures, words."""

from dataclasses import replace
from pathlib import Path

import duckdb
import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.errors import StalePublication
from lib.view import answer, load, page, prepare, question, search, still, trends, words
from lib.view.question import Mine, Question
from lib.view.visit import Visit
from tests import published

DEFAULT = Question()
WEEK = "posted_at > timestamp '2026-11-24 02:00' - interval 7 day"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("view") / "published"
    published.write(made, rows=1_500, hostile=True, parts=3)
    assert prepare.prepare(made) == 7  # two for each part of the texts, one for all
    return made


@pytest.fixture(scope="module")
def opened(folder: Path) -> Visit:
    return Visit(folder, Question(), stale_after_hours=3)


@pytest.fixture
def own(folder: Path) -> Visit:
    """A visit whose lists a test may change."""
    return Visit(folder, Question(), stale_after_hours=3)


@pytest.fixture(scope="module")
def plain(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in ("mart_postings", "mart_descriptions"):
        connection.execute(
            f"create view {name} as select * from '{folder}/{name}/*.parquet'"
        )
    return connection


def count(plain: duckdb.DuckDBPyConnection, condition: str) -> int:
    sql = f"select count(*) from mart_postings where {WEEK} and {condition}"
    return plain.execute(sql).fetchone()[0]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([*DEFAULT.__dict__, "other"]),
        st.one_of(st.text(), st.integers(), st.none(), st.sampled_from(["0", "1e9"])),
    )
)
def test_any_query_is_a_question_and_survives_the_address(query: dict) -> None:
    asked = question.parse(query, DEFAULT)

    assert question.parse(question.to_query(asked, DEFAULT), DEFAULT) == asked


@pytest.mark.parametrize("unit", question.UNITS)
def test_a_changed_unit_survives_the_address(unit: str) -> None:
    asked = question.parse({"unit": unit, "years": "2.5", "kinds": ""}, DEFAULT)

    assert question.parse(question.to_query(asked, DEFAULT), DEFAULT) == asked
    assert asked.kinds == ()


def test_bad_values_in_the_address_become_defaults() -> None:
    query = {
        "years": "-3", "kinds": "rm -rf", "unit": "eons", "oldest": "1'--",
        "focus": "bar-99", "sort": "posted; drop table", "page": "NaN", "down": "yes",
    }  # fmt: skip

    asked = question.parse(query, DEFAULT)

    assert asked == replace(DEFAULT, kinds=())


def test_a_word_may_look_like_a_pattern(opened: Visit) -> None:
    for text in ("c++", "a.b*", "(", "[x", "\\", "100%", "'", '"', "-", "- -", "é"):
        assert opened.ask({"words": text})["total"] >= 0


def test_headline_equals_sql(opened: Visit, plain: object) -> None:
    headline = opened.ask({})["headline"]

    tagged = "is_tagged_entry_level"
    assert headline == {
        "matching": count(plain, "true"),
        "reach": headline["reach"],
        "new": count(plain, "is_new"),
        "since": 0,
        "applied": 0,
        "tagged": count(plain, tagged),
        "truly": count(plain, f"{tagged} and is_truly_entry_level"),
        "wrong": count(plain, f"{tagged} and not is_truly_entry_level"),
    }


@pytest.mark.parametrize("years", [0, 1, 4, 15])
def test_within_reach_equals_sql(opened: Visit, plain: object, years: int) -> None:
    found = opened.ask({"years": str(years), "copies": "1"})

    near = (
        f"(kind <> 'years' or coalesce(min_years, 0) <= {years}) and closed_at is null "
        "and coalesce(title_level, '') not in ('senior', 'manager')"
    )
    assert found["total"] == found["headline"]["reach"] == count(plain, near)


def test_hidden_and_shown_add_up(opened: Visit) -> None:
    found = opened.ask({"place": "Toronto", "employer": "-cedar", "kinds": "years"})

    hidden = sum(item["count"] for item in found["hidden"])
    assert hidden + found["headline"]["reach"] == found["headline"]["matching"]


@pytest.mark.parametrize("reason", question.REASONS)
def test_each_reason_shows_what_it_counts(own: Visit, reason: str) -> None:
    own.mine = Mine(employers=("Maple Foods",))
    query = {"place": "Leeds", "employer": "-cedar", "kinds": "years", "copies": "1"}
    counts = {item["name"]: item["count"] for item in own.ask(query)["hidden"]}

    found = own.ask({**query, "focus": f"hidden-{reason}"})

    assert found["total"] == counts[reason] > 0


def test_each_bar_shows_what_it_counts(opened: Visit) -> None:
    opened.ask({})
    bars = opened.figures()["years"]["data"]

    for index, focus in enumerate(bars[0]["customdata"]):
        found = opened.ask({"focus": focus, "copies": "1"})
        assert found["total"] == bars[0]["y"][index] + bars[1]["y"][index]


def test_words_search_titles_and_texts(opened: Visit, plain: object) -> None:
    query = {"words": 'word42 -"patient care"', "senior": "1", "closed": "1",
             "years": "15", "copies": "1"}  # fmt: skip

    found = opened.ask(query)["headline"]["matching"]

    sql = (
        "posting_key in (select posting_key from mart_descriptions where "
        "description ilike '%word42%' and description not ilike '%patient care%')"
    )
    assert found == count(plain, sql) > 0


@pytest.mark.parametrize("sort", question.SORTS)
def test_every_column_sorts_both_ways(opened: Visit, sort: str) -> None:
    up = opened.ask({"sort": sort, "down": "0"})["rows"]
    down = opened.ask({"sort": sort, "down": "1"})["rows"]

    assert [row["key"] for row in up] != [row["key"] for row in down]


def test_pages_hold_every_line_once(opened: Visit) -> None:
    first = opened.ask({})

    keys = [
        row["key"]
        for number in range(1, first["pages"] + 1)
        for row in opened.ask({"page": str(number)})["rows"]
    ]

    assert len(keys) == len(set(keys)) == first["total"]


def test_copies_are_one_line_with_all_their_places(opened: Visit) -> None:
    query = {"oldest": "30", "senior": "1", "closed": "1", "years": "15"}
    pages = range(1, opened.ask(query)["pages"] + 1)

    rows = [
        row
        for page in pages
        for row in opened.ask({**query, "page": f"{page}"})["rows"]
    ]

    grouped = [row for row in rows if row["copies"] > 1]
    assert grouped
    assert all(len(row["places"]) <= row["copies"] for row in grouped)


def test_csv_holds_the_lines_shown_and_no_formula(opened: Visit) -> None:
    lines = "".join(opened.csv({"focus": "flag-new"})).splitlines()

    assert lines[0].startswith("title,url,company")
    assert len(lines) - 1 == opened.ask({"focus": "flag-new"})["total"]
    assert not [line for line in lines if line.startswith(("=", "+", "-", "@"))]
    assert any(line.startswith("'=HYPERLINK") for line in lines)


def test_figures_are_valid_plotly(opened: Visit) -> None:
    for unit in question.UNITS:
        opened.ask({"unit": unit})
        for figure in opened.figures().values():
            go.Figure(figure)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(None, None, None), (0, 24, "under 25"), (87, 87, "87"), (201, None, "over 200"),
     (25, 30, "25–30"), (0, 0, "0"), (1201, None, "over 1,200")],
)  # fmt: skip
def test_applicants_are_said_as_known(
    low: int | None, high: int | None, text: str | None
) -> None:
    assert words.applicants(low, high) == text


@pytest.mark.parametrize(
    ("kind", "low", "high", "text"),
    [("not_stated", None, None, "not stated"), ("none_needed", 0, None, "none needed"),
     ("years", 1, None, "1 year"), ("years", 2, 4, "2–4 years"),
     ("years", None, 2, "up to 2 years"), ("years", 0.5, None, "0.5 years"),
     ("degree_instead", 3, None, "3 or a degree"),
     ("preferred_only", None, None, "only wished for")],
)  # fmt: skip
def test_the_five_answers_are_never_pooled(
    kind: str, low: float | None, high: float | None, text: str
) -> None:
    assert words.years(kind, low, high) == text


def test_marks_lie_on_the_words_and_the_quoted_sentence() -> None:
    found = words.pieces("Nurse wanted. 2 years.", ["nurse"], "2 years.")

    assert found == [("Nurse", "hit"), (" wanted. ", ""), ("2 years.", "evidence")]
    assert words.pieces("", ["x"], None) == []


def test_nothing_published_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StalePublication, match="make run"):
        load.open_publication(tmp_path)
    assert "No data yet" in still.report(tmp_path, 1).data


def test_a_missing_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    manifest = published.write(tmp_path, rows=50)
    (tmp_path / manifest["tables"]["mart_postings"]["files"][0]).unlink()

    with pytest.raises(StalePublication, match="publish again"):
        load.open_publication(tmp_path)


def test_an_empty_publication_still_answers(tmp_path: Path) -> None:
    published.write(tmp_path, rows=0)

    made = Visit(tmp_path, DEFAULT, 3)

    assert made.ask({})["total"] == 0
    assert set(made.figures()) == set(still.NAMES)
    assert "No posting" in still.report(tmp_path, 1).data


def test_the_connection_reads_nothing_but_the_publication(folder: Path) -> None:
    opened = load.open_publication(folder)

    with pytest.raises(duckdb.Error):
        opened.rows("select * from read_text('/etc/passwd')")


def test_the_report_needs_no_network_and_runs_no_text(folder: Path) -> None:
    html = still.report(folder, 1).data

    assert html.count("<svg") >= 8
    assert (
        "<script" not in html
        and "<img" not in html
        and "src=" not in html.replace("src=x onerror", "")
    )


def test_a_new_publication_is_opened_when_asked_for(tmp_path: Path) -> None:
    published.write(tmp_path, rows=100)
    made = page.make_page(tmp_path, 1, 3)
    sent: list[dict] = []
    made.send = lambda content, buffers=None: sent.append(content)
    made._watcher = object()  # a visitor is there; no loop runs in this test

    published.write(tmp_path, rows=200, run_id="20261124T030500Z")
    made._receive(made, {"type": "ask", "query": {}}, [])
    made._receive(made, {"type": "ask", "query": {}, "renew": True}, [])

    runs = [m["meta"]["run_id"] for m in sent if m["type"] == "answer"]
    assert runs == ["20261124T020500Z", "20261124T030500Z"]


@pytest.mark.parametrize(
    "content", [None, "x", [], {}, {"type": "ask", "query": 3, "number": "x"},
                {"type": "text", "key": {"a": 1}}, {"type": "text", "key": "none"},
                {"mine": 3}, {"mine": {"employers": [3, None, "x" * 9_999]}},
                {"mine": {"applied": "x", "visit": "2026-02-30T00:00:00Z"}}],
)  # fmt: skip
def test_messages_that_mean_nothing_do_no_harm(folder: Path, content: object) -> None:
    made = page.make_page(folder, 1, 3)
    made._watcher = object()  # a visitor is there; no loop runs in this test

    made._receive(made, content, [])

    assert made.visit.ask({})["total"] > 0


def test_files_removed_while_open_are_said_and_left(tmp_path: Path) -> None:
    published.write(tmp_path, rows=100)
    made = page.make_page(tmp_path, 1, 3)
    sent: list[dict] = []
    made.send = lambda content, buffers=None: sent.append(content)
    made._watcher = object()
    key = made.visit.ask({})["rows"][0]["key"]
    for path in tmp_path.glob("mart_descriptions/*"):
        path.unlink()

    made._receive(made, {"type": "text", "key": key}, [])

    assert sent == [{"type": "failed"}]


QUERIES = [
    {}, {"words": "electrician -blueprints"}, {"words": '"patient care" nurse'},
    {"words": "PRÉPOSÉ"}, {"words": "word42", "oldest": "30"}, {"words": '"e your"'},
    {"place": "montreal", "years": "5"}, {"sort": "company", "down": "0", "page": "3"},
    {"focus": "bar-3", "sort": "skills"}, {"skill": "Excel", "copies": "1"},
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_prepared_or_not_the_answer_is_the_same(
    opened: Visit, tmp_path_factory: pytest.TempPathFactory, query: dict
) -> None:
    bare = tmp_path_factory.getbasetemp() / "bare"
    if not bare.exists():
        published.write(bare, rows=1_500, hostile=True, parts=1)
    plainly = Visit(bare, DEFAULT, 3)

    assert plainly.ask(query) == opened.ask(query)
    assert plainly.figures() == opened.figures()
    assert plainly.previews() == opened.previews()


@pytest.mark.parametrize(
    ("words_", "pattern"),
    [("word42", "%word42%"), ("prepose", "%prepose%"),
     ('"patient care"', "%patient care%"), ('"tient ca"', "%tient ca%"),
     ("c", "%c%"), ("it,", "%it,%")],
)  # fmt: skip
def test_a_term_is_found_wherever_the_text_has_it(
    opened: Visit, plain: object, words_: str, pattern: str
) -> None:
    found = opened.ask({"words": words_})["headline"]["matching"]

    text = "title || ' · ' || company || ' · ' || description"
    sql = (
        "posting_key in (select posting_key from mart_descriptions join mart_postings "
        f"using (posting_key) where strip_accents(lower({text})) like '{pattern}')"
    )
    assert found == count(plain, sql) > 0


def test_previews_show_the_words_searched_for(opened: Visit) -> None:
    rows = opened.ask({"words": "charting -zzz"})["rows"]

    found = opened.previews()

    assert set(found) == {row["key"] for row in rows}
    for pieces in found.values():
        assert ("Charting", "hit") in pieces
        assert sum(len(text) for text, _ in pieces) < 260


def test_a_prepared_publication_is_not_prepared_again(tmp_path: Path) -> None:
    published.write(tmp_path, rows=200, parts=2)

    assert [prepare.prepare(tmp_path) for _ in range(2)] == [5, 0]
    published.write(tmp_path, rows=200, parts=2, run_id="20261124T030500Z", seed=2)
    assert prepare.prepare(tmp_path) == 5


def test_employers_hidden_in_the_browser_are_a_reason(
    own: Visit, plain: object
) -> None:
    own.mine = question.parse_mine({"employers": ["Cedar Foods"], "visit": "soon"})

    hidden = {item["name"]: item["count"] for item in own.ask({})["hidden"]}

    assert hidden["mine"] == count(
        plain, "closed_at is null and company = 'Cedar Foods'"
    )


def test_new_since_the_last_visit_and_applied(own: Visit, plain: object) -> None:
    key = own.ask({"page": "2"})["rows"][0]["key"]
    own.mine = question.parse_mine({"applied": [key], "visit": "2026-11-23T20:00:00Z"})

    headline = own.ask({})["headline"]
    assert headline["applied"] == 1
    assert headline["since"] == count(plain, "first_seen_at > '2026-11-23 20:00'")
    assert [r["key"] for r in own.ask({"focus": "flag-applied"})["rows"]] == [key]
    shared = own.ask({"focus": "flag-since", "since": "2026-11-24T01:00:00Z",
                      "copies": "1"})  # fmt: skip
    assert shared["total"] == count(plain, "first_seen_at > '2026-11-24 01:00'")


def test_shares_over_the_window_equal_sql(opened: Visit, plain: object) -> None:
    opened.ask({"unit": "days", "oldest": "7", "newest": "2"})
    rows = trends.mislabels(opened.open(), "company")

    expected = plain.execute(
        """
        select company, count(*), avg((not is_truly_entry_level)::int)
        from mart_postings
        where is_tagged_entry_level and posted_at <= timestamp '2026-11-22 02:00'
            and posted_at > timestamp '2026-11-17 02:00'
        group by 1 having count(*) >= 5 order by 2 desc, 1 limit 10
        """
    ).fetchall()
    assert [(r[0], r[1], pytest.approx(r[2])) for r in rows] == expected
    assert all(low <= share <= high for _, _, share, low, high in rows)
    days = trends.truly_over_time(opened.open(), opened.asked)
    assert (
        sum(day[1] for day in days)
        == sum(r[1] for r in rows)
        + plain.execute(
            "select count(*) from mart_postings where is_tagged_entry_level "
            "and posted_at <= timestamp '2026-11-22 02:00' "
            "and posted_at > timestamp '2026-11-17 02:00' and company not in "
            f"{tuple(r[0] for r in rows)!r}"
        ).fetchone()[0]
    )


def test_growth_compares_the_halves_of_the_window(opened: Visit) -> None:
    opened.ask({})
    found = trends.growing(opened.open(), most=100)

    listed = opened.open().rows(
        "select count(*) from matches join postings using (rid) where trade in "
        f"{tuple(row[0] for row in found)!r}"
    )
    assert sum(before + after for _, before, after, *_ in found) == listed[0][0] > 0
    assert [row[4] for row in found] == sorted((row[4] for row in found), reverse=True)


@pytest.mark.parametrize(
    ("title", "trade"),
    [("Senior Data Analyst II", "Data Analyst"), ("Intern, Marketing", "Marketing"),
     ("Préposé(e) aux soins", "Préposé aux soins"),
     ("Office Cleaner - Evenings", "Office Cleaner"),
     ("Line Cook (full-time)", "Line Cook"), ("Senior", None)],
)  # fmt: skip
def test_a_title_is_cut_to_the_occupation(title: str, trade: str | None) -> None:
    sql = f"select {prepare.trade_sql()} from (select ? as title)"

    ((read,),) = duckdb.execute(sql, [title]).fetchall()
    assert read == trade


def test_the_last_runs_are_told(opened: Visit) -> None:
    runs = opened.ask({})["options"]["runs"]

    assert len(runs) == 12 and runs[0]["hour"] == "2026-11-24T01"
    assert runs[0]["outcome"] == "complete" and runs[0]["seconds"] == 41.5


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "ÉLÈVE İstanbul ﬁn ß Ω"

    assert len(search.fold(text)) == len(text)
    assert search.fold(text).startswith("eleve istanbul")


def test_reach_needs_no_pooling_of_reasons() -> None:
    assert set(answer.BEYOND) < set(question.REASONS)
