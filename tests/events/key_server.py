"""A server of public keys, over a real socket."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
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


class ThreadedKeyServer:
    """Serves a key from threads, to loops that come and go, once `answer` is set."""

    def __init__(self, pem: str) -> None:
        self.answer = Event()
        self.requests = 0
        self._asked = Condition()
        told = document(pem)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:  # noqa: N805 - as the library calls it; `self` is the server
                self._count()
                self.answer.wait(30)
                try:
                    handler.send_response(200)
                    handler.send_header("Content-Length", str(len(told)))
                    handler.end_headers()
                    handler.wfile.write(told)
                except OSError:  # who asked is gone
                    pass

            def log_message(handler, *_: object) -> None:  # noqa: N805 - as above
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(30)

    def until_asked(self, times: int) -> None:
        with self._asked:
            assert self._asked.wait_for(lambda: self.requests >= times, 30)

    def _count(self) -> None:
        with self._asked:
            self.requests += 1
            self._asked.notify_all()
