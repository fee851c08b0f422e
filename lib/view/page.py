"""The page as one widget: `build(...)` is all the notebook calls.

The browser sends a question (the address's query), the kernel answers it from the open
publication; the table goes first, the charts follow. A visit writes nothing anywhere.
"""

import asyncio
import logging
import re
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import duckdb

from lib import config
from lib.errors import StalePublication
from lib.view import charts, load, prepare, question, still
from lib.view.question import Question
from lib.view.visit import Visit

STATIC = Path(__file__).parent / "static"
MODULES = (
    "elements.js",
    "chart.js",
    "row.js",
    "table.js",
    "controls.js",
    "footer.js",
    "lists.js",
    "view.js",
)
WATCH_SECONDS = 5

log = logging.getLogger(__name__)


def build(published: str = "", static: bool = False) -> Any:
    """The interactive page, or with `static` a report that needs no kernel.

    A run asks for the report once per publication, which is when the publication is
    prepared for those who will visit the page.

    published: the published folder; empty means the settings' own.
    Returns: a widget, or with `static` an HTML report of the same charts.
    """
    settings = config.load()
    folder = Path(published) if published else settings.published
    if static:
        with suppress(StalePublication):  # the report says so itself
            prepare.prepare(folder)
        return still.report(folder, settings.entry_level_years)
    return make_page(folder, settings.entry_level_years, settings.stale_after_hours)


def make_page(folder: Path, years: float, stale_after_hours: float) -> "Page":
    """The widget over one published folder; `years` is where "I have" starts."""
    return Page(Visit(folder, Question(years=years), stale_after_hours))


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


def fingerprint(content: bytes) -> str:
    """A short name for content, for caches."""
    return f"{zlib.crc32(content):08x}-{len(content)}"


class Page(anywidget.AnyWidget):
    """A visit in a browser: messages in, answers out."""

    _esm = browser_module()
    _css = (STATIC / "view.css").read_text(encoding="utf-8")

    def __init__(self, visit: Visit):
        super().__init__()
        self.visit = visit
        self._announced = ""
        self._watcher: asyncio.Task[None] | None = None
        self.on_msg(self._receive)
        self._warm()

    def _warm(self) -> None:
        """Answer the first question before anyone asks, while the kernel is idle."""
        try:
            self.visit.ask({})
            self.visit.figures()
        except StalePublication as error:
            log.warning("%s", error)

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """One message of the browser, which is untrusted."""
        if not isinstance(content, dict):
            return
        query = content.get("query")
        query = query if isinstance(query, dict) else {}
        if isinstance(content.get("mine"), dict):
            self.visit.mine = question.parse_mine(content["mine"])
        try:
            kind = content.get("type")
            if kind == "ask":
                self._answer(content, query)
            elif kind == "csv":
                self._send_csv(query)
            elif kind == "text" and isinstance(content.get("key"), str):
                key = content["key"]
                self.send({"type": "text", "key": key, "pieces": self.visit.text(key)})
            elif kind == "plotly":
                self.send({"type": "plotly"}, buffers=[plotly_bundle().read_bytes()])
        except StalePublication as error:
            self.visit.close()
            self.send({"type": "nothing", "reason": f"{error}"})
        except duckdb.Error:
            # What was open may be gone: two publications later its files are removed.
            log.exception("a question could not be answered")
            self.visit.close()
            self.send({"type": "failed"})

    def _answer(self, content: dict[str, Any], query: dict[str, Any]) -> None:
        # The first question of a visitor finds a kernel that may have waited for hours.
        if content.get("renew") or self._watcher is None or self.visit.run_id is None:
            self.visit.renew()
        if self._watcher is None:
            self._watcher = asyncio.ensure_future(self._watch())
        number = content.get("number")
        number = number if isinstance(number, int) else 0
        history = "push" if content.get("history") == "push" else "replace"
        found = self.visit.ask(query)
        self._announced = found["meta"]["run_id"]
        self.send({"type": "answer", "number": number, "history": history, **found})
        self.send(
            {
                "type": "charts",
                "number": number,
                "figures": self.visit.figures(),
                "dark": charts.DARK,
            }
        )
        if previews := self.visit.previews():
            self.send({"type": "previews", "number": number, "found": previews})

    def _send_csv(self, query: dict[str, Any]) -> None:
        hour = self.visit.open().manifest["logical_hour"]
        for text in self.visit.csv(query):
            self.send({"type": "csv", "text": text})
        self.send({"type": "csv", "name": f"first-rung-{hour}.csv"})

    async def _watch(self) -> None:
        """Tell the browser when the manifest names another publication."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                manifest = load.read_manifest(self.visit.folder)
            except StalePublication:
                continue  # being replaced, or gone: what is open stays open
            if manifest["run_id"] != self._announced:
                self._announced = manifest["run_id"]
                self.send({"type": "publication", "data_as_of": manifest["data_as_of"]})
