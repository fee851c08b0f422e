"""The page as one widget: `build(...)` is all the notebook calls.

The browser sends a question (the address's query), the kernel answers it from the open
publication; the table goes first, the charts follow. Nothing here writes anywhere.
"""

import asyncio
import logging
import re
import zlib
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import anywidget

from lib import config
from lib.errors import StalePublication
from lib.view import answer, charts, load, question, still, words
from lib.view.load import Publication
from lib.view.question import PAGE_SIZE, Question

STATIC = Path(__file__).parent / "static"
MODULES = ("elements.js", "chart.js", "table.js", "controls.js", "view.js")
WATCH_SECONDS = 5
MOST_CSV_ROWS = 50_000

log = logging.getLogger(__name__)


def build(published: str = "", static: bool = False) -> Any:
    """The interactive page, or with `static` a report that needs no kernel.

    published: the published folder; empty means the settings' own.
    Returns: a widget, or with `static` an HTML report of the same charts.
    """
    settings = config.load()
    folder = Path(published) if published else settings.published
    if static:
        return still.report(folder, settings.entry_level_years)
    return make_page(folder, settings.entry_level_years, settings.stale_after_hours)


def make_page(folder: Path, years: float, stale_after_hours: float) -> "Page":
    """The widget over one published folder; `years` is where "I have" starts."""
    return Page(folder, Question(years=years), stale_after_hours)


@cache
def browser_module() -> str:
    """The page's modules as one: what JupyterLab loads and the server serves."""
    parts = [(STATIC / name).read_text(encoding="utf-8") for name in MODULES]
    joined = "\n".join(re.sub(r"(?m)^import .*\n", "", part) for part in parts)
    return re.sub(r"(?m)^export (?!default)", "", joined)


def plotly_bundle() -> Path:
    """Plotly's own bundle, from the installed package."""
    import plotly

    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


