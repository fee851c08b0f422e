"""The server's HTTP side: who may come in, who is still there, what is never a 500."""

import gzip
import hmac
import json
import secrets
from typing import Any

import fakesnow.server as server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from lib.local.fakesnow_patches import statements

UPLOAD_KEY = secrets.token_urlsafe(24)
_connected: set[tuple[str, int]] = set()


class Protocol(H11Protocol):
    """Remembers which clients are connected, so that a dead one holds up nobody."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        _connected.add(self.client)

    def connection_lost(self, exc: Exception | None) -> None:
        _connected.discard(self.client)
        super().connection_lost(exc)


class Sessions(dict[str, Any]):
    """Open sessions; one that ends leaves no transaction and no DuckDB connection."""

    def __delitem__(self, token: str) -> None:
        connection = self[token]
        super().__delitem__(token)
        statements.end_session(connection)
        connection.close()


def apply() -> None:
    server.sessions = Sessions(server.sessions)
    server.gcs_stage_info = _with_upload_key(server.gcs_stage_info)
    statements.is_connected = lambda connection: (
        getattr(connection, "_client", None) in _connected
    )


def build(password: str) -> Starlette:
    """The application: fakesnow's own routes, each behind its guard.

    A session is for who knows the password of this folder; fakesnow asks for none.
    Other users of the computer can reach the port, and functions are code.
    """

    async def login(request: Request) -> Response:
        given = json.loads(await _body(request))["data"].get("PASSWORD") or ""
        if not hmac.compare_digest(given.encode(), password.encode()):
            return _refusal("390100", "Incorrect username or password was specified.")
        return _with_master_token(await server.login_request(request))

    routes = [
        Route("/healthz", lambda request: PlainTextResponse("ok")),
        Route("/session/v1/login-request", login, methods=["POST"]),
        Route("/session", server.session, methods=["POST"]),
        Route("/session/heartbeat", server.session, methods=["POST"]),
        Route("/queries/v1/query-request", _query, methods=["POST"]),
        Route("/queries/v1/abort-request", _abort, methods=["POST"]),
        Route("/fs_bucket/{path:path}", _upload, methods=["PUT"]),
        Route("/monitoring/queries/{sfqid}", server.monitoring_query, methods=["GET"]),
    ]
    return Starlette(routes=routes)


async def _query(request: Request) -> Response:
    try:
        server.to_conn(server.to_token(request))._client = request.scope["client"]
    except server.ServerError as error:
        return _refusal(error.code, error.message)
    try:
        answer = await server.query_request(request)
    except Exception as error:  # what a result cannot be turned into
        server.logger.error("a result could not be sent", exc_info=error)
        return _refusal("100132", f"{type(error).__name__}: {error}")
    if answer.status_code < 500:
        return answer
    told = json.loads(bytes(answer.body))
    return _refusal("100132", f"not understood: {told['message']}")


async def _abort(request: Request) -> Response:
    """Stop what a session is doing; fakesnow says so and lets it go on."""
    try:
        server.to_conn(server.to_token(request))._duck_conn.interrupt()
    except server.ServerError as error:
        return _refusal(error.code, error.message)
    return JSONResponse({"data": None, "success": True})


async def _upload(request: Request) -> Response:
    if request.query_params.get("key") != UPLOAD_KEY:
        return Response(status_code=403)
    return await server.bucket_upload(request)


def _with_master_token(answer: Response) -> Response:
    """Give a session the second token that its client needs to end it.

    Without one the connector cannot log out. It stays open when it is closed, the
    server keeps its session, and a Snowpark program waits at its end for a server that
    has gone.
    """
    told = json.loads(bytes(answer.body))
    if told.get("success"):
        told["data"].setdefault("masterToken", secrets.token_urlsafe(32))
    return JSONResponse(told, answer.status_code)


def _with_upload_key(stage_info: Any) -> Any:
    """Uploads carry a key: what is uploaded may be code."""

    def patched(*args: Any) -> dict[str, Any]:
        told = stage_info(*args)
        return told | {"presignedUrl": f"{told['presignedUrl']}?key={UPLOAD_KEY}"}

    return patched


def _refusal(code: str, message: str) -> JSONResponse:
    data = {"errorCode": code, "sqlState": "P0000"}
    return JSONResponse(
        {"data": data, "code": code, "message": message, "success": False}
    )


async def _body(request: Request) -> bytes:
    body = await request.body()
    packed = request.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(body) if packed else body
