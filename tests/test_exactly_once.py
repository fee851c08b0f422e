"""The same lake gives the same tables, in whatever order and however often read."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import observations
import pytest

from lib import config, lake, stage, transform, warehouse
from lib.config import Settings
from lib.local import services

START = datetime(2026, 11, 24, 1, tzinfo=UTC)
HOURS = 8
# every kept table; stg_files names the run that staged an object, which is a record of
# what happened and no data, so that one column is left out
TABLES = {
    "raw_postings": "lake_key, lake_line, run_hour, line",
    "stg_files": "lake_key, run_hour, line_count, staged_count, rejected_count, "
    "repeated_count",
    "stg_observations": "*",
    "stg_texts": "*",
    "master_postings": "*",
    "dim_experience": "*",
    "dim_postings": "*",
    "dim_posting_versions": "*",
    "dim_copies": "*",
    "bridge_posting_skills": "*",
    "fct_applications": "*",
    "mart_postings": "*",
    "mart_copies": "*",
    "mart_mislabels": "*",
    "dim_skills": "*",
    "dim_companies": "*",
    "dim_places": "*",
    "dim_dates": "*",
}


def records(hour: int) -> list[dict[str, Any] | str]:
    """What an hour sees: new, changed, closed and reopened postings, and a bad line."""
    chance = random.Random(hour)
    seen: list[dict[str, Any] | str] = ['{"posting_id": "cut off']
    for number in range(20):
        if number > hour * 2 or chance.random() < 0.4:
            continue
        full = chance.random() < 0.6
        years = chance.choice([2, 2, 2, 5])
        text = f"At least {years} years as a nurse on ward {number // 3}. Excel helps."
        seen.append(
            {
                "posting_id": f"{4_000_000_000 + number}",
                "title": f"Nurse {number // 4}",
                "company": f"Clinic {number // 5}",
                "description": text if full else None,
                "full_or_light": "full" if full else "light",
                "applicants_low": hour * 3,
                "applicants_high": chance.choice([hour * 3, None]),
                "is_closed": chance.random() < 0.2,
                "pay_text": chance.choice([None, "$30.00/hr"]),
                "seen_at": f"{START + timedelta(hours=hour + 1):%Y-%m-%dT%H:%M:%SZ}",
            }
        )
    return [*seen, *seen[1:3]]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A warehouse of its own, and what it holds after its hours ran in an order."""
    made: list[Settings] = []

    def tables(order: list[int], whole_lake: bool, twice: bool = False) -> Any:
        folder = tmp_path_factory.mktemp("once")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FIRST_RUNG_OUTPUTS", str(folder / "outputs"))
            patch.setattr(config, "dotenv_values", lambda path: {})
            settings = config.load()
        made.append(settings)
        store = lake.open_lake(settings)
        session = warehouse.open_session(settings)
        stage.prepare(session)
        transform.register_functions(session)
        if whole_lake:
            for hour in range(HOURS):
                _put(store, folder, hour)
        for hour in order:
            _put(store, folder, hour)
            for _ in range(2 if twice else 1):
                _run(session, hour)
        kept = {name: _rows(session, name, what) for name, what in TABLES.items()}
        session.close()
        return kept

    yield tables
    for settings in made:
        for name in ("warehouse", "lake"):
            services.stop(settings.local, name)


def _put(store: lake.Lake, folder: Path, hour: int) -> None:
    """Write an hour's object; hour 3 has its lines in hour 4 once more."""
    file = observations.write(folder / "lines.jsonl", *records(hour))
    lake.write_batch(store, file, "demo", START + timedelta(hours=hour))
    if hour == 4:
        again = observations.write(folder / "lines.jsonl", *records(3))
        lake.write_batch(store, again, "again", START + timedelta(hours=hour))


def _run(session: Any, hour: int) -> None:
    moment = START + timedelta(hours=hour)
    stage.load_raw(session, f"run-{hour}")
    stage.stage_lines(session, moment, f"run-{hour}")
    stage.merge_master(session)
    transform.build(session, 1.0)
    transform.finish(session)


def _rows(session: Any, table: str, what: str) -> list[str]:
    rows = warehouse.run_text(session, f"select {what} from {table}")
    return sorted(repr(sorted(row.items())) for row in rows)


@pytest.fixture(scope="module")
def in_order(make: Any) -> dict[str, list[str]]:
    return make(list(range(HOURS)), whole_lake=False)


def differences(ours: dict[str, list[str]], theirs: dict[str, list[str]]) -> list[str]:
    return [name for name in ours if ours[name] != theirs[name]]


def test_every_table_is_filled(in_order: dict[str, list[str]]) -> None:
    assert [name for name, rows in in_order.items() if not rows] == []


def test_hours_run_twice_give_the_same_tables(make: Any, in_order: Any) -> None:
    twice = make(list(range(HOURS)), whole_lake=False, twice=True)

    assert differences(in_order, twice) == []


@pytest.mark.parametrize("seed", [1])
def test_hours_out_of_order_give_the_same_tables(
    make: Any, in_order: Any, seed: int
) -> None:
    order = random.Random(seed).sample(range(HOURS), HOURS)

    mixed = make(order, whole_lake=False)

    assert differences(in_order, mixed) == []


def test_a_backfill_from_the_lake_gives_the_same_tables(
    make: Any, in_order: Any
) -> None:
    backfilled = make([HOURS - 1, 0, 5], whole_lake=True)

    assert differences(in_order, backfilled) == []
