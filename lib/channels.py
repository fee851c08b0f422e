"""Where messages go: named addresses of apprise, kept in one setting.

https://github.com/caronc/apprise/wiki lists the addresses: mailto:// for SMTP, slack://,
discord://, ntfy://, msteams://, json:// and many more.
"""

import logging
import re

from lib.config import Settings
from lib.errors import WrongSetting

OPERATOR = "operator"


def names(settings: Settings) -> dict[str, list[str]]:
    """The addresses of each channel, by its name.

    Raises: WrongSetting; an address is never part of the message, since it holds a
    password.
    """
    found: dict[str, list[str]] = {}
    for number, pair in enumerate(settings.channels.split(), start=1):
        name, _, address = pair.partition("=")
        if not re.fullmatch(r"[\w-]+", name) or "://" not in address:
            raise WrongSetting(
                f"FIRST_RUNG_CHANNELS is wrong at its {number}. word: "
                "give NAME=ADDRESS pairs, apart by spaces"
            )
        found.setdefault(name, []).append(address)
    return found


def send(settings: Settings, channel: str, title: str, body: str) -> bool:
    """Send plain text to every address of a channel.

    Returns: whether all took it; an unknown channel takes nothing.
    """
    # a third of a second that a run with nothing to say does not pay
    import apprise

    # its log names addresses
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    addresses = names(settings).get(channel, [])
    post = apprise.Apprise()
    known = [post.add(address) for address in addresses]
    if not addresses or not all(known):
        return False
    return bool(
        post.notify(
            title=harmless(title),
            body=harmless(body),
            body_format=apprise.NotifyFormat.TEXT,
            interpret_escapes=False,
        )
    )


def harmless(text: str) -> str:
    """Words of strangers, without what a chat would take for a command.

    A word joiner behind @ and < leaves the text as it looks: `@everyone` and
    `<!channel>` would call everybody of a chat.
    """
    return re.sub(r"([@<])(?=\S)", "\\1\u2060", text)
