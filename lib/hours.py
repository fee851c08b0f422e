"""Which logical hours a run is about."""

from datetime import UTC, datetime, timedelta

from lib import config
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


def span(start: datetime, end: datetime) -> list[datetime]:
    """Every hour from `start` to `end`, both included."""
    return [start + HOUR * index for index in range((end - start) // HOUR + 1)]
