"""The loops on which nobody waits: time leaps where nothing else is left to do, and only there."""

import asyncio
import time

import pytest

from ..doubles.loops import LEAPING_LOOPS

loops = pytest.mark.parametrize("loop", LEAPING_LOOPS)


def on(loop, main):
    with asyncio.Runner(loop_factory=LEAPING_LOOPS[loop]) as runner:
        return runner.run(main())


@loops
def test_an_hour_is_over_at_once_and_timers_come_in_their_order(loop):
    told = []

    async def tell(seconds):
        await asyncio.sleep(seconds)
        told.append((seconds, round(asyncio.get_running_loop().time() - began)))

    async def main():
        nonlocal began
        began = asyncio.get_running_loop().time()
        await asyncio.gather(tell(3600), tell(60), tell(0))

    began = 0.0
    real = time.monotonic()
    on(loop, main)
    assert told == [(0, 0), (60, 60), (3600, 3600)]
    assert time.monotonic() - real < 60


@loops
def test_time_does_not_leap_while_sockets_have_something_to_say(loop):
    async def answer(reader, writer):
        for _ in range(200):
            writer.write(await reader.readexactly(1))
        writer.close()

    async def main():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        async with asyncio.timeout(60):
            for _ in range(200):
                writer.write(b"x")
                await reader.readexactly(1)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60):
                await asyncio.get_running_loop().create_future()
        writer.close()
        await writer.wait_closed()
        server.close()

    on(loop, main)


@loops
def test_what_is_cancelled_does_not_happen(loop):
    async def main():
        running = asyncio.get_running_loop()
        happened = []
        running.call_later(30, happened.append, "cancelled").cancel()
        running.call_later(60, happened.append, "left alone")
        await asyncio.sleep(90)
        return happened

    assert on(loop, main) == ["left alone"]
