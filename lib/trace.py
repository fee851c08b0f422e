"""From a posting on the page back to the raw page: `run_pipeline.py --trace ID`."""

import argparse
import itertools
import json
from datetime import datetime
from typing import Any

from lib import config, lake, manifest, warehouse
from lib.config import Settings
from lib.errors import WrongSetting

SHOWN = ("title", "company", "location", "posted_at", "applicants_low", "seen_at")


def trace(settings: Settings, given: argparse.Namespace) -> int:
    """Print the chain run → table row → lake object and line → raw page.

    Returns: 0, or 1 when a link of the chain is missing.
    Raises: WrongSetting when no posting has this id.
    """
    session = warehouse.open_session(settings, tag="first_rung/trace")
    store = lake.open_lake(settings)
    postings = warehouse.run_file(session, "trace/posting", posting_id=given.trace)
    if not postings:
        raise WrongSetting(f"no posting has the id {given.trace!r}: ids are numbers")
    broken = 0
    for posting in postings:
        print(f"posting   {posting['posting_key']}: {posting['title']}")
        print(f"  answer  {posting['kind']}, {posting['min_years']} years at least")
        print(f"  because {posting['evidence'] or 'the text states no amount'}")
        _tell_run(settings, posting["run_hour"], "  run     ")
        seen = warehouse.run_file(
            session, "trace/observations", posting_key=posting["posting_key"]
        )
        for row in seen:
            print(f"sight     {row['seen_at']} UTC, {row['full_or_light']}")
            print(f"  row     stg_observations {row['observation_key']}")
            _tell_run(settings, row["run_hour"], "  run     ")
            broken += _tell_line(store, row)
            if row["raw_page_key"]:
                broken += _tell_page(store, row["raw_page_key"])
    session.close()
    return 1 if broken else 0


def _tell_run(settings: Settings, at: datetime, label: str) -> None:
    """The runs of an hour whose folders are kept, newest last."""
    hour = config.format_hour(at)
    found = sorted((settings.runs / hour).glob("*/run.json"))
    for path in found:
        record = manifest.read_record(path)
        version = f", code {record.code_version}" if record else ""
        print(f"{label}{path.parent.name} of {hour}{version}: {path}")
    if not found:
        print(f"{label}of {hour}: its folder is not kept any more")


def _tell_line(store: lake.Lake, row: warehouse.Row) -> int:
    place = f"s3://{store.bucket}/{store.full_key(row['lake_key'])}"
    print(f"  lake    {place}, line {row['lake_line']}")
    if not lake.is_intact(store, row["lake_key"]):
        print("          this object is gone, or not as it was written")
        return 1
    number = row["lake_line"]
    lines = itertools.islice(
        lake.read_batch(store, row["lake_key"]), number - 1, number
    )
    record: dict[str, Any] = next(lines)
    shown = {name: record.get(name) for name in SHOWN}
    print(f"          {json.dumps(shown, ensure_ascii=False)}")
    return 0


def _tell_page(store: lake.Lake, key: str) -> int:
    """The pages of an hour lie together: find the object and the line of this one."""
    for name in lake.list_batches(store, key.rpartition("/")[0] + "/"):
        for number, page in enumerate(lake.read_batch(store, name), start=1):
            if page.get("page") == key:
                place = f"s3://{store.bucket}/{store.full_key(name)}"
                print(f"  page    {place}, line {number}")
                return 0
    print(f"  page    {key} is not kept any more")
    return 0
