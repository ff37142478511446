"""Webhooks in an ASGI server: FastAPI, Starlette, or by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias, cast

from .answering import answer
from .receiver import Receiver
from .router import Router

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


class ClientLeft(Exception):  # noqa: N818 - it ends the reading, nothing more
    """The sender has hung up before its body was complete."""


class ASGIApp:
    """An ASGI application that takes deliveries.

    `app.mount("/webhooks", ASGIApp(receiver, router))` serves `/webhooks/` in FastAPI and Starlette: register the
    URL with the slash, for RealtimeKit follows no redirect. Without one: `Route("/webhooks", ASGIApp(receiver,
    router, path="/webhooks"))`. Served by itself it drains the router at the end of its lifespan; a mounted one
    is not told, so the application around it has `async with router:` in its lifespan.

    Example:
        >>> hooks = ASGIApp(Receiver(KeyRing()), Router())  # app.mount("/webhooks", hooks)
    """

    def __init__(self, receiver: Receiver, router: Router, *, path: str = "/") -> None:
        self._receiver = receiver
        self._router = router
        self._path = path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            status = await self._status(scope, receive)
            headers = [(b"content-length", b"0"), *([(b"allow", b"POST")] if status == 405 else [])]  # noqa: PLR2004
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _status(self, scope: Scope, receive: Receive) -> int:
        if not self._is_here(scope):
            return 404
        if scope["method"] != "POST":
            return 405
        headers = cast("Iterable[tuple[bytes, bytes]]", scope["headers"])
        try:
            return await answer(self._receiver, self._router, headers, _chunks(receive))
        except ClientLeft:
            return 400

    def _is_here(self, scope: Scope) -> bool:
        """Return whether the path is this application's, below the place where it is mounted."""
        path, root = scope["path"].rstrip("/"), scope.get("root_path", "").rstrip("/")
        # `root_path` may have more than `path`: a proxy cuts off a prefix, or the whole place of the mount.
        return (root + self._path).endswith(path) and path.endswith(self._path) and path[:1] in {"", "/"}

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._router:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        yield message.get("body") or b""
        more = message.get("more_body", False)
