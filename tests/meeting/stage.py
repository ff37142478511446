"""A meeting on the emulator, and the meeting objects that tests have take part in it, on whichever host."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any, TypeVar

from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import Emulated, Event, Host, Meeting, PluginConfig
from realtimekit_async.models import ParticipantWithToken

from ..doubles.clocks import StillClock

E = TypeVar("E", bound=Event)

PATIENCE = 30  # seconds until a test fails for which nothing happens, on a machine however busy
BOARD: PluginConfig = {
    "id": "board",
    "name": "Board",
    "icon": "https://board.example/icon.png",
    "permissions": {"canActivate": True, "canDeactivate": True},
}
WAITING = "waits"
"""A preset whose participants wait until somebody lets them in."""


class Stage:
    """One meeting, and who is made a participant of it."""

    def __init__(self, emulator: Emulator, rtk: RealtimeKit, host: Host | None = None) -> None:
        self.emulator = emulator
        self.rtk = rtk
        self.host: Host = host or Emulated(emulator.meeting_url)
        self._numbers = count(1)
        self._has_waiting_room = False

    async def open(self) -> None:
        meeting = await self.rtk.meetings.create(title="Standup")
        self.meeting_id = meeting.id

    async def open_waiting_room(self) -> None:
        """Have a preset whose participants wait, if there is none yet."""
        if not self._has_waiting_room:
            self._has_waiting_room = True
            permissions: Any = {"waiting_room_type": "SKIP_ON_ACCEPT"}
            await self.rtk.presets.copy("group_call_guest", name=WAITING, permissions=permissions)

    async def participant(self, name: str, preset: str = "group_call_host") -> ParticipantWithToken:
        if preset == WAITING:
            await self.open_waiting_room()
        return await self.rtk.participants.add(
            self.meeting_id,
            name=name,
            preset_name=preset,
            custom_participant_id=f"{name.lower()}-{next(self._numbers)}",
        )

    async def meeting(self, name: str, preset: str = "group_call_host", **options: Any) -> Meeting:
        """Describe a meeting object of somebody new."""
        return Meeting(await self.participant(name, preset), **{"host": self.host, **options})

    @asynccontextmanager
    async def entered(self, name: str, preset: str = "group_call_host", **options: Any) -> AsyncIterator[Meeting]:
        """Have somebody's meeting object open, and not joined."""
        async with await self.meeting(name, preset, **options) as meeting:
            yield meeting

    @asynccontextmanager
    async def joined(self, name: str, preset: str = "group_call_host", **options: Any) -> AsyncIterator[Meeting]:
        """Have somebody in the meeting."""
        async with self.entered(name, preset, **options) as meeting:
            await meeting.join()
            yield meeting


class Cast(Stage):
    """Two who are in the meeting, Ada who may do everything and Bob, and one who has not joined: `me`."""

    ada: Meeting
    bob: Meeting
    me: Meeting

    @asynccontextmanager
    async def playing(self) -> AsyncIterator["Cast"]:
        await self.open()
        async with AsyncExitStack() as stack:
            self.ada = await stack.enter_async_context(self.joined("Ada", plugins=[BOARD]))
            self.bob = await stack.enter_async_context(
                self.joined("Bob", "group_call_participant", plugins=[BOARD])
            )
            self.me = await stack.enter_async_context(self.entered("Me", plugins=[BOARD]))
            await until(lambda: self.bob.self.id in self.ada.participants.joined)
            yield self

    @property
    def seen_bob(self) -> Any:
        """Bob as Ada sees him."""
        return self.ada.participants.joined[self.bob.self.id]


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.001)


async def pass_time(clock: StillClock, seconds: float) -> None:
    """Let so many seconds pass: whoever is about to sleep does so before, and who wakes has their turn."""
    await clock.settle()
    clock.move(seconds)
    await clock.settle()


async def told(
    source: Any, kind: type[E], act: Callable[[], Awaitable[object]], where: Callable[[E], bool] | None = None
) -> E:
    """Return the event of this type that an act has a source tell."""
    waiting = asyncio.ensure_future(source.wait_for(kind, timeout=PATIENCE, where=where))
    await asyncio.sleep(0)
    try:
        await act()
        event: E = await waiting
        return event
    finally:
        waiting.cancel()
