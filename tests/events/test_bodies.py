"""What a stranger sends is read within bounds: so large, so long, and so much of all together."""

import asyncio
import time

import pytest
from aiohttp import web

from realtimekit_async import ConfigurationError
from realtimekit_async.events import (
    DeliveryDeferred,
    DeliveryTooLarge,
    InvalidSignature,
    KeyRing,
    Receiver,
    Router,
    aiohttp_handler,
    answer,
)

from ..doubles.loops import LEAPING_LOOPS
from .bodies import JOINED

MIB = 1024 * 1024


async def pieces(*chunks: bytes, then: asyncio.Event | None = None):
    for chunk in chunks:
        yield chunk
    if then is not None:
        await then.wait()


def receiver_of(signer, **options):
    return Receiver(KeyRing.pinned(signer.pem), **options)


async def test_a_body_is_put_together_from_its_pieces(signer):
    assert await receiver_of(signer).read(pieces(b"ab", b"", b"c")) == b"abc"
    assert await receiver_of(signer).read(pieces()) == b""


def test_a_body_that_never_ends_is_given_up_and_comes_again(signer):
    async def read():
        receiver = receiver_of(signer, body_timeout=30)
        began = asyncio.get_running_loop().time()
        with pytest.raises(DeliveryDeferred, match="within 30 s") as caught:
            await receiver.read(pieces(b"half", then=asyncio.Event()))
        return caught.value.status, asyncio.get_running_loop().time() - began

    began = time.monotonic()
    with asyncio.Runner(loop_factory=LEAPING_LOOPS["asyncio"]) as runner:
        status, seconds = runner.run(read())
    assert status == 503
    assert 30 <= seconds < 31
    assert time.monotonic() - began < 20


async def test_unfinished_bodies_hold_so_much_together_and_no_more(signer):
    receiver, rest = receiver_of(signer, max_body_bytes=100, max_pending_bytes=250), asyncio.Event()
    reading = [asyncio.create_task(receiver.read(pieces(b"x" * 90, then=rest))) for _ in range(3)]
    await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
    with pytest.raises(DeliveryDeferred, match="250 bytes"):
        await reading[2]
    assert await receiver.read(pieces(b"x" * 70)) == b"x" * 70
    with pytest.raises(DeliveryDeferred):
        await receiver.read(pieces(b"x" * 71))
    rest.set()
    assert await asyncio.gather(*reading[:2]) == [b"x" * 90] * 2


