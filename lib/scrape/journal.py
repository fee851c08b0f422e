"""What a crawl keeps while it reads: its records at once, and the pages as they came.

`read.jsonl` has a line per card and posting; `pages.jsonl.gz` a line per page, each one
a gzip member of its own, so that a crawl that is cut off loses the last one at most. A
page is kept with all that its reading depends on: it can be read again at any time.
"""

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lib.scrape import pages, phrases, privacy

READ, PAGES = "read.jsonl", "pages.jsonl.gz"
Line = dict[str, Any]
# a page is kept for reading it again when it holds records, or should have held some
KEPT_KINDS = frozenset({"results", "posting", "removed", "changed"})


class Journal:
    """The two files of one crawl, open for writing."""

    def __init__(self, folder: Path, pages_prefix: str) -> None:
        self.prefix = pages_prefix
        self.read = (folder / READ).open("a", encoding="utf-8")
        self.pages = (folder / PAGES).open("ab")

    def keep_page(self, body: bytes, asked: Line, answer: Line) -> Line:
        """Keep a page without its people; returns the line that was written.

        `asked` says what was asked for: `search` and `order`, or `posting_id`; `answer`
        how it was answered: `url`, `status`, `location`, `encoding`, `seen_at`.
        """
        content, encoding = privacy.without_people(body, answer["encoding"])
        digest = hashlib.sha256(content).hexdigest()[:32]
        page = {**asked, **answer, "encoding": encoding, "page": self.prefix + digest}
        try:
            page["body"] = content.decode()
        except UnicodeDecodeError:
            page["body_base64"] = base64.b64encode(content).decode()
        self.pages.write(_packed(page))
        self.pages.flush()
        return page

    def keep(self, lines: Iterable[Line]) -> None:
        """Keep records that were read, at once."""
        self.read.writelines(f"{_text(line)}\n" for line in lines)
        self.read.flush()

    def close(self) -> None:
        self.read.close()
        self.pages.close()


def lines(page: Line, found: pages.Page) -> list[Line]:
    """The records of a kept page: its cards, its posting, or that it is gone."""
    about = {"seen_at": page["seen_at"], "page": page["page"]}
    if "search" in page:
        taken = page.get("taken")
        return [
            {"what": "card", **about, "search": page["search"], "order": page["order"]}
            | {"card": card.model_dump()}
            for card in found.cards
            if taken is None or card.posting_id in taken
        ]
    about["posting_id"] = page["posting_id"]
    if found.kind == "removed":
        return [{"what": "removed", **about}]
    if found.posting and found.posting.posting_id in {page["posting_id"], None}:
        return [{"what": "posting", **about, "posting": found.posting.model_dump()}]
    return []


def read_again(page: Line) -> pages.Page:
    """Read a kept page with the rules of today."""
    if "body_base64" in page:
        body = base64.b64decode(page["body_base64"])
    else:
        body = page["body"].encode()
    return pages.read(
        body,
        page["url"],
        phrases.parse_time(page["seen_at"]),
        page["status"],
        page["location"],
        page["encoding"],
    )


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of `read.jsonl`; one that was cut off is passed over."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def append_lines(path: Path, lines: Iterable[Line]) -> None:
    """Add records to `read.jsonl`."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{_text(line)}\n" for line in lines)


def read_pages(path: Path) -> Iterator[Line]:
    """The pages of a `pages.jsonl.gz`, as far as it is whole."""
    if not path.exists():
        return
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (EOFError, OSError, ValueError, zlib.error):
        return


def once(kept: Iterable[Line]) -> list[Line]:
    """Pages of several attempts, each once, in the order of what was asked and when."""
    pages: dict[tuple[str, ...], Line] = {}
    for page in kept:
        asked = page.get("posting_id") or f"{page['order']:06}"
        pages[asked, page["seen_at"], page["page"]] = page
    return [page for _, page in sorted(pages.items())]


def write_pages(path: Path, kept: Iterable[Line]) -> None:
    """Write pages anew as one file; equal pages give equal bytes."""
    with path.open("wb") as file:
        for page in kept:
            file.write(_packed(page))


def _packed(page: Line) -> bytes:
    # no time in the header: equal pages must give equal bytes
    return gzip.compress(_text(page).encode() + b"\n", compresslevel=3, mtime=0)


def _text(line: Line) -> str:
    text = json.dumps(line, ensure_ascii=False, sort_keys=True)
    # a lone surrogate, which JSON may hold, is no UTF-8
    return text.encode("utf-8", "replace").decode()
