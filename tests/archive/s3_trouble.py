"""A proxy in front of an S3 server, which answers in its place while there is trouble."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO

from aiohttp import ClientSession, DummyCookieJar, web
from yarl import URL

REFUSAL = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{}</Code><Message>Because.</Message></Error>'


class S3Trouble:
    """What the proxy answers, and whether a request meets it; `met` names those that did, `passed` the others."""

    def __init__(self, behind: str) -> None:
        self._behind = behind
        self.url = ""
        self.met: list[str] = []
        self.passed: list[str] = []
        self._status, self._code = 0, ""
        self._hits: Callable[[web.Request], bool] = lambda _: False

    def answers(self, status: int, code: str, hits: Callable[[web.Request], bool] = lambda _: True) -> None:
        """Answer so from now on; 0 breaks the connection off."""
        self._status, self._code, self._hits = status, code, hits

    def is_over(self) -> None:
        """Let everything through."""
        self._hits = lambda _: False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        name = f"{request.method} {request.path_qs}"
        if self._hits(request):
            self.met.append(name)
            if self._status == 0 and request.transport is not None:
                request.transport.abort()
            text = "" if request.method == "HEAD" else REFUSAL.format(self._code)
            return web.Response(status=self._status or 500, text=text, content_type="application/xml")
        self.passed.append(name)
        return await self._pass_on(request, body)

    async def _pass_on(self, request: web.Request, body: bytes) -> web.StreamResponse:
        url = URL(self._behind + request.raw_path, encoded=True)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OF_A_HOP}
        async with (
            ClientSession(auto_decompress=False, cookie_jar=DummyCookieJar()) as session,
            session.request(request.method, url, data=BytesIO(body), headers=headers) as answer,
        ):
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OF_A_HOP}
            if request.method == "HEAD":
                kept["Content-Length"] = answer.headers.get("Content-Length", "0")
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)


_OF_A_HOP = {"connection", "content-length", "date", "host", "server", "transfer-encoding"}


@asynccontextmanager
async def s3_trouble(behind: str) -> AsyncIterator[S3Trouble]:
    """Run the proxy."""
    trouble = S3Trouble(behind)
    app = web.Application(client_max_size=1 << 30)
    app.router.add_route("*", "/{path:.*}", trouble.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        trouble.url = "http://{}:{}".format(*runner.addresses[0][:2])
        yield trouble
    finally:
        await runner.cleanup()
