"""Tell a person when a run failed or works again, and a monitor that all is well.

What was told is kept in `outputs/telling.json`, so that the same cause is not told
every hour.
"""

import hashlib
import json
import re
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lib import channels, config, manifest
from lib.config import Settings
from lib.errors import StageFailed
from lib.run_record import RunRecord

PING_SECONDS = 10


def failed(settings: Settings, error: Exception, hour: datetime | None = None) -> bool:
    """Tell the operator of a failure, unless the same cause was told a short time ago.

    Returns: whether a message was taken by every address now.
    """
    _ping(settings, "/fail")
    now = datetime.now(UTC)
    state = _state(settings)
    state["failures"] = state.get("failures", 0) + 1
    state.setdefault("failing_since", manifest.plain(now))
    told = False
    cause, told_at = _cause(error), state.setdefault("causes", {})
    again = now - timedelta(hours=settings.tell_again_hours)
    state["causes"] = {
        name: time for name, time in told_at.items() if time > manifest.plain(again)
    }
    if cause not in state["causes"]:
        title = f"First Rung failed{_about(error)}"
        told = channels.send(
            settings, channels.OPERATOR, title, _message(settings, error, hour)
        )
        if told:
            state["causes"][cause] = manifest.plain(now)
            state["told"] = True
    manifest.write_json(_path(settings), state)
    return told


def done(settings: Settings, record: RunRecord) -> None:
    """Tell the monitor that all is well; the operator too, if told of a failure."""
    _ping(settings, "")
    state = _state(settings)
    if not state.get("failures"):
        return
    if state.get("told"):
        told = channels.send(
            settings,
            channels.OPERATOR,
            "First Rung works again",
            f"Hour {record.logical_hour} UTC is done, run {record.run_id}. "
            f"It had failed {state['failures']} times since {state['failing_since']}.",
        )
        if not told:
            return
    manifest.write_json(_path(settings), {"causes": state.get("causes", {})})


def _message(settings: Settings, error: Exception, hour: datetime | None) -> str:
    good = [record for record in manifest.records(settings) if record.outcome == "done"]
    last = f"{good[-1].logical_hour}, run {good[-1].run_id}" if good else "none"
    lines = [str(error), ""]
    if hour:
        lines.append(f"Hour: {config.format_hour(hour)} UTC")
    if isinstance(error, StageFailed):
        at = error.failure
        lines += [
            f"Stage: {at.stage}",
            f"Cell: {at.cell}, {at.section}",
            f"Error: {at.error}",
            f"First line: {at.first_line}",
            f"Notebook: {at.notebook}",
        ]
    else:
        lines.append(f"Error: {type(error).__name__}")
    return "\n".join([*lines, f"Last good run: {last}"])


def _about(error: Exception) -> str:
    return f" in {error.failure.stage}" if isinstance(error, StageFailed) else ""


def _cause(error: Exception) -> str:
    """What makes two failures the same: place, error and words, without numbers."""
    place = ""
    name, words = type(error).__name__, str(error)
    if isinstance(error, StageFailed):
        place, name = error.failure.stage, error.failure.error
        words = error.failure.first_line
    words = re.sub(r"\d+", "0", words)
    return hashlib.sha256(f"{place} {name} {words}".encode()).hexdigest()[:16]


def _ping(settings: Settings, end: str) -> None:
    """Ask the monitor's address; that it is out of reach is the monitor's to notice."""
    if not settings.ping_url:
        return
    try:
        urllib.request.urlopen(
            settings.ping_url.rstrip("/") + end, timeout=PING_SECONDS
        ).close()
    except (OSError, ValueError):
        pass


def _state(settings: Settings) -> dict[str, Any]:
    try:
        found = json.loads(_path(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _path(settings: Settings) -> Path:
    return settings.outputs / "telling.json"
