"""Which logical hours a run is about, and how it catches up with missed ones."""

from datetime import UTC, datetime, timedelta

from lib import config, manifest
from lib.config import Settings
from lib.errors import WrongSetting

HOUR = timedelta(hours=1)


def asked(hour: str | None, first: str | None, last: str | None) -> list[datetime]:
    """The hours that the options name, first to last; the last complete one by default.

    Raises: WrongSetting when one is no hour, lies ahead, or the span is empty.
    """
    newest = config.last_complete_hour(datetime.now(UTC))
    start = config.parse_hour(first or hour) if first or hour else newest
    end = config.parse_hour(last) if last else start
    if end < start:
        raise WrongSetting("--to lies before --from")
    if end > newest:
        raise WrongSetting(
            f"{config.format_hour(end)} is not over yet: "
            f"the last complete hour is {config.format_hour(newest)}"
        )
    return span(start, end)


def missed(settings: Settings, newest: datetime) -> list[datetime]:
    """Hours before the newest that no run has done, the oldest first.

    Looks back over `catch_up_hours`, and not beyond the first hour that was ever run.
    A board with an address of its own shows only the present, so of its past hours only
    those are worth a run that failed on the way.
    """
    back = int(settings.catch_up_hours)
    done = {}
    for hour in span(newest - back * HOUR, newest - HOUR):
        folder = settings.runs / config.format_hour(hour)
        if folder.is_dir():
            done[hour] = manifest.is_done(folder)
    if not done:
        return []
    unknown = bool(settings.board_url)
    return [
        hour for hour in span(min(done), newest - HOUR) if not done.get(hour, unknown)
    ]


def span(start: datetime, end: datetime) -> list[datetime]:
    """Every hour from `start` to `end`, both included."""
    return [start + HOUR * index for index in range((end - start) // HOUR + 1)]
