"""The command line of `lib.scrape.pages`: one saved page in, JSON Lines out."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lib.scrape import pages, phrases


def main(arguments: list[str] | None = None) -> int:
    """Read one file and print what it holds; `-` reads standard input."""
    parser = argparse.ArgumentParser(
        prog="python -m lib.scrape.pages", description="Read one saved page."
    )
    parser.add_argument("file", help="the saved page; - for standard input")
    parser.add_argument("--url", help="the address the page was asked under")
    parser.add_argument("--seen-at", help="when it was asked, ISO 8601 (UTC if bare)")
    given = parser.parse_args(arguments)
    try:
        seen_at = phrases.parse_time(given.seen_at) if given.seen_at else None
    except ValueError:
        parser.error(f"--seen-at {given.seen_at!r} is no time: write 2026-11-24T01:00Z")
    try:
        if given.file == "-":
            body = sys.stdin.buffer.read()
        else:
            body = Path(given.file).read_bytes()
    except OSError as error:
        print(f"{given.file} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    page = pages.read(body, given.url, seen_at)
    for record in records(page):
        line = json.dumps(record, ensure_ascii=False) + "\n"
        sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    for name, samples in sorted(page.field_errors.items()):
        print(
            f"not read: {name}, {len(samples)} times: {samples[0]!r}", file=sys.stderr
        )
    return 0


def records(page: pages.Page) -> Iterator[dict[str, Any]]:
    """The lines a page is worth, in the order of their fields' definition.

    A search without results has come to its end, like one walked to its last page.
    """
    for card in page.cards:
        yield card.model_dump()
    if page.posting:
        kept = page.posting.model_dump()
        yield {"kind": "posting", "posting_id": kept.pop("posting_id"), **kept}
    if page.kind == "empty":
        yield {"kind": "end", "reason": "no results"}
    elif page.kind == "end":
        yield {"kind": "end"}
    elif page.kind in {"blocked", "changed", "removed"}:
        yield {"kind": page.kind, "reason": page.reason}
