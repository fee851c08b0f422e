"""What a person is told, through a real mail server and a real web server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack
from receivers import Mailbox, Web, mailbox, make_certificate, web

from lib import channels, config, manifest, telling
from lib.config import Settings
from lib.errors import StageFailed, WrongSetting
from lib.run_record import Failure, RunRecord

HOUR = config.parse_hour("2026-11-20T15")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as running:
        yield running


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as running:
        yield running


def settings(tmp_path: Path, **more: str) -> Settings:
    given = {f"FIRST_RUNG_{name}": value for name, value in more.items()}
    return config.load({"FIRST_RUNG_OUTPUTS": str(tmp_path), **given})


def failure(line: str = "the board refused the crawl after 12 pages") -> StageFailed:
    at = Failure(
        stage="scrape",
        cell=4,
        section="Ask the board, once",
        error="BoardRefused",
        first_line=line,
        notebook="/runs/01_scrape.ipynb",
    )
    return StageFailed(f"scrape failed: {line}", at)


def done_run(made: Settings, hour: str = "2026-11-20T14") -> RunRecord:
    run = manifest.open_run(made, hour, "20261120T150700Z")
    began = manifest.begin(run, made)
    return manifest.save(run, began.model_copy(update={"outcome": "done"}))


def test_a_failure_reaches_the_operator_by_mail(tmp_path: Path, box: Mailbox) -> None:
    made = settings(tmp_path, CHANNELS=f"operator={box.address}")
    done_run(made)

    assert telling.failed(made, failure(), HOUR)

    (mail,) = box.mails
    assert mail["subject"] == "First Rung failed in scrape"
    assert mail["to"] == "me@example.org"
    assert box.texts()[0].splitlines()[2:] == [
        "Hour: 2026-11-20T15 UTC",
        "Stage: scrape",
        "Cell: 4, Ask the board, once",
        "Error: BoardRefused",
        "First line: the board refused the crawl after 12 pages",
        "Notebook: /runs/01_scrape.ipynb",
        "Last good run: 2026-11-20T14, run 20261120T150700Z",
    ]


def test_the_same_cause_is_told_once_and_the_recovery_too(
    tmp_path: Path, box: Mailbox
) -> None:
    made = settings(tmp_path, CHANNELS=f"operator={box.address}")

    for pages in (12, 13, 14):
        telling.failed(made, failure(f"the board refused the crawl after {pages}"))
    telling.failed(made, failure("the disk is full"))
    for _ in range(2):
        telling.done(made, done_run(made))
    telling.failed(made, failure("the disk is full"))
    telling.done(made, done_run(made))

    assert [mail["subject"] for mail in box.mails] == [
        "First Rung failed in scrape",
        "First Rung failed in scrape",
        "First Rung works again",
    ]
    assert "It had failed 4 times" in box.texts()[2]


def test_the_same_cause_is_told_again_after_the_set_time(
    tmp_path: Path, box: Mailbox
) -> None:
    made = settings(tmp_path, CHANNELS=f"operator={box.address}", TELL_AGAIN_HOURS="0")

    telling.failed(made, failure())
    telling.failed(made, failure())

    assert len(box.mails) == 2


def test_a_message_that_was_not_taken_is_sent_again(tmp_path: Path, site: Web) -> None:
    host = site.address.removeprefix("http://")
    made = settings(tmp_path, CHANNELS=f"operator=json://{host}/hook")

    site.status = 500
    assert not telling.failed(made, failure())
    site.status = 200
    assert telling.failed(made, failure())
    assert not telling.failed(made, failure())

    assert len(site.asked) == 2


def test_each_kind_of_chat_gets_its_own_body(
    tmp_path: Path, site: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = site.address.removeprefix("http://")
    # these two have fixed addresses; all the rest of their code is used
    monkeypatch.setattr(NotifySlack, "webhook_url", f"{site.address}/slack")
    monkeypatch.setattr(NotifyDiscord, "notify_url", f"{site.address}/discord")
    addresses = [
        f"slack://T1{'X' * 8}/B1{'X' * 8}/{'x' * 24}",
        f"discord://{'1' * 18}/{'x' * 60}",
        f"ntfy://{host}/first-rung",
        f"json://{host}/hook",
    ]
    named = " ".join(f"operator={address}" for address in addresses)
    made = settings(tmp_path, CHANNELS=named)

    assert telling.failed(made, failure("a title <!channel> @everyone"))

    bodies = {path.split("/")[1]: body for _, path, body in site.asked}
    title = "First Rung failed in scrape"
    assert json.loads(bodies["slack"])["attachments"][0]["title"] == title
    assert title in json.loads(bodies["discord"])["content"]
    assert json.loads(bodies["hook"])["title"] == title
    assert json.loads(bodies[""])["topic"] == "first-rung"
    assert all("@everyone" not in body for body in bodies.values())


def test_teams_gets_a_card(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path / "certificate.pem")
    with web(certificate) as site:
        host = site.address.removeprefix("https://")
        address = f"workflows://{host}/WORKFLOW/{'s' * 20}?verify=no"
        made = settings(tmp_path, CHANNELS=f"operator={address}")

        assert telling.failed(made, failure())

    ((_, path, body),) = site.asked
    assert path.startswith("/workflows/WORKFLOW/")
    (card,) = json.loads(body)["attachments"]
    assert card["content"]["type"] == "AdaptiveCard"


def test_a_monitor_hears_of_good_runs_and_bad_ones(tmp_path: Path, site: Web) -> None:
    made = settings(tmp_path, PING_URL=f"{site.address}/ping/abc")

    telling.done(made, done_run(made))
    telling.failed(made, failure())

    paths = [path for _, path, _ in site.asked]
    assert paths == ["/ping/abc", "/ping/abc/fail"]


def test_a_monitor_that_is_down_harms_no_run(tmp_path: Path) -> None:
    made = settings(tmp_path, PING_URL="http://127.0.0.1:9/ping")

    telling.done(made, done_run(made))


def test_a_wrong_channel_is_named_without_its_secret(tmp_path: Path) -> None:
    made = settings(tmp_path, CHANNELS="operator=json://x/ s3cr3t-word")

    with pytest.raises(WrongSetting, match="at its 2. word") as raised:
        channels.names(made)

    assert "s3cr3t" not in str(raised.value)


def test_a_state_that_cannot_be_read_is_begun_anew(
    tmp_path: Path, box: Mailbox
) -> None:
    made = settings(tmp_path, CHANNELS=f"operator={box.address}")
    (tmp_path / "telling.json").write_text('{"causes": ')

    assert telling.failed(made, failure())
