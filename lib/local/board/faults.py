"""Drills: what the demo board does wrong when it is told to.

`POST /faults` with JSON such as `{"kind": "429", "count": 3, "path": "search"}` makes the
next three answers to searches go wrong; `DELETE /faults` ends that. Fields: `kind` (a
status, or one of KINDS), `count` (1), `path` (`search`, `detail` or `any`), `skip` (how
many answers are still right, 0), `retry_after`, `seconds` (of a slow answer, 60).
"""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from lib.local.board import render

Fault = dict[str, Any]
PAGE = 10  # cards
DRIPS = 50
SQL = "'); drop table postings; --"
HOSTILE_TITLE = f"<script>alert(1)</script> {SQL} " + "A" * 100_000
# what a new design of the board would call the same things
RENAMED = {
    "base-search-card": "tile",
    "base-card": "tile-frame",
    "topcard": "headline",
    "top-card-layout": "headline-layout",
    "show-more-less-html": "long-text",
    "description__job-criteria": "facts",
}


@dataclass
class Faults:
    """Faults that wait for their requests."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Let a fault wait.

        Raises: ValueError when there is no such kind.
        """
        kind = str(fault["kind"])
        if not (kind.isdigit() or kind in KINDS):
            raise ValueError(f"{kind!r} is no fault: give a status or {sorted(KINDS)}")
        self.waiting.append(fault)

    def take(self, place: str) -> Fault | None:
        """The fault that strikes the next answer of a place, if any does."""
        for fault in self.waiting:
            if fault.get("path", "any") not in {"any", place}:
                continue
            if fault.get("skip", 0) > 0:
                fault["skip"] -= 1
                continue
            fault["count"] = fault.get("count", 1) - 1
            if fault["count"] <= 0:
                self.waiting.remove(fault)
            return fault
        return None


async def broken(
    fault: Fault, request: Request, right: Callable[[int], Response]
) -> Response:
    """The answer that a fault makes of the right one.

    `right` gives the right answer, or that to a search that starts elsewhere.
    """
    kind = str(fault["kind"])
    if kind.isdigit():
        retry = fault.get("retry_after")
        headers = {} if retry is None else {"retry-after": str(retry)}
        return PlainTextResponse("", int(kind), headers=headers)
    if kind == "repeated":
        return right(-PAGE)
    if kind == "endless":
        return _last(right)
    if kind == "slow":
        return _dripping(right(0), float(fault.get("seconds", 60)))
    if kind == "reset":
        await _reset(request)
    if kind == "wall302":
        wall = f"{request.base_url}authwall?trk=x"
        return Response(status_code=302, headers={"location": wall})
    return BODIES[kind](right(0)) if kind in BODIES else right(0)


def html(text: str | bytes, charset: str = "utf-8") -> Response:
    """A page as the board sends it."""
    return Response(text, headers={"content-type": f"text/html; charset={charset}"})


def _last(right: Callable[[int], Response]) -> Response:
    """The last page with cards, for all that lie behind it."""
    pages = (right(-PAGE * back) for back in range(100))
    return next((page for page in pages if _text(page) != render.END), right(0))


def _wall(response: Response) -> Response:
    return html(render.wall())


def _empty(response: Response) -> Response:
    return html("")


def _truncated(response: Response) -> Response:
    """The page breaks off; the server counts only what it sent."""
    return html(bytes(response.body[: len(response.body) // 2]))


def _changed(response: Response) -> Response:
    text = _text(response)
    for name, other in RENAMED.items():
        text = text.replace(name, other)
    return html(text)


def _latin(response: Response) -> Response:
    """The bytes are not in the encoding that the header names."""
    return html(_text(response).encode("cp1252", "xmlcharrefreplace"))


def _mislabelled(response: Response) -> Response:
    return html(bytes(response.body), "iso-8859-1")


def _huge(response: Response) -> Response:
    return html(bytes(response.body) + b"<p>x</p>" * 650_000)


def _hostile(response: Response) -> Response:
    """Titles that are programs and far too long, links that run, texts with scripts."""
    escaped = HOSTILE_TITLE.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r'href="https?:', 'href="javascript:', _text(response))
    text = re.sub(r"(__title\">)[^<]*", lambda found: found[1] + escaped, text)
    return html(
        text.replace('html__markup">', 'html__markup"><script>alert(1)</script>')
    )


def _text(response: Response) -> str:
    return bytes(response.body).decode()


def _dripping(response: Response, seconds: float) -> Response:
    """The right answer, a little at a time."""
    body = bytes(response.body)
    size = len(body) // DRIPS + 1

    async def drip() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]
            await asyncio.sleep(seconds / DRIPS)

    return StreamingResponse(drip(), response.status_code, media_type="text/html")


async def _reset(request: Request) -> None:
    """Break the connection off, as a machine in between does."""
    # the server's own transport: ASGI has no word for this
    cycle = getattr(request.receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None:
        connection = transport.get_extra_info("socket")
        at_once = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        transport.abort()
        await asyncio.sleep(0)


BODIES: dict[str, Callable[[Response], Response]] = {
    "wall200": _wall,
    "empty200": _empty,
    "truncated": _truncated,
    "changed": _changed,
    "latin": _latin,
    "mislabelled": _mislabelled,
    "huge": _huge,
    "hostile": _hostile,
}
OTHERS = ("wall302", "slow", "reset", "repeated", "endless", "skew")
KINDS = {*BODIES, *OTHERS}
