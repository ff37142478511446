"""Clients that mean no good, or do not know what they do: the emulator serves on, and its memory stays bounded."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from realtimekit_async.emulator import Emulator

from .conftest import Api, api_of

MEBIBYTE = 1 << 20
KEPT = 100
SOCKETS = {"/agent-ws/v1": "realtimekit.v1", "/meeting-ws/v1": "realtimekit-meeting.v1"}


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with Emulator(keep_requests=KEPT) as emulator, api_of(emulator) as api:
        yield api
        assert (await api("GET", "/meetings")).status == 200, "it serves no more"
        assert emulator.errors == []


def address(api: Api) -> tuple[str, int]:
    host, _, port = api.emulator.base_url.removesuffix("/client/v4").rpartition(":")
    return host.rpartition("/")[2], int(port)


@asynccontextmanager
async def connection(api: Api) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*address(api), limit=64 * MEBIBYTE)
    async with asyncio.timeout(100):
        yield reader, writer
    writer.close()


async def steer(api: Api, path: str) -> Any:
    async with api.http.get(f"{api.emulator.base_url.removesuffix('/client/v4')}/_emulator{path}") as response:
        assert response.status == 200
        return await response.json()


def head(api: Api, method: str = "GET", path: str = "/meetings", *headers: str) -> bytes:
    path = api.kit.partition("127.0.0.1")[2].partition("/")[2] + f"/{api.emulator.app.id}{path}"
    return "\r\n".join([f"{method} /{path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode()


# ── requests ──


async def ask_often(api: Api, number: int, block: int = 100) -> None:
    """Send many requests over one connection, some at a time."""
    async with connection(api) as (reader, writer):
        for _ in range(0, number, block):
            writer.write(head(api) * block)
            answered = 0
            while answered < block:
                answered += (await reader.readuntil(b"\r\n\r\n")).count(b"HTTP/1.1 ")
                await reader.readuntil(b"}")  # of a short body, with the rest of it behind the next head


async def test_of_many_requests_the_newest_are_kept(api: Api):
    await ask_often(api, 300)
    assert len(api.emulator.requests) == KEPT
    assert int(api.emulator.requests[-1].ray_id[:16], 16) == 300
    assert (await steer(api, "/requests?limit=1"))["count"] == KEPT


@pytest.mark.slow
async def test_thirty_thousand_requests_take_no_more_memory_than_ten_thousand(api: Api):
    asyncio.get_running_loop().set_debug(enabled=False)  # which takes most of the time, of so many requests
    await ask_often(api, 10_000)
    before = resident()
    await ask_often(api, 20_000)
    assert resident() - before < 2 * MEBIBYTE


def resident() -> int:
    """Return how many bytes of this process are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize(
    "filling", [b'{"":0},', b"[],", b"1,", b'"",'], ids=["objects", "lists", "numbers", "texts"]
)
@pytest.mark.slow
async def test_large_bodies_are_forgotten_before_they_fill_the_memory(filling: bytes):
    body = b"[" + filling * ((MEBIBYTE - 2) // len(filling)) + b"0]"
    async with Emulator(keep_requests=10_000) as emulator, api_of(emulator) as api:
        for _ in range(5):
            async with api.http.post(
                f"{api.kit}/{emulator.app.id}/meetings", data=body[: MEBIBYTE - 1]
            ) as response:
                assert response.status in (400, 401)
        assert 0 < sum(len(request.raw) for request in emulator.requests) <= 3 * MEBIBYTE
        assert emulator.errors == []


async def write_for_ever(writer: asyncio.StreamWriter, piece: bytes) -> None:
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0)


@pytest.mark.slow
async def test_a_body_without_end_is_refused_and_its_connection_closed(api: Api):
    async with connection(api) as (reader, writer):
        writer.write(head(api, "POST", "/meetings", "Transfer-Encoding: chunked"))
        piece = b"10000\r\n" + bytes(1 << 16) + b"\r\n"
        writer.write(piece * 20)
        assert await reader.read(12) == b"HTTP/1.1 413"
        with pytest.raises(ConnectionError):
            await write_for_ever(writer, piece)


async def test_bodies_that_never_come_hold_nobody_up(api: Api):
    waiting: list[asyncio.StreamWriter] = []
    for promise in ("Content-Length: 1000", "Transfer-Encoding: chunked"):
        for _ in range(20):
            _, writer = await asyncio.open_connection(*address(api))
            writer.write(head(api, "POST", "/meetings", promise))
            waiting.append(writer)
    async with asyncio.timeout(10):
        assert (await api("GET", "/meetings")).status == 200
    for writer in waiting:
        writer.transport.abort()


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\r\n" * 5,
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"A" * 100_000,
    ],
    ids=["nothing", "lines", "zeros", "no path", "no version", "TLS", "long"],
)
async def test_what_is_no_http_is_refused(api: Api, garbage: bytes):
    async with connection(api) as (reader, writer):
        writer.write(garbage)
        writer.write_eof()
        answer = await reader.read()
        assert answer == b"" or answer.startswith(b"HTTP/1.")


async def test_a_body_of_many_levels_is_shown_as_deep_as_one_looks(api: Api):
    for body in (b"[" * 900 + b"]" * 900, b'{"a":' * 300 + b"1" + b"}" * 300, b"[" * 100_000):
        await api.http.post(f"{api.kit}/{api.emulator.app.id}/meetings", data=body)
    shown = (await steer(api, "/requests"))["requests"]
    assert len(shown) == 3
    for row in shown:
        whole = await steer(api, f"/requests/{row['ray_id']}")
        assert msgspec.json.encode(whole["body"]).count(b"[") <= 100