class HangingKeys:
    """Keys of a server that does not answer before it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.answers = asyncio.Event()

    async def verify(self, _body: bytes, signature: str) -> None:
        self.asked += 1
        await self.answers.wait()
        if signature != "genuine":
            raise InvalidSignature("forged")


@pytest.mark.parametrize("as_given", [bytes, pieces])
async def test_bodies_that_nobody_has_verified_hold_so_much_together_and_no_more(as_given):
    keys, router = HangingKeys(), Router()
    receiver = Receiver(keys, max_body_bytes=100, max_pending_bytes=250)
    answers = [
        asyncio.create_task(answer(receiver, router, {"rtk-signature": "forged"}, as_given(b"x" * 100)))
        for _ in range(10)
    ]
    done, held = await asyncio.wait(answers, timeout=0.1)
    assert [await each for each in done] == [503] * 8
    assert (len(held), keys.asked) == (2, 2)
    keys.answers.set()
    assert await asyncio.gather(*held) == [401] * 2
    body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
    for _ in range(5):
        assert await answer(receiver, router, {"rtk-signature": "genuine"}, as_given(body)) == 200


@pytest.mark.parametrize("ending", ["too large", "cancelled", "broken", "too many"])
async def test_what_a_body_held_is_free_again_however_it_ended(signer, ending):
    receiver = receiver_of(signer, max_body_bytes=100, max_pending_bytes=100 if ending == "too many" else 150)
    for _ in range(5):
        if ending == "too large":
            with pytest.raises(DeliveryTooLarge):
                await receiver.read(pieces(b"x" * 99, b"xx"))
        elif ending == "too many":
            with pytest.raises(DeliveryDeferred):
                await receiver.read(pieces(b"x" * 99, b"xx"))
        elif ending == "broken":
            with pytest.raises(ConnectionResetError):
                await receiver.read(_break_off())
        else:
            reading = asyncio.create_task(receiver.read(pieces(b"x" * 90, then=asyncio.Event())))
            await asyncio.sleep(0)
            reading.cancel()
            await asyncio.wait([reading])
    assert await receiver.read(pieces(b"x" * 100)) == b"x" * 100


async def _break_off():
    yield b"x" * 90
    raise ConnectionResetError


@pytest.mark.slow
async def test_three_hundred_half_bodies_do_not_fill_the_memory_of_a_server(signer):
    receiver = receiver_of(signer, max_pending_bytes=4 * MIB)
    app = web.Application()
    app.add_routes([web.post("/", aiohttp_handler(receiver, Router()))])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0, lingering_time=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    half = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + b" " * 900_000
    answers = []
    for _ in range(12):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(half)
        answers.append((reader, writer))
    refused = 0
    for reader, writer in answers[4:]:  # the first four fit
        refused += b" 503 " in await asyncio.wait_for(reader.readline(), 30)
        writer.close()
    for _, writer in answers[:4]:
        writer.close()
    assert refused == 8
    await runner.cleanup()


@pytest.mark.parametrize(
    "options",
    [
        {"max_pending_bytes": 0},
        {"max_pending_bytes": 10, "max_body_bytes": 11},
        {"body_timeout": 0},
        {"body_timeout": float("inf")},
    ],
)
def test_a_receiver_wants_bounds(signer, options):
    with pytest.raises(ConfigurationError, match=next(iter(options))):
        receiver_of(signer, **options)


# ── what is passed by mistake ──


async def test_a_body_that_is_there_already_is_given_as_bytes(signer):
    receiver, router = Receiver(KeyRing.pinned(signer.pem), max_body_bytes=len(JOINED)), Router()
    assert await answer(receiver, router, signer.headers(JOINED), JOINED) == 200
    longer = JOINED + b" "
    assert await answer(receiver, router, signer.headers(longer), longer) == 413


@pytest.mark.parametrize("as_given", [bytearray, memoryview])
async def test_any_bytes_are_a_body(receiver, signer, as_given):
    async with receiver.receive(signer.headers(JOINED), as_given(JOINED)) as delivery:
        assert delivery.event.event == "meeting.participantJoined"


@pytest.mark.parametrize("body", [JOINED.decode(), {"event": "meeting.started"}, None, 5])
async def test_what_is_no_raw_body_is_named_with_the_remedy(receiver, signer, body):
    with pytest.raises(TypeError, match=r"bytes as they came, got (str|dict|NoneType|int).*raw body"):
        async with receiver.receive(signer.headers(JOINED), body):
            pass


@pytest.mark.parametrize(
    ("mistake", "remedy"),
    [
        (lambda _: None, "names and their values, got NoneType"),
        (lambda _: 5, "names and their values, got int"),
        (lambda _: "rtk-signature: x", "names and their values, got str of str"),
        (lambda _: [5], "names and their values, got list of int"),
        (lambda headers: {name: [value] for name, value in headers.items()}, "not `multiValueHeaders`"),
        (dict.fromkeys, "are text, got NoneType"),
        (
            lambda headers: {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
            "WSGI environ",
        ),
        (lambda _: {"REQUEST_METHOD": "POST", "wsgi.version": (1, 0)}, r"WSGI environ.*request.get_data\(\)"),
    ],
    ids=["none", "number", "text", "numbers", "lists", "nothing", "wsgi", "wsgi without a signature"],
)
async def test_what_are_no_headers_are_named_with_the_remedy(receiver, signer, mistake, remedy):
    with pytest.raises(TypeError, match=remedy):
        async with receiver.receive(mistake(signer.headers(JOINED)), JOINED):
            pass
