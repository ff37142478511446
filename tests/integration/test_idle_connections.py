"""What happens to a connection while nobody asks, and who is not given it then."""

import asyncio
import socket
import threading
from inspect import signature
from typing import Any

import aiohttp
import pytest

from realtimekit_async import RealtimeKit, Retry

from ..doubles.raw_server import MEETING

EVIL = b'{"success":true,"data":{"id":"EVIL","title":"somebody else\'s"}}'
NEVER = Retry(attempts=1)


def unasked(send, sent):
    """Answer, and send something more a moment later, when the connection is idle."""

    async def behave(peer, _seen):
        peer.answer()
        await peer.writer.drain()
        await asyncio.sleep(0.01)
        send(peer)
        sent.set()

    return behave


UNASKED = {
    "an answer": lambda peer: peer.answer(body=EVIL),
    "a proxy's 408": lambda peer: peer.answer(408, b""),
    "no HTTP": lambda peer: peer.send(b"\x00" * 100),
    "the end": lambda peer: peer.close(),
    "a reset": lambda peer: peer.reset(),
}


@pytest.mark.parametrize("what", UNASKED)
async def test_what_comes_unasked_is_the_answer_to_no_call(raw_server, what):
    sent = asyncio.Event()
    async with raw_server(unasked(UNASKED[what], sent)) as server, server.client(retry=NEVER) as rtk:
        await rtk.meetings.get("m1")
        await sent.wait()
        await asyncio.sleep(0.05)
        assert (await rtk.meetings.create(title="mine")).id == "m1"
        assert (await rtk.meetings.get("m1")).id == "m1"
    assert [seen.connection for seen in server.seen] == [1, 2, 2]


async def test_a_connection_on_which_nothing_has_happened_is_used_again(raw_server):
    async with raw_server() as server, server.client(retry=NEVER) as rtk:
        for _ in range(3):
            await rtk.meetings.get("m1")
    assert server.connections == 1


async def test_a_server_that_always_speaks_first_is_asked_once_for_a_call(raw_server, failure):
    async with raw_server() as server, server.client(retry=NEVER, timeout=1) as rtk:

        def greet(peer):
            peer.send(b"220 mail.example.com ESMTP\r\n")
            return True

        server.greet = greet
        async with asyncio.timeout(5):
            await failure(rtk.meetings.get("m1"))
    assert server.connections == 1


class SlowlyClosing(threading.Thread):
    """A server in a thread that closes a connection soon after it has answered on it, whatever the client does."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.asked = 0
        self.closed = threading.Event()

    def run(self) -> None:
        body = b'{"success":true,"data":{"id":"m1"}}'
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                if connection.recv(65536):
                    self.asked += 1
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            self.closed.set()


def test_an_end_that_no_loop_has_read_loses_no_call():
    server = SlowlyClosing()
    server.start()
    port = server.listener.getsockname()[1]
    with asyncio.Runner() as runner:
        rtk = RealtimeKit(
            account_id="a", app_id="b", api_token="t", base_url=f"http://127.0.0.1:{port}", retry=NEVER
        )

        async def create() -> str:
            return (await rtk.meetings.create(title="x")).id

        for calls in range(1, 4):
            server.closed.clear()
            assert runner.run(create()) == "m1"
            assert server.closed.wait(5)  # while the loop does not run
            assert server.asked == calls
        runner.run(rtk.aclose())
    server.listener.close()


# ── connections that are not ours alone ──


@pytest.mark.slow  # by the clock, and long enough for a busy machine
@pytest.mark.parametrize("limits", [{"limit": 2}, {"limit_per_host": 2}, {"limit": 0, "limit_per_host": 2}])
async def test_waiting_for_one_of_a_callers_few_connections_is_no_connecting(raw_server, limits):
    async def slowly(peer, _seen):
        await asyncio.sleep(0.6)
        peer.answer()

    async with (
        raw_server(*[slowly] * 8) as server,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(**limits)) as http,
        server.client(http=http, timeout=2, retry=NEVER, quota=None) as rtk,
    ):
        meetings = await asyncio.gather(*(rtk.meetings.get("m1") for _ in range(8)))
    assert [meeting.id for meeting in meetings] == ["m1"] * 8


async def test_a_wait_for_what_others_use_is_bounded_by_max_wait(raw_server, failure):
    """Here the caller's own request has the only connection."""
    async with (
        raw_server(lambda peer, _seen: peer.stall()) as server,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as http,
        server.client(http=http, timeout=0.1, max_wait=0.1, retry=NEVER) as rtk,
    ):
        own = asyncio.ensure_future(http.get(f"http://{server.authority}/"))
        await server.until(lambda: server.seen)
        error = await failure(rtk.meetings.get("m1"))
        own.cancel()
    assert not error.sent
    assert len(server.seen) == 1


# ── what cannot be read ──


async def test_a_header_that_is_too_long_is_named_once_with_the_setting(raw_server, failure):
    def long(peer, _seen):
        peer.answer(Content_Security_Policy="x" * 9000)

    async with raw_server(long, long) as server:
        async with server.client() as rtk:
            error = await failure(rtk.meetings.get("m1"))
        assert "8,190 bytes" in str(error)
        assert "max_field_size" in str(error)
        assert len(server.seen) == 1
        async with aiohttp.ClientSession(max_field_size=16_000) as http, server.client(http=http) as rtk:
            assert (await rtk.meetings.get("m1")).id == "m1"


BEYOND = {
    "headers": (b"Whatever\r\n" + b"".join(b"x-%d: y\r\n" % number for number in range(300)), "max_headers"),
    "a first line": (b"x" * 9000 + b"\r\n", "max_line_size"),
}


@pytest.mark.parametrize("what", BEYOND)
async def test_too_much_before_the_body_is_named_once_with_the_setting(raw_server, failure, what):
    head, setting = BEYOND[what]
    options: dict[str, Any] = {setting: 16_000}
    if setting not in signature(aiohttp.ClientSession).parameters:
        pytest.skip(f"this aiohttp has no {setting}")

    def long(peer, _seen):
        peer.send(b"HTTP/1.1 200 %sContent-Length: %d\r\n\r\n%s" % (head, len(MEETING), MEETING))

    async with raw_server(long, long) as server:
        async with server.client() as rtk:
            error = await failure(rtk.meetings.get("m1"))
        assert setting in str(error)
        assert len(server.seen) == 1
        async with aiohttp.ClientSession(**options) as http, server.client(http=http) as rtk:
            assert (await rtk.meetings.get("m1")).id == "m1"


# ── tokens that are asked for ──


async def test_a_token_that_nobody_gives_holds_a_call_no_longer_than_an_attempt(raw_server, failure):
    async def never() -> str:
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    async with raw_server() as server, server.client(api_token=never, timeout=0.05, retry=NEVER) as rtk:
        error = await failure(rtk.meetings.get("m1"))
    assert "api_token=… gave no token within 0.05 s" in str(error)
    assert not error.sent
    assert server.seen == []


async def test_a_time_out_of_who_is_asked_for_a_token_stays_its_own(raw_server):
    async def late() -> str:
        await asyncio.sleep(0)
        raise TimeoutError("the vault")

    async with raw_server() as server, server.client(api_token=late, retry=NEVER) as rtk:
        with pytest.raises(TimeoutError, match="the vault"):
            await rtk.meetings.get("m1")
