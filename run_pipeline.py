#!/usr/bin/env python
"""Run the notebooks 01 to 04 in order for one hour, or for every hour of a span.

Exit codes: 0 done, 1 failed, 2 wrong usage or setting, 75 another run holds the lock.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta

from lib import config
from lib.errors import PipelineError, RunLocked, WrongSetting
from lib.runner import check, history, lock, run_hour, tell


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Read a job board for one hour and publish what is within reach.",
        epilog="Hours are UTC, like 2026-11-24T01; without one: the last complete one.",
    )
    parser.add_argument("--hour", help="the hour to run")
    parser.add_argument("--from", dest="first", help="first hour of a span")
    parser.add_argument("--to", dest="last", help="last hour of a span")
    parser.add_argument(
        "--only", choices=["scrape", "stage", "transform", "view"], help="one stage"
    )
    parser.add_argument(
        "--resume",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="go on with the stage at which the hour's last run failed (the default)",
    )
    parser.add_argument("--quiet", action="store_true", help="print errors only")
    parser.add_argument("--check", action="store_true", help="say what is configured")
    parser.add_argument("--history", action="store_true", help="show the last runs")
    given = parser.parse_args()
    if bool(given.first) != bool(given.last) or (given.hour and given.first):
        parser.error("give --from and --to together, or --hour alone")
    try:
        settings = config.load()
        if given.check:
            return check(settings)
        if given.history:
            return history(settings)
        hours = _hours(given.hour, given.first, given.last)
        with lock(settings):
            for hour in hours:
                run_hour(settings, hour, given.only, given.resume, given.quiet)
    except WrongSetting as error:
        return tell(error, 2)
    except RunLocked as error:
        return tell(error, 75)
    except (PipelineError, OSError) as error:
        return tell(error, 1)
    except KeyboardInterrupt:
        return tell("stopped; the next run goes on from here", 1)
    return 0


def _hours(hour: str | None, first: str | None, last: str | None) -> list[datetime]:
    """The hours to run, first to last.

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
    count = int((end - start) / timedelta(hours=1)) + 1
    return [start + timedelta(hours=index) for index in range(count)]


if __name__ == "__main__":
    sys.exit(main())
