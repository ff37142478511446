"""A server of public keys, over a real socket."""

import json
from collections.abc import Callable
from typing import Self

from aiohttp import web


def document(pem: str) -> bytes:
    return json.dumps({"success": True, "data": {"publicKey": pem}, "message": ""}).encode()


class KeyServer:
    """Serves whatever `body` is, counts requests, and can be away: then its port is closed."""

    def __init__(self, pem: str) -> None:
        self.body = document(pem)
        self.status = 200
        self.requests = 0
        self.before_answer: Callable[[], object] = lambda: None
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/.well-known/webhooks.json"

    async def start(self) -> Self:
        app = web.Application()
        app.add_routes([web.get("/.well-known/webhooks.json", self._answer)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _answer(self, _request: web.Request) -> web.Response:
        self.requests += 1
        self.before_answer()
        return web.Response(status=self.status, body=self.body, content_type="application/json")