class Page(anywidget.AnyWidget):
    """A visitor's page: the open publication, and the question asked last."""

    _esm = browser_module()
    _css = (STATIC / "view.css").read_text(encoding="utf-8")

    def __init__(self, folder: Path, default: Question, stale_after_hours: float):
        super().__init__()
        self.folder = folder
        self.default = default
        self.stale_after_hours = stale_after_hours
        self.publication: Publication | None = None
        self.asked: Question | None = None
        self.matched: Question | None = None
        self._announced = ""
        self._watcher: asyncio.Task[None] | None = None
        self.on_msg(self._receive)
        self._warm()

    def ask(self, query: dict[str, Any], number: int = 0) -> dict[str, Any]:
        """Answer one question: headline, hidden counts and one page of the table."""
        publication = self._open()
        asked = question.parse(query, self.default)
        self._match(publication, asked)
        total = answer.count_shown(publication, asked)
        pages = max(1, -(-total // PAGE_SIZE))
        asked = replace(asked, page=min(asked.page, pages))
        self.asked = asked
        manifest = publication.manifest
        return {
            "type": "answer",
            "number": number,
            "query": question.to_query(asked, self.default),
            "state": asdict(asked),
            "headline": answer.headline(publication),
            "hidden": [
                {"name": name, "count": count, "text": words.reason(name, asked)}
                for name, count in answer.hidden(publication)
            ],
            "title": words.title(asked),
            "chips": words.chips(asked),
            "total": total,
            "pages": pages,
            "rows": [words.table_row(row) for row in answer.shown(publication, asked)],
            "meta": {
                "run_id": publication.run_id,
                "data_as_of": manifest["data_as_of"],
                "source": str(manifest.get("source", "")),
                "stale_after_hours": self.stale_after_hours,
            },
            "options": {
                "kinds": list(question.KINDS.items()),
                "units": question.UNITS,
                "suggestions": answer.suggestions(publication),
            },
        }

    def figures(self, asked: Question) -> dict[str, charts.Figure]:
        """All charts of the question asked last."""
        publication = self._open()
        self._match(publication, asked)
        return draw(publication, asked)

    def csv(self, query: dict[str, Any]) -> str:
        """Every line the table shows, over all its pages, as CSV."""
        publication = self._open()
        asked = question.parse(query, self.default)
        self._match(publication, asked)
        rows = answer.shown(publication, asked, limit=MOST_CSV_ROWS, offset=0)
        return words.to_csv(words.table_row(row) for row in rows)

    def text(self, posting_key: str) -> list[tuple[str, str]]:
        """A posting's text in pieces: (text, "hit" or "evidence" or "")."""
        publication = self._open()
        terms = question.split_words(self.asked.words if self.asked else "").include
        evidence = publication.rows(
            "select evidence from read_parquet($files) where posting_key = $key",
            {"files": publication.files("mart_postings"), "key": posting_key},
        )
        quoted = evidence[0][0] if evidence else None
        found = answer.description(publication, posting_key)
        return words.pieces(found or "", terms, quoted)

    def _open(self) -> Publication:
        if self.publication is None:
            self.publication = load.open_publication(self.folder)
            self.matched = None
            self._announced = self.publication.run_id
        return self.publication

    def _match(self, publication: Publication, asked: Question) -> None:
        # Sorting, paging and choosing a bar leave the matches as they are.
        wanted = replace(
            asked, focus="", skill="", sort="posted", down=True, page=1, copies=False
        )
        if wanted != self.matched:
            answer.match(publication, wanted)
            self.matched = wanted

    def _warm(self) -> None:
        """Answer the first question before anyone asks, while the kernel is idle."""
        try:
            self.ask({})
            self.figures(self.asked or self.default)
        except StalePublication as error:
            log.warning("%s", error)

    def _renew(self) -> None:
        """Leave the open publication when the manifest names another."""
        run_id = load.read_manifest(self.folder)["run_id"]
        if self.publication is None or run_id != self.publication.run_id:
            if self.publication is not None:
                self.publication.connection.close()
            self.publication = None
            self._open()

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """One message of the browser, which is untrusted."""
        if not isinstance(content, dict):
            return
        query = content.get("query")
        query = query if isinstance(query, dict) else {}
        try:
            kind = content.get("type")
            if kind == "ask":
                self._answer(content, query)
            elif kind == "csv":
                hour = self._open().manifest["logical_hour"]
                name = f"first-rung-{hour}.csv"
                self.send({"type": "csv", "name": name, "text": self.csv(query)})
            elif kind == "text" and isinstance(content.get("key"), str):
                key = content["key"]
                self.send({"type": "text", "key": key, "pieces": self.text(key)})
            elif kind == "plotly":
                self.send({"type": "plotly"}, buffers=[plotly_bundle().read_bytes()])
        except StalePublication as error:
            self.publication = None
            self.send({"type": "nothing", "reason": f"{error}"})

    def _answer(self, content: dict[str, Any], query: dict[str, Any]) -> None:
        # The first question of a visitor finds a kernel that may have waited for hours.
        if content.get("renew") or self._watcher is None or self.publication is None:
            self._renew()
        if self._watcher is None:
            self._watcher = asyncio.ensure_future(self._watch())
        number = content.get("number")
        number = number if isinstance(number, int) else 0
        found = self.ask(query, number)
        history = "push" if content.get("history") == "push" else "replace"
        self.send({**found, "history": history})
        self.send(
            {
                "type": "charts",
                "number": number,
                "figures": self.figures(self.asked or self.default),
                "dark": charts.DARK,
            }
        )

    async def _watch(self) -> None:
        """Tell the browser when the manifest names another publication."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                manifest = load.read_manifest(self.folder)
            except StalePublication:
                continue  # being replaced, or gone: what is open stays open
            if manifest["run_id"] != self._announced:
                self._announced = manifest["run_id"]
                self.send({"type": "publication", "data_as_of": manifest["data_as_of"]})


def draw(publication: Publication, asked: Question) -> dict[str, charts.Figure]:
    """Every chart of a matched question, by name."""
    rhythm = answer.rhythm(publication)
    bucket = asked.focus.removeprefix("bar-") if asked.focus.startswith("bar-") else ""
    return {
        "years": charts.years_required(answer.buckets(publication), bucket),
        "time": charts.over_time(answer.over_time(publication, asked), asked.unit),
        "skills": charts.skills(answer.skill_counts(publication, asked), asked.skill),
        "employers": charts.employers(answer.hiring_now(publication)),
        "weeks": charts.truly_by_week(answer.mislabels(publication, "week")),
        "companies": charts.mislabelled(answer.mislabels(publication, "company")),
        "industries": charts.mislabelled(answer.mislabels(publication, "industry")),
        "ages": charts.applicants_by_age(answer.applicants_by_age(publication)),
        "hours": charts.by_hour(rhythm),
        "weekdays": charts.by_weekday(rhythm),
    }


def fingerprint(content: bytes) -> str:
    """A short name for content, for caches."""
    return f"{zlib.crc32(content):08x}-{len(content)}"