async def test_names_of_all_kinds_of_text_are_shown_and_sent_as_they_are(api: Api):
    names = ["\x00\x1b[2J", "\u202e\u2028\ud7ff", "<script>", "😀" * 1000, "a\r\nid: 7\r\nevent: hello\r\n\r\n"]
    meeting_id = (await api.meeting())["id"]
    async with api.http.get(f"{api.emulator.base_url.removesuffix('/client/v4')}/_emulator/events") as stream:
        await stream.content.readuntil(b"\n\n")
        for name in names:
            api.emulator.simulate.participant_joins(meeting_id, name=name)
        told: list[str] = []
        while len(told) < len(names):
            event = await stream.content.readuntil(b"\n\n")
            row = msgspec.json.decode(event.partition(b"data: ")[2])
            told += [row["name"]] if row.get("event") == "meeting.participantJoined" else []
    assert told == names
    present = (await steer(api, f"/meetings/{meeting_id}"))["session"]["present"]
    assert [row["name"] for row in present] == names


# ── WebSockets and streams ──


FRAMES = {
    "a reserved opcode": b"\x83\x80\x00\x00\x00\x00",
    "a reserved bit": b"\xf1\x80\x00\x00\x00\x00",
    "a length without end": b"\x81\xff" + struct.pack("!Q", (1 << 63) - 1) + b"\x00" * 4,
    "a length over the limit": b"\x81\xff" + struct.pack("!Q", 1 << 40) + b"\x00" * 4 + bytes(1000),
    "text that is none": b"\x81\x82\x00\x00\x00\x00\xff\xfe",
    "a ping that is too long": b"\x89\xfe\x01\x00\x00\x00\x00\x00" + bytes(256),
    "a continuation of nothing": b"\x80\x80\x00\x00\x00\x00",
    "no mask": b"\x81\x02hi",
    "no JSON": b"\x81\x82\x00\x00\x00\x00no",
    "levels of lists": b"\x81\xfe\x27\x10\x00\x00\x00\x00" + b"[" * 10_000,
    "a close of one byte": b"\x88\x81\x00\x00\x00\x00\x03",
    "half a frame": b"\x81\xfe\x00",
}


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
async def test_broken_frames_end_their_connection_at_most(api: Api, path: str, frame: bytes):
    meeting_id = (await api.meeting())["id"]
    token = (await api.participant(meeting_id))["token"]
    lines = (
        f"GET {path}?subscriptions=transcript HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Sec-WebSocket-Protocol: {SOCKETS[path]}",
        f"Authorization: Bearer {token}",
    )
    async with connection(api) as (reader, writer):
        writer.write("\r\n".join([*lines, "", ""]).encode())
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(frame)
        await writer.drain()
        writer.write_eof()
        await reader.read()


async def test_many_connections_of_agents_are_refused_and_forgotten(api: Api):
    meeting_id = (await api.meeting())["id"]
    token = (await api.participant(meeting_id))["token"]
    reception = api.emulator.agents._reception  # noqa: SLF001 - the bounds themselves are thousands
    reception.most_open, reception.most_known = 5, 8
    url = f"{api.emulator.agent_url}?subscriptions=transcript"
    options: dict[str, Any] = {"protocols": ["realtimekit.v1"], "headers": {"Authorization": f"Bearer {token}"}}
    for _ in range(20):
        async with api.http.ws_connect(url, **options) as socket:
            await socket.receive()
    assert len(api.emulator.agents.connections) == 8
    open_ones = [await api.http.ws_connect(url, **options) for _ in range(5)]
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await api.http.ws_connect(url, **options)
    for socket in open_ones:
        await socket.close()


async def test_who_watches_and_does_not_read_holds_nobody_up(api: Api):
    watching: list[asyncio.StreamWriter] = []
    for _ in range(10):
        reader, writer = await asyncio.open_connection(*address(api), limit=1)
        reader._transport.pause_reading()  # noqa: SLF001 - nothing else keeps a stream from reading ahead
        writer.write(b"GET /_emulator/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        watching.append(writer)
    meeting_id = (await api.meeting())["id"]
    api.emulator.simulate.participant_joins(meeting_id, name="Ada")
    for number in range(2000):
        api.emulator.simulate.chats(meeting_id, "Ada", f"line {number} " + "…" * 200)
    async with asyncio.timeout(60):
        await ask_often(api, 300)
    for writer in watching:
        writer.transport.abort()


# ── scripts ──


def test_no_more_is_scripted_than_can_be_meant():
    emulator = Emulator()
    for _ in range(10_000):
        emulator.faults.next(status=500)
    with pytest.raises(ValueError, match="10,000 are scripted already"):
        emulator.faults.next(status=500)
    with pytest.raises(ValueError, match="times: at most 10,000"):
        emulator.agents.refuse_next(503, "UNAVAILABLE", times=10_001)
    emulator.agents.close_next(1001, times=9_999)
    with pytest.raises(ValueError, match="scripted already"):
        emulator.agents.close_next(1001, times=2)


@pytest.mark.slow
def test_of_many_tokens_the_oldest_are_forgotten_by_the_quota():
    async def ask() -> int:
        async with Emulator(quota=(5, 10)) as emulator, api_of(emulator) as api:
            for number in range(1100):
                await api("GET", "/meetings", headers={"Authorization": f"Bearer {number}"})
            return len(emulator._server._limiter._accounts)  # noqa: SLF001 - memory has no public name

    assert asyncio.run(ask()) == 1000
