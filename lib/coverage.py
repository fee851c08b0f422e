"""Whether a crawl read enough of the board to be believed."""

import json
from pathlib import Path
from statistics import median
from typing import Any

from lib.config import Settings
from lib.errors import PipelineError
from lib.manifest import Run

HALF = 0.5
COMPARED = 5  # crawls before this one
ENOUGH = 3


def require(settings: Settings, run: Run, report: dict[str, Any]) -> None:
    """Refuse a crawl that read nothing, or less than half of what there is.

    What the board shows is compared with the crawls before it of the same searches, and
    only when it was asked just now: the next run takes the hour as the lake holds it.

    Raises: PipelineError saying how much was read.
    """
    if not report["asked"]:
        return
    seen, missing = report["cards"], report["missing_count"]
    if not report["rows"]:
        if report.get("empty_searches"):
            return  # the board itself says that there is none
        raise PipelineError("the crawl read no posting")
    if seen < HALF * (seen + missing):
        raise PipelineError(
            f"the crawl read less than half: {seen:,} postings, and {missing:,} pages "
            f"could not be read ({report['reason']})"
        )
    before = _seen_before(settings, run)
    if len(before) >= ENOUGH and seen < HALF * median(before):
        raise PipelineError(
            f"the board showed {seen:,} postings, less than half of the usual "
            f"{median(before):,.0f}: look at the crawl's log in {run.folder / 'crawl'}"
        )


def _seen_before(settings: Settings, run: Run) -> list[int]:
    """Postings listed in the last crawls of the same searches."""
    own = run.folder / "crawl"
    plan = _read(own / "job.json").get("plan")
    found = sorted(
        (path.parent for path in settings.runs.glob("*/*/crawl/crawl.json")),
        key=lambda folder: (folder.parent.name, folder.parts[-3]),
    )
    before = [folder for folder in found if folder != own][-COMPARED:]
    return [
        _read(folder / "crawl.json").get("cards", 0)
        for folder in before
        if _read(folder / "job.json").get("plan") == plan
    ]


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
