"""From the lake to the publication, on the embedded services."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import observations
import pytest

from lib import (
    audit,
    lake,
    manifest,
    publish,
    records,
    stage,
    transform,
    warehouse,
)
from lib.config import Settings
from lib.errors import AuditFailed

HOUR = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(embedded: Settings) -> lake.Lake:
    return lake.open_lake(embedded)


@pytest.fixture(scope="module")
def session(embedded: Settings) -> Iterator[Any]:
    opened = warehouse.open_session(embedded)
    stage.prepare(opened)
    yield opened
    opened.close()


@pytest.fixture
def load(session: Any, store: lake.Lake, tmp_path: Path) -> Any:
    """Empty the tables, then bring lines in as objects of the lake and stage them."""
    for name in (
        "raw_postings",
        "stg_files",
        "stg_observations",
        "stg_touched",
        "stg_texts",
        "stg_parts",
        "rejected_rows",
        "master_postings",
        "dim_experience",
        "dim_postings",
        "dim_posting_versions",
        "dim_copies",
        "bridge_posting_skills",
        "fct_applications",
        "mart_postings",
        "runs",
        "audit_results",
    ):
        warehouse.run_text(session, f"delete from {name}")

    def bring(*lines: dict[str, Any] | str, hour: datetime = HOUR) -> dict[str, Any]:
        file = observations.write(tmp_path / "lines.jsonl", *lines)
        batch = lake.write_batch(store, file, f"demo-{tmp_path.name}", hour)
        assert batch
        stage.load_raw(session, "run-1")
        counts = stage.stage_lines(session, hour, "run-1")
        return {**counts, **stage.merge_master(session)}

    return bring


def master(session: Any) -> list[dict[str, Any]]:
    return warehouse.run_text(
        session, "select * from master_postings order by posting_key"
    )


def test_each_posting_gets_one_row(session: Any, load: Any) -> None:
    counts = load({}, {"posting_id": "2"}, {"posting_id": "3"})

    assert (counts["staged_count"], counts["new_count"]) == (3, 3)
    assert [row["posting_key"] for row in master(session)] == [
        "demo:2",
        "demo:3",
        "demo:4000000001",
    ]


def test_staging_again_changes_nothing(session: Any, load: Any) -> None:
    load({}, {"posting_id": "2"})
    before = master(session)

    stage.load_raw(session, "run-1")
    counts = stage.stage_lines(session, HOUR, "run-2")
    stage.merge_master(session)

    assert counts["line_count"] == 0
    assert [{**row, "run_id": ""} for row in master(session)] == [
        {**row, "run_id": ""} for row in before
    ]


def test_a_bad_line_is_set_aside_with_its_place(session: Any, load: Any) -> None:
    counts = load(
        {},
        '{"posting_id": "cut off',
        {"posting_id": "5", "applicants_low": "many"},
        {"posting_id": None},
    )

    rejected = warehouse.run_text(
        session, "select lake_line, reason from rejected_rows order by lake_line"
    )
    assert (counts["staged_count"], counts["rejected_count"]) == (1, 3)
    assert [tuple(row.values()) for row in rejected] == [
        (2, "the line is not JSON"),
        (3, "applicants_low is not a number"),
        (4, "no posting_id"),
    ]


def test_the_same_sight_twice_is_kept_once(session: Any, load: Any) -> None:
    counts = load({}, {"title": "Nurse (repeated)"})

    assert (counts["staged_count"], counts["repeated_count"]) == (1, 1)
    assert [row["title"] for row in master(session)] == ["Nurse"]


@pytest.mark.parametrize("again_first", [False, True])
def test_a_sight_read_again_replaces_the_first_reading(
    session: Any, load: Any, again_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "RECORD_VERSION", 2)
    first: dict[str, Any] = {}
    again = {"record_version": 2, "full_or_light": "light", "title": "Staff nurse"}
    for change in (again, first) if again_first else (first, again):
        load(change)

    assert [row["title"] for row in master(session)] == ["Staff nurse"]


def test_order_of_hours_does_not_matter(session: Any, load: Any) -> None:
    later = datetime(2026, 11, 24, 5, tzinfo=UTC)
    load(
        {"seen_at": "2026-11-24T06:00:00Z", "title": "Senior nurse", "is_closed": True},
        hour=later,
    )
    load({"seen_at": "2026-11-24T02:00:00Z"})

    (row,) = master(session)
    assert row["title"] == "Senior nurse"
    assert row["first_seen_at"] == datetime(2026, 11, 24, 2)
    assert row["closed_at"] == datetime(2026, 11, 24, 6)


def test_a_later_hour_waits_for_its_run(
    session: Any, store: lake.Lake, load: Any
) -> None:
    load({})

    counts = stage.stage_lines(session, datetime(2026, 11, 23, 5, tzinfo=UTC), "run-0")

    assert counts["line_count"] == 0


def test_applications_per_hour_are_bounds(session: Any, load: Any) -> None:
    load(
        {"seen_at": "2026-11-24T02:00:00Z"},
        {
            "seen_at": "2026-11-24T04:00:00Z",
            "applicants_low": 30,
            "applicants_high": 30,
        },
        {
            "seen_at": "2026-11-24T05:00:00Z",
            "applicants_low": 201,
            "applicants_high": None,
        },
    )

    transform.register_functions(session)
    transform.build(session, 1.0)

    rows = warehouse.run_text(
        session,
        "select applications_per_hour_low as low, applications_per_hour_high as high "
        "from fct_applications order by seen_at",
    )
    assert [tuple(row.values()) for row in rows] == [(None, None), (3, 15), (171, None)]


def test_the_page_learns_what_a_posting_asks(session: Any, load: Any) -> None:
    load({}, {"posting_id": "2", "description": "We train you.", "company": None})

    transform.register_functions(session)
    transform.build(session, 1.0)

    rows = warehouse.run_text(
        session,
        "select posting_id, kind, min_years, evidence, is_truly_entry_level "
        "from mart_postings order by posting_id",
    )
    assert rows[1]["min_years"] == 3
    assert "3 years" in rows[1]["evidence"]
    assert [row["is_truly_entry_level"] for row in rows] == [True, False]


def test_another_threshold_marks_every_stored_posting_anew(
    session: Any, load: Any
) -> None:
    load({}, {"posting_id": "2", "description": "Minimum 2 years of experience."})
    transform.register_functions(session)
    transform.build(session, 1.0)
    transform.finish(session)

    truly = []
    for threshold in (2.0, 3.0, 1.0):
        transform.build(session, threshold)
        rows = warehouse.run_text(
            session,
            "select is_truly_entry_level from mart_postings order by posting_key",
        )
        truly.append([row["is_truly_entry_level"] for row in rows])

    assert truly == [[True, False], [True, True], [False, False]]


def test_functions_are_registered_once(session: Any) -> None:
    transform.register_functions(session)

    assert transform.register_functions(session) is False


def test_an_audit_that_blocks_keeps_the_last_publication(
    session: Any, load: Any
) -> None:
    load({})
    warehouse.run_text(session, "update master_postings set posting_id = null")

    results = audit.run(session, "run-1")

    with pytest.raises(AuditFailed, match="master_postings__not_null"):
        audit.require(results)


def test_publishing_again_changes_no_file(
    session: Any, store: lake.Lake, embedded: Settings, load: Any
) -> None:
    load({}, {"posting_id": "2", "title": "Cook"})
    transform.register_functions(session)
    transform.build(session, 1.0)
    summary = transform.summarise(session)
    run = manifest.open_run(embedded, "2026-11-24T01", "run-1")

    first = publish.publish(session, store, embedded, run, summary)
    again = publish.publish(session, store, embedded, run, summary)

    assert again == publish.read_manifest(embedded.published)
    assert again["published_at"] == first["published_at"]
    assert first["summary"]["tagged_but_not"] == 2
    for table in first["tables"].values():
        files = [str(embedded.published / file) for file in table["files"]]
        (rows,) = duckdb.read_parquet(files).count("*").fetchall()[0]
        assert rows == table["rows"]
