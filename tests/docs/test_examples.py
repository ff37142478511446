"""Servers and tests that the documentation prints serve and pass; `test_printed` plays the other programs."""

import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import IO

import pytest

from realtimekit_async.emulator import Emulator
from tests.events.bodies import JOINED, body as body_of
from tests.events.key_server import document
from tests.events.signing import Signer

from ..meeting.browsers import STAND_IN, require_browser
from .pages import the_block_with
from .printed import OTHERS, printed_by

pytestmark = pytest.mark.slow

UPLOADED = body_of("recording.statusUpdate")


SIGNS = {
    "one-browser": "Chromium(sandbox=sandbox)",
    "dask": "distributed",
    "browser-behind-a-proxy": "--proxy-server",
}
"""By which word one knows the blocks that have tests of their own."""
FILES = {
    "web-backend": "backend",
    "starlette": "starlette_rooms",
    "litestar": "litestar_rooms",
    "aiohttp-web": "aiohttp_rooms",
    "django": "django_rooms",
    "webhooks-aiohttp": "receiver",
    "webhooks-fastapi": "keeping",
}
"""The blocks that are files, which `test_printed` tries on their pages and which serve here."""


def title(block: str) -> str:
    return next(name for name, sign in SIGNS.items() if sign in block)


def block_of(name: str) -> str:
    if name in FILES:
        return the_block_with(f"# {FILES[name]}.py\n")
    return next(block for block in OTHERS if title(block) == name)


@pytest.mark.browser
def test_two_meetings_share_a_browser_as_printed(present: Emulator) -> None:
    """Cloudflare's SDK knows no emulator: the tests' own stands in its place."""
    require_browser()
    given = f"sdk={os.fspath(STAND_IN)!r}, base_uri={present.meeting_url!r}, sandbox=sandbox"
    assert printed_by(block_of("one-browser").replace("sandbox=sandbox", given)) == "joined: True True\n"


def test_a_browser_behind_a_proxy_is_told_as_printed() -> None:
    printed_by(block_of("browser-behind-a-proxy"))


SERVE_AIOHTTP = """
import socket, sys
from aiohttp import web
from backend import app
web.run_app(app, sock=socket.socket(fileno=int(sys.argv[1])), print=None)
"""
SERVE_DJANGO = """
import socket, sys
from wsgiref.simple_server import WSGIServer, WSGIRequestHandler
from django.conf import settings
settings.configure(ROOT_URLCONF="backend", ALLOWED_HOSTS=["*"])
from django.core.wsgi import get_wsgi_application
server = WSGIServer(("127.0.0.1", 0), WSGIRequestHandler, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.server_name, server.server_port = "127.0.0.1", 0
server.setup_environ()
server.set_app(get_wsgi_application())
server.serve_forever()
"""
UVICORN = ["-m", "uvicorn", "backend:app", "--log-level", "warning", "--fd"]
BACKENDS = {
    "web-backend": (UVICORN, "title"),
    "starlette": (UVICORN, "title"),
    "litestar": (UVICORN, "title"),
    "aiohttp-web": (["-c", SERVE_AIOHTTP], "title"),
    "django": (["-c", SERVE_DJANGO], "token"),
}
DOCUMENTS = {"web-backend": "/openapi.json", "litestar": "/schema/openapi.json"}


@contextmanager
def backend(name: str, arguments: list[str], directory: Path, **variables: str) -> Iterator[tuple[str, IO[str]]]:
    """Serve a block of the documentation; give its URL and what it prints."""
    (directory / "backend.py").write_text(block_of(name), encoding="utf-8")
    # The socket listens from the start, so a request waits for the server instead of polling for it.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url, number = f"http://127.0.0.1:{listening.getsockname()[1]}", listening.fileno()
        server = subprocess.Popen(
            [sys.executable, *arguments, str(number)],
            env={**os.environ, **variables},
            cwd=directory,
            pass_fds=[number],
            stdout=subprocess.PIPE,
            text=True,
        )
    with server:
        try:
            assert server.stdout is not None
            yield url, server.stdout
        finally:
            server.terminate()


def body_of_answer(url: str, data: bytes | None = None) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=60) as answer:
        return answer.read()


@pytest.mark.parametrize("name", BACKENDS)
def test_a_backend_serves_as_printed(name: str, history: Emulator, tmp_path: Path) -> None:
    arguments, member = BACKENDS[name]
    with backend(name, arguments, tmp_path, **history.environment) as (url, _):
        made = json.loads(body_of_answer(f"{url}/rooms?title=Ada&user=ada", b""))
        assert made[member]
        assert ("POST", "/{app_id}/meetings") in {(request.method, request.route) for request in history.requests}
        if name in DOCUMENTS:
            from openapi_spec_validator import validate

            validate(json.loads(body_of_answer(url + DOCUMENTS[name])))
            rows = body_of_answer(f"{url}/recordings")
            assert b'"output_file_name"' in rows


def test_the_fastapi_application_fits_on_a_page_and_makes_tokens(history: Emulator, tmp_path: Path) -> None:
    assert len(block_of("web-backend").splitlines()) <= 40
    with backend("web-backend", UVICORN, tmp_path, **history.environment) as (url, _):
        meeting = next(meeting for meeting in history.app.meetings.values() if meeting.status == "ACTIVE")
        token = body_of_answer(f"{url}/rooms/{meeting.id}/guests?user_id=u7&name=Ada", b"")
        assert len(json.loads(token)) > 100
        lines = body_of_answer(f"{url}/recordings").splitlines()
        assert {json.loads(line)["status"] for line in lines} == {"UPLOADED"}


WEBHOOKS = {
    "webhooks-aiohttp": (["-c", SERVE_AIOHTTP], "/webhooks", JOINED, "Ada joined Tide tables"),
    "webhooks-fastapi": (
        UVICORN,
        "/webhooks/",
        UPLOADED,
        "to be fetched: tide-tables.mp4",
    ),
}


@pytest.fixture
def key_server() -> Iterator[tuple[Signer, str]]:
    signer = Signer()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(document(signer.pem))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Keys) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield signer, f"http://127.0.0.1:{server.server_port}/.well-known/webhooks.json"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", WEBHOOKS)
def test_webhooks_are_received_as_printed(name: str, key_server: tuple[Signer, str], tmp_path: Path) -> None:
    (signer, keys_url), (arguments, path, body, said) = key_server, WEBHOOKS[name]
    with backend(name, arguments, tmp_path, REALTIMEKIT_WEBHOOK_KEYS_URL=keys_url) as (url, printed):
        request = urllib.request.Request(url + path, data=body, headers=signer.headers(body))
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200
        assert printed.readline().strip() == said


def test_every_block_is_tested() -> None:
    # `dask` in tests/archive, with a Redis; the others here and, where they are files or print, in `test_printed`
    assert sorted(map(title, OTHERS)) == sorted(SIGNS)
