"""One hour of the boards that are published for programs, into the lake.

Each list is asked for once an hour, with all its texts. A posting that is new or has
changed becomes a full observation, any other a light one; one that is no longer in a
complete list is closed. Each kind of board is a source of its own.
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta

from lib import config, lake, local
from lib.config import Settings
from lib.errors import PipelineError
from lib.lake import Lake
from lib.manifest import Run
from lib.records import Observation, Posting
from lib.scrape import board_report, boards, observe, phrases, state
from lib.scrape.board_report import Report, Row
from lib.scrape.board_spider import BoardSpider
from lib.scrape.memory import Memory
from lib.scrape.run import check_permission
from lib.scrape.searches import Board, Plan


def read_hour(settings: Settings, store: Lake, run: Run, plan: Plan) -> list[Report]:
    """Read the boards of a plan for a run's hour and write the records to the lake.

    A board that was read in this hour is not asked again; one that fails is named in
    its kind's report, with the error, and stops nothing else. Boards elsewhere show
    only the present: their past hours come from the lake alone.

    Returns: a report per kind of board, with `source`, `outcome` (complete, partial,
    failed or past), counts, `boards` by name, and `error` for the first that failed.
    """
    spider = BoardSpider(plan.contact)
    named: dict[boards.Kind, list[Board]] = {}
    for board in plan.board:
        named.setdefault(board.kind, []).append(board)
    return [
        _read_kind(settings, store, run, plan, spider, kind, of_kind)
        for kind, of_kind in named.items()
    ]


def count_postings(settings: Settings, plan: Plan) -> dict[str, int]:
    """How many postings each board of a plan shows now, by its name.

    Raises: the error of the first board that does not answer as it should.
    """
    spider = BoardSpider(plan.contact)
    return {
        board.label: len(_list(settings, plan, spider, board, None)[0].postings)
        for board in plan.board
    }


def _read_kind(
    settings: Settings,
    store: Lake,
    run: Run,
    plan: Plan,
    spider: BoardSpider,
    kind: boards.Kind,
    named: list[Board],
) -> Report:
    before = _reports(store, kind, run.hour)
    done = {
        label: found
        for report in before
        for label, found in report["boards"].items()
        if found["outcome"] == "complete"
    }
    todo = [board for board in named if board.label not in done]
    is_past = run.hour != config.last_complete_hour(datetime.now(UTC))
    asked = [board for board in todo if not is_past or _shows_the_past(board)]
    if not asked:
        last = (
            before[-1]
            if before
            else board_report.of_kind(kind, {}, [], spider.requests)
        )
        return {**last, "outcome": "past" if todo else "complete", "asked": False}
    known = state.after(store, kind, run.hour - timedelta(hours=1)).postings
    began = spider.requests
    rows: list[Row] = []
    told: dict[str, Report] = {}
    for board in asked:
        try:
            listing, seen_at = _list(settings, plan, spider, board, run.hour)
        except PipelineError as error:
            told[board.label] = {
                "outcome": "failed",
                "error": type(error).__name__,
                "reason": f"{board.label}: {error}",
            }
            continue
        about = {"search": board.label, "source": kind}
        about |= {"logical_hour": config.format_hour(run.hour)}
        about |= {"seen_at": phrases.format_utc(seen_at)}
        seen = _observations(listing, known, about)
        rows += seen
        told[board.label] = board_report.of_board(listing, seen)
    report = board_report.of_kind(kind, {**done, **told}, rows, spider.requests - began)
    return _write(store, run, kind, report, rows)


def _list(
    settings: Settings,
    plan: Plan,
    spider: BoardSpider,
    board: Board,
    hour: datetime | None,
) -> tuple[boards.Listing, datetime]:
    """What one board lists now, and when it said so."""
    site = board.site
    if site == "demo":
        site = f"{local.board_url(settings, hour)}/{board.kind}"
    address = boards.address(board.kind, board.company, site)
    check_permission(settings, address, plan.contact)
    answer = spider.get(address)
    name = board.name or board.company
    return boards.read(board.kind, name, answer.body), answer.seen_at


def _shows_the_past(board: Board) -> bool:
    """A board on this computer may have a clock of its own."""
    return board.site == "demo" or config.is_loopback(board.site)


def _observations(listing: boards.Listing, known: Memory, about: Row) -> list[Row]:
    """What a list says of each posting that is in it, or no longer."""
    rows = []
    for posting in listing.postings:
        fields = posting.model_dump(exclude={"kind"})
        digest = _digest(posting)
        before = known.get(posting.posting_id or "", {})
        is_new = not before or before.get("closed_at")
        if posting.description is None:
            about_it = {"full_or_light": "light", "card_hash": None}
        elif is_new or before.get("card_hash") != digest:
            about_it = {"full_or_light": "full", "card_hash": digest}
        else:
            fields["description"] = fields["language"] = None
            about_it = {"full_or_light": "light", "card_hash": digest}
        rows.append(Observation(**fields, **about, **about_it).model_dump())
    if listing.is_complete:
        for posting_id, entry in known.items():
            of_this_board = entry.get("search") == about["search"]
            if of_this_board and not entry["closed_at"]:
                if posting_id not in listing.ids:
                    rows.append(_closed(posting_id, about))
    return rows


def _closed(posting_id: str, about: Row) -> Row:
    """The sight of a posting that is no longer listed."""
    return Observation(
        posting_id=posting_id, is_closed=True, full_or_light="light", **about
    ).model_dump()


def _digest(posting: Posting) -> str:
    """A short name for all that a board says of a posting."""
    said = posting.model_dump_json().encode("utf-8", "replace")
    return hashlib.sha256(said).hexdigest()[:16]


def _write(
    store: Lake, run: Run, kind: boards.Kind, report: Report, rows: list[Row]
) -> Report:
    """Write the records, the report and the state after them to the lake."""
    folder = run.folder / "boards"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{kind}.jsonl"
    observe.write(target, sorted(rows, key=lambda row: row["posting_id"]))
    batch = lake.write_batch(store, target, kind, run.hour)
    if batch:
        report |= {"lake_key": batch.key, "sha256": batch.sha256}
    text = json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / f"{kind}.json").write_text(text + "\n", encoding="utf-8")
    lake.write_crawl(store, report, kind, run.hour)
    state.after(store, kind, run.hour)
    lake.delete_older(store, "states", kind, run.hour - state.KEPT_FOR)
    return {**report, "asked": True}


def _reports(store: Lake, kind: str, hour: datetime) -> list[Report]:
    """What earlier attempts at an hour have told, the least complete first."""
    keys = lake.list_batches(store, lake.hour_prefix("crawls", kind, hour))
    found = [json.loads(lake.read_object(store, key)) for key in keys]
    return sorted(found, key=lambda report: len(report["boards"]))
