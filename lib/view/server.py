"""What Voilà's server adds for the page: its assets, from this checkout only.

`notebooks/voila.json` names `PageIdentity`: Jupyter's identity provider is the place
where a server may be given further addresses without a package to install.
"""

import gzip
import re
from functools import cache
from typing import Any

import mistune
from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.utils import url_path_join
from tornado import web

from lib import config
from lib.view import page

TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
}
DOCUMENTS = {  # what the footer links to: a file of the project, and its sections
    "method.html": ("README.md", ("## What it answers", "## How years are read")),
    "benchmark.html": ("tests/EXPERIENCE.md", ()),
}


class PageIdentity(PasswordIdentityProvider):
    """Jupyter's own token or password, and the page's template and assets beside it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Voilà looks for templates only where packages install them. Its own list is
        # still open at this point; this checkout's folder goes in front of it.
        if hasattr(self.parent, "template_paths"):
            self.parent.template_paths = [
                str(page.STATIC),
                *self.parent.template_paths,
            ]

    def get_handlers(self) -> list[tuple[Any, ...]]:
        base = getattr(self.parent, "server_url", None) or "/"
        asset = url_path_join(base, r"/page/([a-z.]+)")
        return [*super().get_handlers(), (asset, Asset)]


class Asset(web.RequestHandler):
    """One of the page's few files, compressed once, checked by its tag thereafter."""

    def set_default_headers(self) -> None:
        for name, value in self.settings.get("headers", {}).items():
            self.set_header(name, value)

    def get(self, name: str) -> None:
        if name not in NAMES:
            raise web.HTTPError(404)
        content, packed, tag = read(name)
        if name == "client.js":
            self.xsrf_token  # noqa: B018  sets the cookie that ending a kernel asks for
        self.set_header("Content-Type", TYPES[name.rsplit(".", 1)[1]])
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-cache")  # ask, and mostly hear "unchanged"
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("Etag", tag)
        if self.check_etag_header():
            self.set_status(304)
        elif "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.write(packed)
        else:
            self.write(content)


NAMES = ("client.js", "view.js", "view.css", "icon.svg", "plotly.min.js", *DOCUMENTS)


@cache
def read(name: str) -> tuple[bytes, bytes, str]:
    """An asset: as it is, compressed, and its tag."""
    if name == "view.js":
        content = page.browser_module().encode()
    elif name == "plotly.min.js":
        content = page.plotly_bundle().read_bytes()
    elif name in DOCUMENTS:
        content = document(name).encode()
    else:
        content = (page.STATIC / name).read_bytes()
    return content, gzip.compress(content, 6), f'"{page.fingerprint(content)}"'


def document(name: str) -> str:
    """One of the project's own documents as a web page; markup in it stays text."""
    file, headings = DOCUMENTS[name]
    text = (config.ROOT / file).read_text(encoding="utf-8")
    if headings:
        parts = re.split(r"(?m)^(?=## )", text)
        wanted = [part for part in parts if part.startswith(headings)]
        text = "".join(wanted)
    body = mistune.create_markdown(escape=True, plugins=["table"])(text)
    body = re.sub(r'<a href="(?!https?:)[^"]*">(.*?)</a>', r"\1", body)
    return (
        (page.STATIC / "document.html")
        .read_text(encoding="utf-8")
        .replace("<!-- body -->", str(body))
    )
