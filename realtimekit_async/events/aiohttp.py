"""Webhooks in an aiohttp server."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from .answering import answer
from .receiver import Receiver
from .router import Router


def aiohttp_handler(receiver: Receiver, router: Router) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make the handler of a route.

    `app.add_routes([web.post("/webhooks", aiohttp_handler(receiver, router))])` takes deliveries there. Drain the
    router when the server ends: `app.on_cleanup.append(lambda app: router.aclose())`.

    Example:
        >>> from aiohttp import web
        >>> router = Router()
        >>> app = web.Application()
        >>> _ = app.add_routes([web.post("/webhooks", aiohttp_handler(Receiver(KeyRing()), router))])
        >>> app.on_cleanup.append(lambda app: router.aclose())
    """

    async def receive(request: web.Request) -> web.Response:
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        try:
            # Most bodies came with their headers: then nobody has to watch how long one takes.
            content = request.content
            body = content.read_nowait() if content.is_eof() else content.iter_any()
            status = await answer(receiver, router, request.headers, body)
        except (web.RequestPayloadError, OSError):  # the body broke off, or is not what its headers say
            status = 400
        response = web.Response(status=status)
        if not request.content.is_eof():
            response.force_close()  # nobody reads the rest: what came next here would be cut off with it
        return response

    return receive
