"""A change of rules: shown first, then written; the earlier answers stay readable."""

import os
import shutil
import subprocess
import sys
from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

import observations
import pytest

from lib import config, lake, rederive, stage, transform, warehouse
from lib.config import Settings
from lib.errors import PipelineError

HOUR = datetime(2026, 11, 24, 1, tzinfo=UTC)
# Rules that knew nothing of words for numbers, of Excel or of pay by the hour.
EARLIER = {
    "experience.py": """

RULES_VERSION = "0"
_present = extract


def extract(text, title=None):
    answer = _present((text or "").replace("three", "some"), title)
    return answer | {"rules_version": RULES_VERSION}
""",
    "skills.py": """

_present = find


def find(text, title=None):
    return [name for name in _present(text, title) if name != "Excel"]
""",
    "pay.py": """

_present = read


def read(pay_text, description=None, country=None):
    return _present((pay_text or "").replace("/hr", ""), description, country)
""",
}
POSTINGS: list[dict[str, Any] | str] = [
    {"description": "At least three years of experience as a nurse. Excel helps."},
    {"posting_id": "2", "description": "Minimum 2 years of experience in a kitchen."},
    {"posting_id": "3", "description": "We train you.", "pay_text": "$30.00/hr"},
]


@pytest.fixture(scope="module")
def session(embedded: Settings, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A warehouse whose postings were read by the earlier rules."""
    folder = tmp_path_factory.mktemp("earlier")
    rules = shutil.copytree(transform.RULES, folder / "extract")
    for name, change in EARLIER.items():
        with (rules / name).open("a", encoding="utf-8") as file:
            file.write(change)
    opened = warehouse.open_session(embedded)
    stage.prepare(opened)
    store = lake.open_lake(embedded)
    lake.write_batch(
        store, observations.write(folder / "lines.jsonl", *POSTINGS), "demo", HOUR
    )
    stage.load_raw(opened, "run-1")
    stage.stage_lines(opened, HOUR, "run-1")
    stage.merge_master(opened)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transform, "RULES", rules)
        transform.register_functions(opened)
        transform.build(opened, 1.0)
    warehouse.run_file(
        opened,
        "transform/runs",
        run_id="run-1",
        logical_hour=config.format_hour(HOUR),
        rows_scraped=3,
        rows_new=3,
        rows_rejected=0,
        seconds=1.0,
        outcome="finished",
    )
    transform.finish(opened)
    yield opened
    opened.close()


def years(session: Any) -> list[tuple[Any, ...]]:
    """posting, version, kind and years of every stored answer."""
    rows = warehouse.run_text(
        session,
        "select posting_key, rules_version, kind, min_years from answer_history "
        "where reader = 'experience' order by posting_key, rules_version",
    )
    return [tuple(row.values()) for row in rows]


def marts(session: Any) -> list[tuple[Any, ...]]:
    rows = warehouse.run_text(
        session,
        "select kind, min_years, skill_count, pay_year_low from mart_postings "
        "order by posting_key",
    )
    return [tuple(row.values()) for row in rows]


EARLIER_MARTS = [
    ("years", 2, 0, None),
    ("not_stated", None, 0, None),
    ("not_stated", None, 0, None),
]


def test_the_difference_is_shown_and_nothing_written(
    embedded: Settings, session: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rederive.rederive(embedded, Namespace(rederive="show")) == 0

    told = capsys.readouterr().out
    version = transform.rules_version(session)
    assert f"experience: 1 answers change (rules 0 → {version})" in told
    assert "1  not_stated → years" in told
    assert "skills: 1 answers change" in told and "+ Excel" in told
    assert "pay: 1 answers change" in told
    assert marts(session) == EARLIER_MARTS


def test_rules_that_changed_under_their_old_version_are_refused(
    embedded: Settings, session: Any
) -> None:
    version = transform.rules_version(session)
    warehouse.run_text(
        session, "update dim_experience set rules_version = ?", [version]
    )
    try:
        with pytest.raises(PipelineError, match="raise RULES_VERSION"):
            rederive.rederive(embedded, Namespace(rederive="write", quiet=True))
    finally:
        warehouse.run_text(session, "update dim_experience set rules_version = '0'")

    assert marts(session) == EARLIER_MARTS


def test_what_was_written_leaves_the_earlier_answers_readable(
    embedded: Settings, session: Any
) -> None:
    done = subprocess.run(
        [sys.executable, "run_pipeline.py", "--rederive", "write"],
        cwd=config.ROOT,
        env=os.environ | {"FIRST_RUNG_OUTPUTS": str(embedded.outputs)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    version = transform.rules_version(session)
    assert years(session) == [
        ("demo:2", "0", "years", 2),
        ("demo:2", version, "years", 2),
        ("demo:3", "0", "not_stated", None),
        ("demo:3", version, "not_stated", None),
        ("demo:4000000001", "0", "not_stated", None),
        ("demo:4000000001", version, "years", 3),
    ]
    assert marts(session) == [
        ("years", 2, 0, None),
        ("not_stated", None, 0, 62_400),
        ("years", 3, 1, None),
    ]
    replaced = warehouse.run_text(
        session,
        "select reader, answer from answer_history where reader != 'experience' "
        "order by reader",
    )
    assert [tuple(row.values()) for row in replaced] == [
        ("pay", "30.0 30.0 CAD - - -"),
        ("skills", ""),
    ]
    assert (embedded.published / "manifest.json").exists()


def test_writing_again_changes_nothing(
    embedded: Settings, session: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = years(session), marts(session)

    assert rederive.rederive(embedded, Namespace(rederive="write", quiet=True)) == 0

    assert "Everything stored is up to date" in capsys.readouterr().out
    assert (years(session), marts(session)) == before
