"""The same deliveries over a socket, to every kind of server: the right status, and never a stack trace."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from realtimekit_async.events import (
    ASGIApp,
    Event,
    KeyRing,
    MeetingStarted,
    ParticipantJoined,
    Receiver,
    Router,
    aiohttp_handler,
)

from .bodies import ENDED_BODY, JOINED, STARTED, body
from .uvicorn_server import served

SERVERS = {
    "aiohttp": "/webhooks",
    "fastapi_app": "/webhooks/",
    "behind_a_proxy": "/webhooks/",
    "starlette_app": "/webhooks/",
    "without_slash": "/webhooks",
    "by_itself": "/webhooks",
}


def aiohttp_app(receiver: Receiver) -> web.Application:
    router, handled = Router(wait=True), []

    @router.on(ParticipantJoined)
    async def joined(event: ParticipantJoined) -> None:
        handled.append(f"{event.participant.user_display_name} joined {event.meeting.id}")

    @router.on(MeetingStarted)
    async def breaks(_event: MeetingStarted) -> None:
        raise ValueError("SECRET of the handler")

    @router.otherwise
    def rest(event: Event) -> None:
        handled.append(event.event)

    async def show(_request: web.Request) -> web.Response:
        return web.json_response(handled)

    app = web.Application()
    app.add_routes([web.post("/webhooks", aiohttp_handler(receiver, router)), web.get("/handled", show)])
    app.on_cleanup.append(lambda _: router.aclose())
    return app


async def run(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, lingering_time=1)  # else it waits 10 s for the rest of a body
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}"
    await runner.cleanup()


class Place:
    """Where webhooks are delivered."""

    def __init__(self, http: aiohttp.ClientSession, base: str, path: str) -> None:
        self._http = http
        self.host = http.headers["Host"]
        self.base = base
        self.url = base + path

    async def post(self, content: bytes | AsyncIterator[bytes], headers: dict[str, str], url: str = "") -> int:
        data = BytesIO(content) if isinstance(content, bytes) else content
        async with self._http.post(url or self.url, data=data, headers=headers, allow_redirects=False) as answer:
            assert b"Traceback" not in await answer.read()
            return answer.status

    async def status(self, method: str, url: str = "") -> tuple[int, str | None]:
        async with self._http.request(method, url or self.url, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Allow")

    async def handled(self) -> list[str]:
        async with self._http.get(f"{self.base}/handled") as answer:
            return await answer.json()


ONE_UVICORN = pytest.mark.xdist_group("uvicorn")


@pytest.fixture(
    params=["aiohttp", *(pytest.param(each, marks=ONE_UVICORN) for each in SERVERS if each != "aiohttp")]
)
def server(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def uvicorn(signer, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "uvicorn.log"
    with served("served:by_host", log, PEM=signer.pem) as url:
        yield url
    assert "in ASGI application" not in log.read_text()  # as uvicorn logs an exception that leaves one


def connections(host: str = "x") -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60), headers={"Host": host})


@pytest.fixture
async def place(server, receiver, request) -> AsyncIterator[Place]:
    async with connections(server) as http:
        if server != "aiohttp":
            yield Place(http, request.getfixturevalue("uvicorn"), SERVERS[server])
            return
        async for base in run(aiohttp_app(receiver)):
            yield Place(http, base, SERVERS[server])


@pytest.fixture
def number(request) -> str:
    """Name a body after its test, for some servers live longer than one of them."""
    return request.node.name


async def test_a_delivery_is_handled_once_however_often_it_comes(place, signer, server, number):
    name = f"Ada of {number}"
    content = body("meeting.participantJoined", participant={"userDisplayName": name})
    for prefix in ("rtk-", "dyte-", "RTK-"):
        assert await place.post(content, signer.headers(content, prefix=prefix)) == 200
    if server != "by_itself":
        assert (await place.handled()).count(f"{name} joined meeting-1") == 1


async def test_tomorrow_s_event_is_accepted(place, signer, server, number):
    content = body(f"tomorrow.{number}")
    assert await place.post(content, signer.headers(content)) == 200
    if server != "by_itself":
        assert f"tomorrow.{number}" in await place.handled()


async def test_a_handler_that_fails_has_it_come_again(place, signer):
    for _ in range(2):
        assert await place.post(STARTED, signer.headers(STARTED)) == 500


async def test_what_is_not_from_realtimekit_is_refused(place, signer, successor):
    assert await place.post(JOINED, {}) == 401
    assert await place.post(JOINED, successor.headers(JOINED)) == 401
    assert await place.post(JOINED + b" ", signer.headers(JOINED)) == 401
    assert await place.post(JOINED, {"rtk-signature": "?"}) == 401


async def test_what_is_signed_and_no_event_is_refused(place, signer):
    for odd in (b"", b"{", b"[]", b"\xff"):
        assert await place.post(odd, signer.headers(odd)) == 400


@pytest.fixture
def _refused_early() -> Iterator[None]:
    """Collect here what a client left that was answered in the middle of a large body.

    It may still be closing when its loop ends, and the next test would be told of it.
    """
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


Test = TypeVar("Test")


def refused_early(test: Test) -> Test:
    """Mark a test whose client has not written everything yet and may still be closing when its loop ends."""
    unheard = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    return pytest.mark.usefixtures("_refused_early")(unheard(test))


@refused_early
@pytest.mark.slow
async def test_ten_megabytes_are_refused(place, signer):
    large = body("meeting.ended", padding="x" * 10_000_000)
    assert await place.post(large, signer.headers(large)) == 413


@refused_early
async def test_a_body_that_does_not_say_how_long_it_is_is_measured_too(place, signer):
    async def chunks(size: int) -> AsyncIterator[bytes]:
        for _ in range(size):
            yield b"x" * 65_536

    assert await place.post(chunks(17), signer.headers(b"")) == 413  # the last one is too many

    async def small() -> AsyncIterator[bytes]:
        yield ENDED_BODY[:10]
        yield ENDED_BODY[10:]

    assert await place.post(small(), signer.headers(ENDED_BODY)) == 200


async def test_only_post_is_allowed(place):
    for method in ("GET", "PUT", "DELETE"):
        status, allowed = await place.status(method)
        assert status == 405
        assert allowed is None or "POST" in allowed


async def test_another_path_is_not_found(place, signer):
    for path in ("/", "/webhook", "/webhooks/more", "/webhooks/more/", "//webhooks"):
        assert await place.post(JOINED, signer.headers(JOINED), place.base + path) == 404


async def test_a_sender_that_hangs_up_harms_nobody(place, signer):
    parts = urlsplit(place.url)
    for unfinished in (b"Content-Length: 1000\r\n\r\nhalf", b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(
            f"POST {parts.path} HTTP/1.1\r\nHost: {place.host}\r\nrtk-signature: AAAA\r\n".encode() + unfinished
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    assert await place.post(JOINED, signer.headers(JOINED)) == 200


async def test_a_body_whose_chunks_are_odd_is_refused(place):
    parts = urlsplit(place.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {place.host}\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head.encode() + b"2\r\nab\r\n")
    await writer.drain()
    writer.write(b"ZZ\r\n")
    answer = await reader.read()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    assert not answer or b" 400 " in answer.partition(b"\r\n")[0]


async def test_a_socket_for_websockets_is_closed(place):
    async with connections(place.host) as http:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(place.url)


async def test_a_websocket_is_closed_where_the_server_offers_one(receiver):
    sent: list[object] = []

    async def send(message: object) -> None:
        sent.append(message)

    async def nothing() -> dict[str, object]:
        return {"type": "websocket.connect"}

    await ASGIApp(receiver, Router())({"type": "websocket", "path": "/"}, nothing, send)
    assert sent == [{"type": "websocket.close", "code": 1000}]


class Scope(NamedTuple):
    """What an application is told of a request by the server around it."""

    path: str
    root_path: str


@pytest.mark.parametrize(
    ("own_path", "scope", "is_here"),
    [
        ("/", Scope("/", ""), True),
        ("/", Scope("/webhooks/", "/webhooks"), True),
        ("/", Scope("/webhooks", "/webhooks"), True),
        ("/", Scope("/", "/webhooks"), True),  # a proxy has cut off the place of the mount
        ("/", Scope("", "/webhooks"), True),
        ("/", Scope("/webhooks/", "/api/webhooks"), True),  # or what stands before it
        ("/", Scope("/", "/api/webhooks"), True),
        ("/", Scope("/webhooksX", "/webhooks"), False),
        ("/", Scope("/x", "/webhooks"), False),
        ("/", Scope("/api", "/api/webhooks"), False),
        ("/", Scope("hooks", "/webhooks"), False),
        ("/hooks", Scope("/hooks", "/api"), True),
        ("/hooks", Scope("/api/hooks/", "/api"), True),
        ("/hooks", Scope("/hooks", "/hooks"), True),
        ("/hooks", Scope("/", "/api"), False),
        ("/hooks", Scope("/api", "/api"), False),
        ("/hooks", Scope("/ooks", "/api"), False),
    ],
)
async def test_an_application_finds_itself_whatever_a_proxy_cuts_off(receiver, signer, own_path, scope, is_here):
    sent: list[dict[str, object]] = []
    headers = [(name.encode(), value.encode()) for name, value in signer.headers(JOINED).items()]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": JOINED}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    application = ASGIApp(receiver, Router(), path=own_path)
    await application({"type": "http", "method": "POST", "headers": headers, **scope._asdict()}, receive, send)
    assert sent[0]["status"] == (200 if is_here else 404)


# ── what only one kind of server has ──


@pytest.fixture
async def slow(signer) -> AsyncIterator[tuple[str, Router, asyncio.Event]]:
    opened, router = asyncio.Event(), Router(limit=10, drain_seconds=0.01)

    @router.on(ParticipantJoined)
    async def wait(_event: ParticipantJoined) -> None:
        await opened.wait()

    app = web.Application()
    app.add_routes([web.route("*", "/webhooks", aiohttp_handler(Receiver(KeyRing.pinned(signer.pem)), router))])
    app.on_cleanup.append(lambda _: router.aclose())
    async for base in run(app):
        yield f"{base}/webhooks", router, opened


def one_of_many(number: int) -> bytes:
    return body("meeting.participantJoined", participant={"peerId": f"peer-{number}"})


async def test_in_the_background_the_eleventh_delivery_comes_again(slow, signer):
    url, _, opened = slow
    async with connections() as http:
        place = Place(http, url, "")
        statuses = [
            await place.post(one_of_many(number), signer.headers(one_of_many(number))) for number in range(12)
        ]
        assert statuses == [200] * 10 + [503] * 2
        assert await place.post(one_of_many(3), signer.headers(one_of_many(3))) == 200  # accepted before
        opened.set()
        assert await place.post(one_of_many(11), signer.headers(one_of_many(11))) == 200  # not forgotten


async def test_a_server_that_ends_names_what_it_drops(slow, signer, caplog):
    url, router, _ = slow
    async with connections() as http:
        place = Place(http, url, "")
        headers = signer.headers(JOINED)
        assert await place.post(JOINED, headers) == 200
        assert [delivery.delivery_id for delivery in await router.aclose()] == [headers["rtk-uuid"]]
        assert headers["rtk-uuid"] in caplog.text
        assert await place.post(STARTED, signer.headers(STARTED)) == 503
        assert (await place.status("GET"))[0] == 405


@pytest.mark.slow
async def test_a_connection_whose_body_was_not_read_to_its_end_carries_no_further_delivery(receiver):
    app = web.Application()
    app.add_routes([web.post("/", aiohttp_handler(receiver, Router()))])
    async for base in run(app):
        parts = urlsplit(base)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n"
        writer.write(head.encode() + b"x" * 1_100_000)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        writer.transport.abort()
        assert answer.startswith(b"http/1.1 413")
        assert b"connection: close" in answer


async def test_a_second_arrival_meanwhile_comes_again(signer):
    opened, router = asyncio.Event(), Router(wait=True)
    entered = asyncio.Event()

    @router.on(ParticipantJoined)
    async def wait(_event: ParticipantJoined) -> None:
        entered.set()
        await opened.wait()

    app = web.Application()
    app.add_routes([web.post("/", aiohttp_handler(Receiver(KeyRing.pinned(signer.pem)), router))])
    async for base in run(app):
        async with connections() as http:
            place = Place(http, base, "/")
            first = asyncio.create_task(place.post(JOINED, signer.headers(JOINED)))
            await entered.wait()
            assert await place.post(JOINED, signer.headers(JOINED)) == 503
            opened.set()
            assert await first == 200
            assert await place.post(JOINED, signer.headers(JOINED)) == 200


async def test_while_no_key_can_be_had_deliveries_come_again(signer, key_server):
    await key_server.stop()
    app = aiohttp_app(Receiver(KeyRing(key_server.url, refetch_interval=0.001)))
    async for base in run(app):
        async with connections() as http:
            place = Place(http, base, "/webhooks")
            assert await place.post(JOINED, signer.headers(JOINED)) == 503
            await key_server.start()
            await asyncio.sleep(0.002)
            assert await place.post(JOINED, signer.headers(JOINED)) == 200


async def test_a_receiver_that_breaks_shows_nothing_to_the_sender(signer, caplog):
    class Broken:
        async def verify(self, body: bytes, signature: str) -> None:
            raise LookupError(f"SECRET {len(body)} {signature[:1]}")

    async for base in run(aiohttp_app(Receiver(Broken()))):
        async with (
            connections() as http,
            http.post(f"{base}/webhooks", data=JOINED, headers=signer.headers(JOINED)) as answer,
        ):
            assert (answer.status, await answer.read()) == (500, b"")
    assert "LookupError" in caplog.text


@pytest.mark.slow
def test_uvicorn_drains_what_serves_itself(signer, tmp_path):
    log = tmp_path / "log"
    with served("served:by_itself", log, PEM=signer.pem) as url:
        asyncio.run(_get(url))
    text = log.read_text()
    assert "Application shutdown complete" in text
    assert "Traceback" not in text
    assert "unsupported" not in text


async def _get(url: str) -> None:
    async with connections() as http, http.get(url) as answer:
        assert answer.status == 404


async def test_a_mount_is_not_served_without_its_slash(uvicorn, signer):
    async with connections("fastapi_app") as http:
        place = Place(http, uvicorn, "/webhooks")
        assert await place.post(JOINED, signer.headers(JOINED)) == 307
