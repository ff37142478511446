"""One receiver and one router for loops that come and go, as under AWS Lambda or `asyncio.run` in each request."""

import asyncio
import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from realtimekit_async.events import KeyRing, MemoryWindow, ParticipantJoined, Receiver, Router

from .bodies import JOINED, body


class Desk:
    """A receiver and a router that were made once, and what the handler has done."""

    def __init__(self, signer, **options):
        self.signer = signer
        self.receiver = Receiver(KeyRing.pinned(signer.pem))
        self.router = Router(**options)
        self.begun = 0
        self.done = 0
        self.seconds = 60.0
        self.router.on(ParticipantJoined)(self.handle)

    async def handle(self, _event):
        self.begun += 1
        await asyncio.sleep(self.seconds)
        self.done += 1

    async def take(self, content=JOINED):
        """Answer a request: whether the delivery was new, or what it was."""
        async with self.receiver.receive(self.signer.headers(content), content) as delivery:
            if delivery.duplicate:
                return "in flight" if delivery.in_flight else "seen"
            await self.router.dispatch(delivery)
        return "new"


def test_what_a_loop_that_ends_takes_along_is_named_and_not_seen(signer, caplog):
    desk = Desk(signer)
    for number in (1, 2):
        assert asyncio.run(desk.take()) == "new"
        assert (desk.begun, desk.done) == (number, 0)
        assert (
            caplog.text.count("the event loop has ended before the handlers of meeting.participantJoined")
            == number
        )
    assert "Router(wait=True)" in caplog.text
    desk.seconds = 0.0

    async def take_and_close():
        taken = await desk.take()
        assert await desk.router.aclose() == ()
        return taken

    assert asyncio.run(take_and_close()) == "new"
    assert asyncio.run(desk.take()) == "seen"
    assert desk.done == 1


def test_a_router_that_waits_needs_no_loop_that_lasts(signer, caplog):
    desk = Desk(signer, wait=True)
    desk.seconds = 0.0
    assert [asyncio.run(desk.take()) for _ in range(3)] == ["new", "seen", "seen"]
    assert (desk.begun, desk.done) == (1, 1)
    assert caplog.text == ""


@pytest.mark.parametrize("is_closed", [False, True], ids=["abandoned", "closed"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_loop_that_nobody_ended_is_found_by_the_next(signer, caplog, is_closed):
    desk, loops = Desk(signer, limit=1), [asyncio.new_event_loop() for _ in range(3)]
    for number, loop in enumerate(loops):
        loop.set_exception_handler(lambda *_: None)  # which is told of tasks that nobody will end
        assert loop.run_until_complete(desk.take()) == "new"  # neither seen, nor beyond the limit
        assert caplog.text.count("the event loop has ended before") == number
        if is_closed:
            loop.close()
    assert desk.begun == 3
    for loop in loops:
        loop.close()
    gc.collect()


LEFT = """
import asyncio, sys
from realtimekit_async.events import Delivery, ParticipantJoined, Router
router = Router()
@router.on(ParticipantJoined)
async def work(event):
    await asyncio.sleep(60)
loop = asyncio.new_event_loop()
loop.run_until_complete(router.dispatch(Delivery(ParticipantJoined(), "hook", "delivery-9")))
"""


def test_a_process_that_ends_names_what_it_leaves():
    log = "import logging; logging.basicConfig()\n"
    done = subprocess.run(
        [sys.executable, "-c", log + LEFT], capture_output=True, text=True, check=True, timeout=60
    )
    assert "before the handlers of meeting.participantJoined (delivery delivery-9)" in done.stderr


async def test_what_is_handled_in_the_background_is_accepted_and_not_yet_seen(signer):
    desk = Desk(signer, drain_seconds=0)
    assert await desk.take() == "new"
    assert await desk.take() == "seen"  # accepted: nobody needs to send it again
    assert len(await desk.router.aclose()) == 1
    desk.router = Router(wait=True)
    assert await desk.take() == "new"


async def test_a_handler_that_fails_in_the_background_has_had_its_delivery(signer):
    desk = Desk(signer)

    async def fail(_event):
        raise ValueError("no such table")

    desk.router.on(ParticipantJoined)(fail)
    desk.seconds = 0.0
    assert await desk.take() == "new"
    await desk.router.aclose()
    assert await desk.take() == "seen"


def test_threads_with_a_loop_each_share_a_receiver_and_its_window(signer):
    desk, together = Desk(signer, wait=True), Barrier(8)
    desk.seconds = 0.05

    def request(number):
        together.wait(30)
        return asyncio.run(desk.take(body("meeting.participantJoined", number=number // 4)))

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(request, range(8)))
    assert found.count("new") == desk.done == 2


def test_a_window_is_held_across_loops_while_its_own_runs():
    window, held, over = MemoryWindow(), Event(), Event()

    async def hold():
        async with window.hold("a") as standing:
            held.set()
            await asyncio.to_thread(over.wait, 30)
            return standing

    async def look():
        async with window.hold("a") as standing:
            return standing

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(asyncio.run, hold())
        assert held.wait(30)
        assert asyncio.run(look()) == "in_flight"
        over.set()
        assert first.result(30) == "new"
    assert asyncio.run(look()) == "seen"


def test_who_expects_an_event_may_wait_in_another_loop(signer):
    receiver, waits = Receiver(KeyRing.pinned(signer.pem)), Event()
    content = body("meeting.ended")

    async def wait():
        with receiver.expect("meeting.ended", "session-1") as arrived:
            waits.set()
            async with asyncio.timeout(30):
                await arrived.wait()

    async def take():
        async with receiver.receive(signer.headers(content), content):
            pass

    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(asyncio.run, wait())
        assert waits.wait(30)
        asyncio.run(take())
        waiting.result(30)


def test_closing_names_what_runs_in_another_loop(signer, caplog):
    desk, begun, over = Desk(signer), Event(), Event()

    async def serve():
        assert await desk.take() == "new"
        begun.set()
        await asyncio.to_thread(over.wait, 30)

    with ThreadPoolExecutor(1) as thread:
        serving = thread.submit(asyncio.run, serve())
        assert begun.wait(30)
        dropped = asyncio.run(desk.router.aclose())
        over.set()
        serving.result(30)
    assert len(dropped) == 1
    assert "dropped while shutting down" in caplog.text
    assert "the event loop has ended" not in caplog.text
