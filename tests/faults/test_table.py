"""Each row of the table, over real sockets, on asyncio and on uvloop; time leaps, so no time-out is waited for."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

import realtimekit_async
from realtimekit_async import Exchange, Quota, RealtimeKit, RealtimeKitError
from realtimekit_async.emulator import Emulator

from ..doubles.clocks import FlyingClock
from ..doubles.loops import LEAPING_LOOPS
from .print_table import PAGE, printed
from .stage import MAKERS, Certificates, Stage
from .table import BLOCKS, METHODS, Row, rows

ROWS = tuple(rows())
LOOPS = [pytest.param(name, marks=[pytest.mark.slow] if name != "asyncio" else []) for name in LEAPING_LOOPS]
PLACES = 10
AFTER_EVERY_BLOCK = 1000.0


class TimedKit(RealtimeKit):
    """A client as users get it, but on a clock of the test's, with a quota whose places can be counted."""

    def __init__(self, clock: FlyingClock, told: Callable[[Exchange], object], **options: Any) -> None:
        places = Quota(PLACES, 1e9)
        super().__init__(clock=clock, on_exchange=told, quota=places, recordings_quota=None, **options)

    def places_left(self) -> int:
        """Use up the quota, and tell how many places it still had."""
        left, account, now = 0, self._shared.pacing.account, self._shared.clock.now
        while account.passes():
            account.leave(now())
            left += 1
        return left


class Subject:
    """What the calls are about, and what has become of it."""

    def __init__(self, emulator: Emulator, method: str, object_id: str) -> None:
        self._app = emulator.app
        self._method = method
        self._id = object_id

    @classmethod
    async def created(cls, emulator: Emulator, method: str) -> "Subject":
        async with emulator.client() as rtk:
            if method == "DELETE":
                made = await rtk.webhooks.create(name="w", url="https://example.com/w", events=["meeting.started"])
            else:
                made = await rtk.meetings.create(title="before")
        emulator.requests.clear()
        return cls(emulator, method, made.id)

    def call(self, rtk: RealtimeKit) -> Awaitable[object]:
        match self._method:
            case "GET":
                return rtk.meetings.get(self._id)
            case "PUT":
                return rtk.meetings.replace(self._id, title="after")
            case "DELETE":
                return rtk.webhooks.delete(self._id)
            case "PATCH":
                return rtk.meetings.update(self._id, title="after")
            case _:
                return rtk.meetings.create(title="after")

    def effects(self) -> int:
        """Count what has changed."""
        if self._method == "DELETE":
            return self._id not in self._app.webhooks
        return sum(meeting.settings["title"] == "after" for meeting in self._app.meetings.values())


async def outcome_of(called: Awaitable[object]) -> RealtimeKitError | None:
    try:
        await called
    except RealtimeKitError as error:
        return error
    return None


def counts_as_sent(exchange: Exchange) -> bool:
    return getattr(exchange.error, "sent", True)


async def play(row: Row, certificates: Certificates) -> None:
    exchanges: list[Exchange] = []
    async with AsyncExitStack() as stack:
        emulator = await stack.enter_async_context(Emulator())
        subject = await Subject.created(emulator, row.method)
        clock = FlyingClock()
        times = 1 if row.strikes == "once" else None
        stage = Stage(emulator, certificates, clock, times, stack)
        await MAKERS[row.fault](stage)
        options = {**emulator.credentials, **stage.options}
        rtk = await stack.enter_async_context(TimedKit(clock, exchanges.append, **options))
        if stage.warm:
            await rtk.apps.list().page()
            exchanges.clear()
            emulator.requests.clear()
            assert stage.faulty is not None
            stage.faulty.hang_up()
        started = clock.now()

        error = await outcome_of(subject.call(rtk))

        await caught_up(emulator, row.requests)
        sent = getattr(error, "sent", None)
        requests = [request.method for request in emulator.requests]
        assert (len(exchanges), _name(error), sent) == (row.attempts, row.outcome, row.sent)
        assert (requests, subject.effects()) == ([row.method] * row.requests, row.effects)
        assert row.outcome != "NotFound" or "may have taken effect" in error.__notes__[-1]
        assert clock.now() - started >= row.wait * (row.attempts - 1)

        clock.time += AFTER_EVERY_BLOCK
        assert [exchange.attempt for exchange in exchanges] == list(range(1, row.attempts + 1))
        told = sum(map(counts_as_sent, exchanges))
        assert told == len(requests) + stage.unread
        assert told == PLACES - rtk.places_left() - stage.warm
    assert emulator.errors == []


async def caught_up(emulator: Emulator, requests: int) -> None:
    """Let a server that is behind read what the client has given up on; the assertions tell whether it did."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            while len(emulator.requests) < requests:  # noqa: ASYNC110 - what is waited for happens inside aiohttp
                await asyncio.sleep(0)


def _name(error: RealtimeKitError | None) -> str:
    return "answer" if error is None else type(error).__name__


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.fault}, {row.strikes}: {row.method}")
def test_a_call_under_a_fault_ends_as_the_table_says(row: Row, loop: str, certificates: Certificates) -> None:
    with asyncio.Runner(loop_factory=LEAPING_LOOPS[loop]) as runner:
        runner.run(play(row, certificates))


def test_the_table_has_one_row_for_every_fault_and_method() -> None:
    keys = [row[:3] for row in ROWS]
    assert len(set(keys)) == len(keys)
    assert {row.fault for row in ROWS} == MAKERS.keys()
    for block in BLOCKS:
        assert {method for line in block.lines for method in line.methods.split()} == set(METHODS)


def test_no_row_creates_more_than_once() -> None:
    assert max(row.effects for row in ROWS if row.method == "POST") == 1


def test_every_error_of_the_table_is_public() -> None:
    names = {row.outcome for row in ROWS} - {"answer"}
    assert names <= set(realtimekit_async.__all__)


def test_the_readme_prints_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == printed(text), "run tests/faults/print_table.py"
