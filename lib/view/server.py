"""What Voilà's server adds for the page: its assets, from this checkout only.

`notebooks/voila.json` names `PageIdentity`: Jupyter's identity provider is the place
where a server may be given further addresses without a package to install.
"""

import gzip
from functools import cache
from typing import Any

from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.utils import url_path_join
from tornado import web

from lib.view import page

TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


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


NAMES = ("client.js", "view.js", "view.css", "icon.svg", "plotly.min.js")


@cache
def read(name: str) -> tuple[bytes, bytes, str]:
    """An asset: as it is, compressed, and its tag."""
    if name == "view.js":
        content = page.browser_module().encode()
    elif name == "plotly.min.js":
        content = page.plotly_bundle().read_bytes()
    else:
        content = (page.STATIC / name).read_bytes()
    return content, gzip.compress(content, 6), f'"{page.fingerprint(content)}"'
