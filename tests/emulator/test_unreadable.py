"""No answer is anything but JSON, and no 500 comes from what a client sends."""

import asyncio
import gzip
from typing import NamedTuple

import msgspec
import pytest

from realtimekit_async.emulator import Emulator

from .conftest import Api

POST = b"POST /client/v4/accounts/a/realtime/kit/b/meetings HTTP/1.1\r\nHost: x\r\n"


class Raw(NamedTuple):
    status: int
    content_type: str
    message: str


async def send(emulator: Emulator, request: bytes) -> Raw:
    """Send bytes as they are and read the answer to its end."""
    port = int(emulator.base_url.partition("//")[2].partition("/")[0].rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(10):
            writer.write(request)
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return Raw(int(status.split()[1]), headers["content-type"], msgspec.json.decode(body)["error"]["message"])


def with_body(body: bytes, *headers: bytes) -> bytes:
    length = b"Content-Length: %d" % len(body)
    return POST + b"\r\n".join((length, *headers)) + b"\r\n\r\n" + body


BROKEN = {
    "a long URL": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414, "the URL is too long"),
    "a long header": (b"GET / HTTP/1.1\r\nA: " + b"a" * 17_000 + b"\r\n\r\n", 400, "a header is too long"),
    "no HTTP": (b"\x16\x03\x01 hello\r\n\r\n", 400, "the request cannot be read"),
    "no length": (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400, "the request cannot be read"),
    "no chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "the request cannot be read"),
    "no gzip": (with_body(b"abcde", b"Content-Encoding: gzip"), 400, "the body cannot be read"),
    "a large body": (with_body(b"a" * (1 << 21)), 413, "the body is too large: at most 1,048,576 bytes"),
    "a large body, packed": (
        with_body(gzip.compress(b"a" * (8 << 20)), b"Content-Encoding: gzip"),
        413,
        "the body is too large",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_cannot_be_read_is_refused_in_the_envelope_of_the_api(
    emulator: Emulator, name: str, caplog: pytest.LogCaptureFixture
):
    request, status, message = BROKEN[name]
    reply = await send(emulator, request)
    assert (reply.status, reply.content_type) == (status, "application/json")
    assert reply.message.startswith(message)
    assert caplog.records == []


@pytest.mark.parametrize(
    "raw", [b'{"title": "\xff"}', '{"title": "é"}'.encode("latin-1"), '{"title": "é"}'.encode("utf-16")]
)
async def test_a_body_in_another_encoding_is_no_json(api: Api, raw: bytes):
    for method, path in (
        ("POST", "/meetings"),
        ("POST", "/presets"),
        ("POST", "/webhooks"),
        ("POST", "/recordings"),
    ):
        reply = await api(method, path, data=raw)
        assert (reply.status, reply.json["error"]["code"]) == (400, 400)


async def test_a_gzip_that_ends_early_is_no_json(api: Api):
    packed = gzip.compress(b'{"title": "Standup"}')[:-10]
    reply = await api("POST", "/meetings", data=packed, headers={"Content-Encoding": "gzip"})
    assert (reply.status, reply.json["error"]["code"]) == (400, 400)
