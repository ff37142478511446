"""The request that opens a WebSocket, and why it is refused."""

from collections.abc import Collection
from typing import NamedTuple

from aiohttp import web

from realtimekit_async.emulator.world.answers import encode

SUBPROTOCOL = "realtimekit.v1"
SUBSCRIPTIONS = ("transcript", "participant", "broadcast")
PARAMETERS = ("subscriptions", "connection_id")
TRY_AGAIN = 500  # from this status on a refusal may pass, unless a test says otherwise


class UpgradeRefusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of the emulator
    """Answers an upgrade with an HTTP error instead."""

    def __init__(self, status: int, code: str, message: str, *, retryable: bool | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retryable: bool = status >= TRY_AGAIN if retryable is None else retryable

    def response(self) -> web.Response:
        """Build the answer."""
        error = {"code": self.code, "message": self.message, "retryable": self.retryable}
        body = encode({"success": False, "error": error})
        return web.Response(status=self.status, body=body, content_type="application/json")


class Upgrade(NamedTuple):
    """What an agent wants; no subscriptions means those it has, no connection id a new connection."""

    token: str
    subscriptions: frozenset[str] | None
    connection_id: str | None


def read_upgrade(http: web.BaseRequest) -> Upgrade:
    """Read an upgrade, or refuse it."""
    if http.method != "GET" or http.headers.get("Upgrade", "").lower() != "websocket":
        raise UpgradeRefusal(400, "BAD_REQUEST", "A WebSocket upgrade is expected")
    offered = http.headers.getall("Sec-WebSocket-Protocol", [])
    if SUBPROTOCOL not in _listed(",".join(offered)):
        raise UpgradeRefusal(400, "BAD_REQUEST", f"The subprotocol {SUBPROTOCOL} is missing")
    query = http.rel_url.query
    _allow(query, PARAMETERS, "parameter")
    subscriptions, connection_id = query.get("subscriptions"), query.get("connection_id")
    wanted = None if subscriptions is None else frozenset(_listed(subscriptions))
    _allow(wanted or (), SUBSCRIPTIONS, "subscription")
    if connection_id == "":
        raise UpgradeRefusal(400, "INVALID_QUERY", "connection_id is empty")
    scheme, _, token = http.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise unauthenticated()
    return Upgrade(token.strip(), wanted, connection_id)


def unauthenticated() -> UpgradeRefusal:
    """Refuse a token that is missing, expired or none of ours."""
    return UpgradeRefusal(401, "UNAUTHENTICATED", "A valid participant token is needed")


def connection_not_found(connection_id: str) -> UpgradeRefusal:
    """Refuse to resume what is not there, or is somebody else's."""
    return UpgradeRefusal(404, "CONNECTION_NOT_FOUND", f"No connection found with id {connection_id}")


def too_many_connections(most: int) -> UpgradeRefusal:
    """Refuse a connection beyond the bound of the emulator; no bound is documented of the API."""
    return UpgradeRefusal(503, "TOO_MANY_CONNECTIONS", f"The emulator keeps at most {most:,} WebSockets open")


def _listed(values: str) -> list[str]:
    return [value.strip() for value in values.split(",")]


def _allow(given: Collection[str], known: tuple[str, ...], kind: str) -> None:
    for name in given:
        if name not in known:
            raise UpgradeRefusal(400, "INVALID_QUERY", f"Unknown {kind} {name!r}: there is {', '.join(known)}")
