"""What `run_pipeline.py --check` looks at, each with one clear sentence."""

import argparse
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.robotparser import RobotFileParser

from lib import account, config, lake, local, publish, warehouse
from lib.config import Settings
from lib.errors import PipelineError, ServiceDown, WrongSetting
from lib.scrape import board_hour, hour, searches

Check = tuple[str, Callable[[], str]]


def check(settings: Settings, given: argparse.Namespace) -> int:
    """Say what is configured, reach each service, and name what is missing.

    Returns: 0 when all answer, 1 otherwise.
    """
    faults = 0
    for name, inspect in checks(settings):
        try:
            print(f"ok       {name}: {inspect()}")
        except (PipelineError, OSError) as error:
            faults += 1
            print(f"missing  {name}: {error}")
    return 1 if faults else 0


def checks(settings: Settings) -> list[Check]:
    """Each thing a run needs: its name, and a function that says what it found.

    The functions raise a PipelineError that names what is missing.
    """
    return [
        ("outputs", lambda: _outputs(settings)),
        ("searches", lambda: _searches(settings)),
        ("board", lambda: _board(settings)),
        ("company boards", lambda: _company_boards(settings)),
        ("lake", lambda: _lake(settings)),
        ("warehouse", lambda: _warehouse(settings)),
        ("publication", lambda: _publication(settings)),
        *(
            [("account", lambda: account.prove(settings))]
            if settings.snowflake_connection
            else []
        ),
    ]


def _outputs(settings: Settings) -> str:
    settings.outputs.mkdir(parents=True, exist_ok=True)
    probe = settings.outputs / ".check"
    probe.touch()
    probe.unlink()
    return f"{settings.outputs} can be written"


def _searches(settings: Settings) -> str:
    plan = searches.load(settings.searches)
    counts = f"{len(plan.search)} searches and {len(plan.board)} boards"
    return f"{counts} in {settings.searches}"


def _board(settings: Settings) -> str:
    plan = searches.load(settings.searches)
    if not hour.asks_searches(settings, plan):
        return "none: only boards that companies publish are read"
    url = settings.board_url or local.board_url(settings)
    loopback = config.is_loopback(url)
    try:
        with urllib.request.urlopen(f"{url}/robots.txt", timeout=10) as answer:
            lines = answer.read(500_000).decode(errors="replace").splitlines()
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise ServiceDown(f"{url} answered {error.code} for robots.txt") from error
        lines = []
    except OSError as error:
        raise ServiceDown(f"{url} cannot be reached: {error}") from error
    if not (loopback or settings.board_permission):
        rules = RobotFileParser()
        rules.parse(lines)
        if not rules.can_fetch("first-rung", f"{url}/jobs-guest/jobs/api/"):
            raise WrongSetting(
                f"{url} forbids crawlers in its robots.txt: ask the site for "
                "permission, then set FIRST_RUNG_BOARD_PERMISSION=yes"
            )
    return f"{'the demo board' if not settings.board_url else 'a board'} at {url}"


def _company_boards(settings: Settings) -> str:
    plan = searches.load(settings.searches)
    counts = board_hour.count_postings(settings, plan)
    told = [f"{count} postings of {label}" for label, count in counts.items()]
    return ", ".join(told) or "none named"


def _lake(settings: Settings) -> str:
    store = lake.open_lake(settings)
    kind = "Amazon S3 or like it" if settings.lake else "the embedded store"
    return f"{kind}, s3://{store.bucket}/{store.prefix}"


def _warehouse(settings: Settings) -> str:
    session = warehouse.open_session(settings, tag="first_rung/check")
    version = warehouse.run_text(session, "select current_version() as version")
    session.close()
    kind = settings.snowflake_connection or "embedded"
    return f"{kind}, answers as version {version[0]['version']}"


def _publication(settings: Settings) -> str:
    found = publish.read_manifest(settings.published)
    if not found:
        return "none yet; the first run makes one"
    return f"data as of {found['data_as_of']}, run {found['run_id']}"
