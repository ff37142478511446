"""Handlers are called by type, in the background within bounds, or waited for."""

import asyncio
import functools

import pytest

from realtimekit_async import ConfigurationError
from realtimekit_async.events import (
    Delivery,
    DeliveryDeferred,
    Event,
    HandlerFailed,
    MeetingEnded,
    MeetingStarted,
    ParticipantJoined,
    Router,
    Unknown,
)


def delivery(event: Event | None = None, number: int = 1) -> Delivery:
    return Delivery(event or ParticipantJoined(), "hook", f"delivery-{number}")


class Gate:
    """A handler that ends when it is told to."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.started = 0
        self.ended = 0

    async def __call__(self, _event: Event) -> None:
        self.started += 1
        await self.opened.wait()
        self.ended += 1


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture(params=[False, True], ids=["background", "wait"])
async def router(request):
    async with Router(wait=request.param) as router:
        yield router


async def test_handlers_are_called_by_type(router):
    called = []

    @router.on(ParticipantJoined)
    async def joined(event: ParticipantJoined) -> None:
        called.append(("joined", event))

    @router.on(ParticipantJoined)
    def joined_too(event: ParticipantJoined) -> None:
        called.append(("joined too", event))

    @router.on(MeetingStarted, MeetingEnded)
    async def either(event: MeetingStarted | MeetingEnded) -> None:
        called.append(("either", event))

    @router.otherwise
    def rest(event: Event) -> None:
        called.append(("rest", event))

    events = [ParticipantJoined(), MeetingStarted(), MeetingEnded(), Unknown("tomorrow", b"{}")]
    for event in events:
        await router.dispatch(delivery(event))
        await settle()
    one, two, three, four = events
    assert called == [("joined", one), ("joined too", one), ("either", two), ("either", three), ("rest", four)]


async def test_what_nobody_handles_is_accepted(router):
    await router.dispatch(delivery())


async def test_any_callable_is_a_handler(router):
    called = []
    router.on(ParticipantJoined)(called.append)
    router.on(ParticipantJoined)(functools.partial(called.append))
    await router.dispatch(delivery())
    await settle()
    assert len(called) == 2


async def test_a_handler_may_wait_for_what_is_no_coroutine(router):
    done = []

    @router.on(ParticipantJoined)
    def later(_event: ParticipantJoined) -> asyncio.Task[None]:
        async def work() -> None:
            done.append(1)

        return asyncio.create_task(work())

    await router.dispatch(delivery())
    await settle()
    assert done == [1]


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [
        ("meeting.participantJoined", "say ParticipantJoined"),
        ("joined", "such as ParticipantJoined"),
        (int, "such as ParticipantJoined"),
        (Delivery, "such as ParticipantJoined"),
        (ParticipantJoined(), "such as ParticipantJoined"),
        (print, "such as ParticipantJoined"),
    ],
)
def test_what_is_no_event_type_is_refused_at_registration(kind, remedy):
    with pytest.raises(TypeError, match=remedy):
        Router().on(kind)


def test_a_registration_names_a_type_and_gets_a_function():
    with pytest.raises(TypeError, match="event type"):
        Router().on()
    with pytest.raises(TypeError, match="a handler is a function"):
        Router().on(ParticipantJoined)(5)
    with pytest.raises(TypeError, match="a handler is a function"):
        Router().otherwise("x")


@pytest.mark.parametrize(
    "options", [{"limit": 0}, {"limit": True}, {"drain_seconds": -1}, {"drain_seconds": None}]
)
def test_a_router_wants_numbers(options):
    with pytest.raises(ConfigurationError, match=next(iter(options))):
        Router(**options)


# ── in the background ──


async def test_the_background_is_bounded():
    gate = Gate()
    async with Router(limit=10) as router:
        router.on(ParticipantJoined)(gate)
        for number in range(10):
            await router.dispatch(delivery(number=number))
        for number in range(90):
            with pytest.raises(DeliveryDeferred, match="10 deliveries") as caught:
                await router.dispatch(delivery(number=number))
            assert caught.value.status == 503
        await settle()
        assert gate.started == 10
        gate.opened.set()
        await settle()
        await router.dispatch(delivery())
    assert gate.ended == 11


async def test_a_handler_that_fails_in_the_background_is_logged_with_its_delivery(caplog):
    async with Router() as router:

        @router.on(ParticipantJoined)
        async def breaks(_event: ParticipantJoined) -> None:
            raise ValueError("no such table")

        await router.dispatch(delivery(number=42))
    assert "breaks failed on meeting.participantJoined (delivery delivery-42)" in caplog.text
    assert "no such table" in caplog.text


async def test_closing_waits_for_what_is_running():
    gate = Gate()
    router = Router()
    router.on(ParticipantJoined)(gate)
    await router.dispatch(delivery())
    closing = asyncio.create_task(router.aclose())
    await settle()
    assert not closing.done()
    with pytest.raises(DeliveryDeferred, match="shutting down"):
        await router.dispatch(delivery())
    gate.opened.set()
    assert await closing == ()
    assert gate.ended == 1


async def test_closing_drops_and_names_what_does_not_end_in_time(caplog):
    gate = Gate()
    router = Router(drain_seconds=0.01)
    router.on(ParticipantJoined)(gate)
    for number in (7, 8):
        await router.dispatch(delivery(number=number))
    assert [dropped.delivery_id for dropped in await router.aclose()] == ["delivery-7", "delivery-8"]
    assert "dropped while shutting down: meeting.participantJoined (delivery delivery-7)" in caplog.text
    assert "delivery-8" in caplog.text
    assert await router.aclose() == ()
    assert len(asyncio.all_tasks()) == 1


async def test_who_enters_it_again_opens_it_again():
    told = []
    router = Router(wait=True)
    router.on(ParticipantJoined)(told.append)
    for number in (1, 2):
        async with router:
            await router.dispatch(delivery(number=number))
        with pytest.raises(DeliveryDeferred, match="closed"):
            await router.dispatch(delivery())
    assert len(told) == 2


async def test_the_last_who_has_entered_it_closes_it():
    gate = Gate()
    router = Router()
    router.on(ParticipantJoined)(gate)
    async with router:
        async with router:
            await router.dispatch(delivery())
            gate.opened.set()
        assert gate.ended == 1  # what was running has had its time
        await router.dispatch(delivery(number=2))
    assert gate.ended == 2
    with pytest.raises(DeliveryDeferred, match="closed"):
        await router.dispatch(delivery(number=3))


# ── waiting ──


async def test_who_waits_learns_of_every_failure():
    ended = []
    async with Router(wait=True) as router:

        @router.on(ParticipantJoined)
        async def breaks(_event: ParticipantJoined) -> None:
            raise ValueError("no such table")

        @router.on(ParticipantJoined)
        def breaks_at_once(_event: ParticipantJoined) -> None:
            raise KeyError("x")

        @router.on(ParticipantJoined)
        async def works(_event: ParticipantJoined) -> None:
            await asyncio.sleep(0)
            ended.append(1)

        with pytest.raises(HandlerFailed, match="2 of 3 handlers failed") as caught:
            await router.dispatch(delivery())
    assert isinstance(caught.value.__cause__, ValueError)
    assert caught.value.status == 500
    assert ended == [1]


async def test_a_handler_that_cancels_itself_has_failed():
    async with Router(wait=True) as router:

        @router.on(ParticipantJoined)
        async def gives_up(_event: ParticipantJoined) -> None:
            raise asyncio.CancelledError

        with pytest.raises(HandlerFailed):
            await router.dispatch(delivery())


async def test_who_waits_is_bounded_too():
    gate = Gate()
    async with Router(wait=True, limit=1) as router:
        router.on(ParticipantJoined)(gate)
        first = asyncio.create_task(router.dispatch(delivery()))
        await settle()
        with pytest.raises(DeliveryDeferred):
            await router.dispatch(delivery())
        gate.opened.set()
        await first


async def test_cancelling_who_waits_cancels_the_handlers():
    gate = Gate()
    async with Router(wait=True) as router:
        router.on(ParticipantJoined)(gate)
        waiting = asyncio.create_task(router.dispatch(delivery()))
        await settle()
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
        await settle()
        assert len(asyncio.all_tasks()) == 1
    assert (gate.started, gate.ended) == (1, 0)


async def test_who_waits_is_deferred_when_the_server_shuts_down():
    router = Router(wait=True, drain_seconds=0)
    router.on(ParticipantJoined)(Gate())
    waiting = asyncio.create_task(router.dispatch(delivery()))
    await settle()
    assert len(await router.aclose()) == 1
    with pytest.raises(DeliveryDeferred, match="shutting down"):
        await waiting
