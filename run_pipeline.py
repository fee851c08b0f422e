#!/usr/bin/env python
"""Run the notebooks 01 to 04 in order for one hour, or for every hour of a span.

Exit codes: 0 done, 1 failed, 2 wrong usage or setting, 75 another run holds the lock.
"""

import argparse
import importlib
import signal
import sys
from typing import Any

from lib import config, runner
from lib.errors import PipelineError, RunLocked, WrongSetting
from lib.notebook import NOTEBOOK

# one line per option; its help is what `--help` prints
OPTIONS: dict[str, dict[str, Any]] = {
    "--hour": {"metavar": "H", "help": "the hour to run"},
    "--from": {"metavar": "H", "dest": "first", "help": "first hour of a span"},
    "--to": {"metavar": "H", "dest": "last", "help": "last hour of a span"},
    "--only": {"choices": list(NOTEBOOK), "help": "run one stage"},
    "--resume": {
        "action": argparse.BooleanOptionalAction,
        "default": True,
        "help": "go on with the stage at which the hour's last run failed",
    },
    "--wait": {
        "metavar": "SECONDS",
        "type": float,
        "default": 0.0,
        "help": "wait so long for another run to end",
    },
    "--quiet": {"action": "store_true", "help": "print errors only"},
    "--check": {"action": "store_true", "help": "say what is configured"},
    "--history": {"action": "store_true", "help": "show the last runs"},
    "--trace": {"metavar": "ID", "help": "show where a posting's answer comes from"},
    "--reproduce": {"metavar": "RUN", "help": "run a run or hour again and compare"},
    "--code": {
        "choices": ["present", "then"],
        "default": "present",
        "help": "reproduce with this code, or that of the run",
    },
    "--reparse": {
        "nargs": 2,
        "metavar": ("FROM", "TO"),
        "help": "read the kept pages of past hours again, without asking the board",
    },
    "--rederive": {
        "nargs": "?",
        "const": "show",
        "choices": ["show", "write"],
        "help": "show what a change of rules does to stored answers, or write it",
    },
}
# options that do something else than a run: the module whose function of that name is
# called with the settings and the options, and returns the exit code
LOOKS = {  # at any time
    "check": "lib.checks",
    "history": "lib.history",
    "trace": "lib.trace",
    "reproduce": "lib.reproduce",
}
WORKS = {  # alone: these hold the lock, as a run does
    "reparse": "lib.scrape.reparse",
    "rederive": "lib.rederive",
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Read a job board for one hour and publish what is within reach.",
        epilog="Hours are UTC, like 2026-11-24T01; without one: the last complete one.",
    )
    for name, meaning in OPTIONS.items():
        parser.add_argument(name, **meaning)
    given = parser.parse_args()
    if bool(given.first) != bool(given.last) or (given.hour and given.first):
        parser.error("give --from and --to together, or --hour alone")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        settings = config.load()
        for name in LOOKS:
            if getattr(given, name):
                return _call(LOOKS, name, settings, given)
        with runner.lock(settings, given.wait):
            for name in WORKS:
                if getattr(given, name):
                    return _call(WORKS, name, settings, given)
            return runner.run_hours(settings, given)
    except WrongSetting as error:
        return _tell(error, 2)
    except RunLocked as error:
        return _tell(error, 75)
    except (PipelineError, OSError) as error:
        return _tell(error, 1)
    except KeyboardInterrupt:
        return _tell("stopped; the next run goes on from here", 1)


def _call(
    modules: dict[str, str],
    name: str,
    settings: config.Settings,
    given: argparse.Namespace,
) -> int:
    return getattr(importlib.import_module(modules[name]), name)(settings, given)


def _tell(error: object, code: int) -> int:
    """Print one clear sentence to the error stream; returns the exit code."""
    print(f"first-rung: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
