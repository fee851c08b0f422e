"""The board over HTTP: the addresses of LinkedIn's public job pages, with a clock.

Without a prefix the clock is this computer's; with `/at/2026-11-24T02:00:00Z` in front of
an address it stands at that moment. Answers follow from seed, clock and request alone.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from lib.local.board import published, render
from lib.local.board.faults import PAGE, Faults, broken, html
from lib.local.board.market import Job, Market
from lib.local.board.replay import Replay, load_pages

# the address that links lead to: the same whatever port the board got
SITE = "https://demo-board.example"
WRONG_CLOCK = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)  # of a drill
LAST_START = 1_000
LEVEL_CODES = dict(
    zip(
        "123456",
        (
            "Internship",
            "Entry level",
            "Associate",
            "Mid-Senior level",
            "Director",
            "Executive",
        ),
        strict=True,
    )
)
TYPE_CODES = {
    "F": "Full-time",
    "P": "Part-time",
    "C": "Contract",
    "T": "Temporary",
    "I": "Internship",
}
GEO_IDS = {
    "101174742": "canada",
    "103644278": "united states",
    "101165590": "united kingdom",
}
AT = re.compile(r"^/at/([^/]+)(/.*)$")


def make_app(seed: int = 1, pages: Path | None = None) -> Starlette:
    """The board as an application; with `pages`, it replays that folder's saved pages."""
    market, faults = Market(seed), Faults()
    replay = load_pages(pages) if pages else None

    async def answer(request: Request) -> Response:
        path, clock = _clock(request.url.path)
        if clock is None:
            return PlainTextResponse("no such clock", 400)
        place = _place(path)
        fault = faults.take(place) if place else None

        def right(shift: int) -> Response:
            return _respond(market, replay, path, request, clock, shift)

        response = await broken(fault, request, right) if fault else right(0)
        told = WRONG_CLOCK if fault and fault["kind"] == "skew" else clock
        response.headers["date"] = format_datetime(told, usegmt=True)
        return response

    async def set_faults(request: Request) -> Response:
        if request.method == "DELETE":
            faults.waiting.clear()
            return PlainTextResponse("ok")
        try:
            faults.add(await request.json())
        except (KeyError, TypeError, ValueError) as error:
            return PlainTextResponse(f"{error}\n", 400)
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/faults", set_faults, methods=["POST", "DELETE"]),
            Route("/{path:path}", answer),
        ]
    )


def _place(path: str) -> str | None:
    """What an address asks for, as faults name it; None where none strike."""
    if published.asked(path):
        return "published"
    if path.startswith("/jobs"):
        return "search" if "search" in path else "detail"
    return None


def _clock(path: str) -> tuple[str, datetime | None]:
    found = AT.match(path)
    if not found:
        return path, datetime.now(UTC).replace(microsecond=0)
    try:
        return found[2], datetime.fromisoformat(found[1]).astimezone(UTC)
    except ValueError:
        return path, None


def _respond(
    market: Market,
    replay: Replay | None,
    path: str,
    request: Request,
    clock: datetime,
    shift: int,
) -> Response:
    """The right answer; `shift` moves the page of a search."""
    if path == "/healthz":
        return PlainTextResponse("ok")
    if path == "/robots.txt":
        return PlainTextResponse("User-agent: *\nAllow: /\n")
    if board := published.asked(path):
        return _published(market, *board, clock)
    query = request.query_params
    start = int(query.get("start", "0")) if query.get("start", "0").isdigit() else 0
    start = max(start + shift, 0)
    if path.rstrip("/").endswith("/seeMoreJobPostings/search"):
        if start >= LAST_START:
            return PlainTextResponse("", 400)
        if replay:
            return html(replay.fragment(start, PAGE) or render.END)
        found = search(market, dict(query), clock)
        return html(render.fragment(found[start : start + PAGE], start, clock, SITE))
    if path.rstrip("/") in {"/jobs/search", "/jobs"}:
        if replay and replay.cards:
            return html(replay.fragment(0, 60))
        found = [] if replay else search(market, dict(query), clock)
        words = query.get("keywords", "")
        return html(render.search_page(found[:60], len(found), words, clock, SITE))
    number = re.search(
        r"^/jobs(?:-guest/jobs/api/jobPosting|/view)/(?:[^/]*-)?(\d+)/?$", path
    )
    if not number:
        return PlainTextResponse("not found", 404)
    whole = path.startswith("/jobs/view")
    if replay:
        page = replay.details.get(number[1])
        return html(page) if page else PlainTextResponse("not found", 404)
    job = market.find(number[1])
    state = job.state(clock) if job and job.posted_at <= clock else "removed"
    if job is None or state == "removed":
        return PlainTextResponse("gone", 410 if int(number[1]) % 2 else 404)
    return html(render.detail(job, clock, SITE, whole))


def _published(market: Market, kind: str, company: str, clock: datetime) -> Response:
    """One company's open postings as a board for programs shows them."""
    names = {published.company_of(employer["name"]) for employer in market.employers}
    if company not in names:
        return JSONResponse(published.MISSING[kind], 404)
    jobs = [
        job
        for job in market.open_at(clock)
        if published.company_of(job.employer["name"]) == company
    ]
    return JSONResponse(published.answer(kind, jobs, SITE))


def search(market: Market, query: dict[str, str], clock: datetime) -> list[Job]:
    """Open postings that fit a search's filters, newest first."""
    # the pages of a listing are asked for one after another
    given = {name: value for name, value in query.items() if name != "start"}
    return _search(market, tuple(sorted(given.items())), clock)


@lru_cache(maxsize=64)
def _search(
    market: Market, given: tuple[tuple[str, str], ...], clock: datetime
) -> list[Job]:
    query = dict(given)
    jobs = market.open_at(clock)
    if window := re.match(r"r(\d+)$", query.get("f_TPR", "")):
        since = clock - timedelta(seconds=int(window[1]))
        jobs = [job for job in jobs if job.posted_at >= since]
    if levels := {
        LEVEL_CODES.get(code) for code in query.get("f_E", "").split(",") if code
    }:
        jobs = [job for job in jobs if job.level in levels]
    if types := {
        TYPE_CODES.get(code) for code in query.get("f_JT", "").split(",") if code
    }:
        jobs = [job for job in jobs if job.employment_type in types]
    where = GEO_IDS.get(
        query.get("geoId", ""), query.get("location", "").lower().strip()
    )
    if where and where != "worldwide":
        jobs = [job for job in jobs if where in _places(job)]
    for word in query.get("keywords", "").lower().split():
        jobs = [job for job in jobs if word in _words(job)]
    return jobs


def _places(job: Job) -> str:
    country = {"CA": "canada", "US": "united states", "GB": "united kingdom"}
    named = country.get(job.place["country"], "")
    return f"{job.place['english']} {job.place['french']} {named}".lower()


def _words(job: Job) -> str:
    occupation, employer = job.occupation, job.employer
    return (
        f"{job.title} {occupation['english']} {occupation['french']} {occupation['field']} "
        f"{employer['name']} {employer['industry']}"
    ).lower()
