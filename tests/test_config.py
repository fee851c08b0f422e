"""Settings and hours."""

import re
from datetime import UTC, datetime

import pytest

from lib import config
from lib.errors import WrongSetting


def test_no_settings_mean_the_embedded_default() -> None:
    settings = config.load()

    assert settings.outputs == config.ROOT / "outputs"
    assert settings.source == "demo"
    assert (settings.lake, settings.snowflake_connection) == ("", "")


def test_settings_survive_the_way_through_the_environment() -> None:
    given = config.load(
        {"FIRST_RUNG_BOARD_PERMISSION": "yes", "FIRST_RUNG_LAKE": "s3://bucket/jobs"}
    )

    passed = config.environment(given)

    assert config.load(passed) == given
    example = (config.ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(passed) == set(re.findall(r"^(FIRST_RUNG_\w+)=", example, re.MULTILINE))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOARD_URL", "linkedin.com"),
        ("BOARD_PERMISSION", "maybe"),
        ("LAKE", "bucket/prefix"),
        ("LAKE", "s3://"),
        ("ENTRY_LEVEL_YEARS", "two"),
        ("ENTRY_LEVEL_YEARS", "-1"),
        ("STALE_AFTER_HOURS", "nan"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"FIRST_RUNG_{name}", value)

    with pytest.raises(WrongSetting, match=f"FIRST_RUNG_{name}"):
        config.load()


def test_a_board_of_ones_own_names_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST_RUNG_BOARD_URL", "https://jobs.example.org/")

    settings = config.load()

    assert settings.board_url == "https://jobs.example.org"
    assert settings.source == "jobs.example.org"


def test_an_hour_reads_back_as_it_is_written() -> None:
    hour = config.parse_hour("2026-11-24T01")

    assert hour == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert config.format_hour(hour) == "2026-11-24T01"


@pytest.mark.parametrize("text", ["yesterday", "2026-11-24", "2026-13-01T00"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(WrongSetting, match="is not an hour"):
        config.parse_hour(text)


def test_the_last_complete_hour_is_the_one_before_this() -> None:
    now = datetime(2026, 11, 24, 0, 7, tzinfo=UTC)

    assert config.last_complete_hour(now) == datetime(2026, 11, 23, 23, tzinfo=UTC)
