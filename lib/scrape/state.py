"""What is known of a board after an hour: one object per hour in the lake.

It follows from the state before it and the hour's observations alone, so that an hour
run again, or later, gives the same bytes. Its name says what it was made of; a state
whose observations are no longer all there is, is not used and made anew.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lib import config, lake
from lib.lake import Lake
from lib.scrape import coverage, memory

RULES = "2"  # another number when the same observations lead to another state
KEPT_FOR = timedelta(days=7)  # older states can be made again at any time


@dataclass(frozen=True)
class State:
    """Postings to remember, coverage of the last hours, searches that found any."""

    postings: memory.Memory = field(default_factory=dict)
    history: coverage.History = field(default_factory=list)
    searches: list[str] = field(default_factory=list)


def after(store: Lake, source: str, hour: datetime) -> State:
    """The state after an hour, and after all hours before it.

    Read from the lake as far as it is there; the rest is made of the observations and
    written. Costs one object in a usual hour, and one per hour after a late one.
    """
    names = dict(_names(store, source, hour))
    kept = {
        key.rpartition("/")[2].partition("-")[0]: key
        for key in lake.list_batches(store, f"states/source={source}/")
    }
    todo: list[tuple[str, list[str]]] = []
    state = State()
    for name, (at, objects) in reversed(names.items()):
        if name in kept:
            state = _read(store, kept[name])
            break
        todo.append((name, [at, *objects]))
    for name, (at, *objects) in reversed(todo):
        state = _next(state, effective(store, objects))
        moment = config.parse_hour(at)
        if hour - moment <= KEPT_FOR:
            _write(store, source, moment, name, state)
    return state


def effective(store: Lake, keys: list[str]) -> list[dict[str, Any]]:
    """The rows of some objects, each sight once, in the order of time and id.

    Of several readings of a sight counts the one the warehouse takes, too: the one read
    again last, then the full one, then the first object's.
    """
    best: dict[tuple[str, str], tuple[Any, dict[str, Any]]] = {}
    for key in sorted(keys):
        for row in lake.read_batch(store, key):
            sight = (row["seen_at"], row["posting_id"])
            rank = (-row.get("record_version", 1), row["full_or_light"], key)
            if sight not in best or rank < best[sight][0]:
                best[sight] = (rank, row)
    return [row for _, (_, row) in sorted(best.items())]


def _next(before: State, rows: list[dict[str, Any]]) -> State:
    """The state after the observations of one more hour."""
    named = {row["search"] for row in rows if row.get("search")}
    return State(
        memory.remember(before.postings, rows),
        # hours that look misread lie elsewhere in the lake: they do not become usual
        [*before.history, coverage.count(rows)][-coverage.HOURS :],
        sorted(named.union(before.searches)),
    )


def _names(
    store: Lake, source: str, hour: datetime
) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    """Per hour with observations: the name of its state, the hour, and its objects."""
    hours: dict[str, list[str]] = {}
    for key in lake.list_batches(store, f"postings/source={source}/"):
        hours.setdefault(lake.hour_of(key), []).append(key)
    name = RULES
    for at in sorted(hours):
        if at <= config.format_hour(hour):
            text = "\n".join([name, *hours[at]])
            name = hashlib.sha256(text.encode()).hexdigest()[:16]
            yield name, (at, hours[at])


def _read(store: Lake, key: str) -> State:
    return State(**json.loads(gzip.decompress(lake.read_object(store, key))))


def _write(store: Lake, source: str, hour: datetime, name: str, state: State) -> None:
    text = json.dumps(asdict(state), sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.sha256(text).hexdigest()[:16]
    key = f"{lake.hour_prefix('states', source, hour)}{name}-{digest}.json.gz"
    lake.put_once(store, key, gzip.compress(text, compresslevel=6, mtime=0))
