"""Settings, read once from the environment and `.env`, and every path."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from lib.errors import WrongSetting

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SQL = ROOT / "sql"
HOUR_FORMAT = "%Y-%m-%dT%H"


@dataclass(frozen=True)
class Settings:
    """What the user chose; an empty string means the embedded default."""

    outputs: Path
    board_url: str
    board_permission: bool
    searches: Path
    snowflake_connection: str
    lake: str
    entry_level_years: float
    stale_after_hours: float
    catch_up_hours: float
    time_limit_minutes: float
    channels: str = field(repr=False)
    ping_url: str = field(repr=False)
    tell_again_hours: float
    free_disk_gb: float
    snowflake_schema: str = ""

    @property
    def source(self) -> str:
        """Short name of the board in keys and tables: `demo`, or the board's host."""
        return urlsplit(self.board_url).hostname or "demo"

    @property
    def runs(self) -> Path:
        return self.outputs / "runs"

    @property
    def published(self) -> Path:
        return self.outputs / "published"

    @property
    def local(self) -> Path:
        return self.outputs / "local"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; the environment wins over `.env` in the project's folder.

    With `environment` nothing else is read: `load({})` gives the defaults.

    Raises: WrongSetting, naming the variable and what it accepts.
    """
    given: Mapping[str, str | None]
    if environment is None:
        given = {**dotenv_values(ROOT / ".env"), **os.environ}
    else:
        given = environment

    def text(name: str, default: str = "") -> str:
        return (given.get(f"FIRST_RUNG_{name}") or default).strip()

    def number(name: str, default: str) -> float:
        value = text(name, default)
        try:
            parsed = float(value)
        except ValueError:
            parsed = -1.0
        if not 0 <= parsed < float("inf"):
            raise WrongSetting(
                f"FIRST_RUNG_{name} is {value!r}: give a number, 0 or more"
            )
        return parsed

    permission = text("BOARD_PERMISSION").lower()
    if permission not in {"", "yes", "no"}:
        raise WrongSetting(
            f"FIRST_RUNG_BOARD_PERMISSION is {permission!r}: "
            "give yes, or leave it empty"
        )
    board_url = text("BOARD_URL").rstrip("/")
    if board_url and not board_url.startswith(("http://", "https://")):
        raise WrongSetting(
            f"FIRST_RUNG_BOARD_URL is {board_url!r}: "
            "give an address that starts with http:// or https://"
        )
    lake = text("LAKE").rstrip("/")
    if lake and not (lake.startswith("s3://") and len(lake) > len("s3://")):
        raise WrongSetting(f"FIRST_RUNG_LAKE is {lake!r}: give s3://bucket/prefix")
    return Settings(
        outputs=_path(text("OUTPUTS", "outputs")),
        board_url=board_url,
        board_permission=permission == "yes",
        searches=_path(text("SEARCHES", "searches.toml")),
        snowflake_connection=text("SNOWFLAKE_CONNECTION"),
        lake=lake,
        entry_level_years=number("ENTRY_LEVEL_YEARS", "1"),
        stale_after_hours=number("STALE_AFTER_HOURS", "3"),
        catch_up_hours=number("CATCH_UP_HOURS", "6"),
        time_limit_minutes=number("TIME_LIMIT_MINUTES", "55"),
        channels=text("CHANNELS"),
        ping_url=text("PING_URL"),
        tell_again_hours=number("TELL_AGAIN_HOURS", "6"),
        free_disk_gb=number("FREE_DISK_GB", "1"),
        snowflake_schema=text("SNOWFLAKE_SCHEMA"),
    )


def environment(settings: Settings) -> dict[str, str]:
    """The settings as variables, empty ones too: `load` of them gives the same ones."""
    values = {one.name: getattr(settings, one.name) for one in fields(settings)}
    values["board_permission"] = "yes" if settings.board_permission else ""
    return {f"FIRST_RUNG_{name.upper()}": str(value) for name, value in values.items()}


def parse_hour(text: str) -> datetime:
    """`2026-11-24T01` as the UTC start of that hour.

    Raises: WrongSetting when the text is no such hour.
    """
    try:
        return datetime.strptime(text, HOUR_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise WrongSetting(
            f"{text!r} is not an hour: write it like 2026-11-24T01 (UTC)"
        ) from None


def format_hour(hour: datetime) -> str:
    return hour.strftime(HOUR_FORMAT)


def last_complete_hour(now: datetime) -> datetime:
    """The hour before the one `now` lies in; `now` must carry a time zone."""
    whole = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return whole - timedelta(hours=1)


def is_loopback(url: str) -> bool:
    """Whether an address is on this very computer."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


def _path(text: str) -> Path:
    path = Path(text).expanduser()
    return path if path.is_absolute() else ROOT / path
