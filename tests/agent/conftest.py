"""What the tests of the agent share: an emulator with a meeting, and clocks that a test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from realtimekit_async import RealtimeKit
from realtimekit_async.agent import Agent, Event
from realtimekit_async.emulator import Clock, Emulator

from ..doubles.clocks import StillClock


class Scene:
    """A meeting on the emulator whose time a test moves, and the agent's time with it."""

    def __init__(self, emulator: Emulator, rtk: RealtimeKit) -> None:
        self.emulator = emulator
        self.agents = emulator.agents
        self.simulate = emulator.simulate
        self.rtk = rtk
        self.clock = StillClock()

    async def open(self) -> None:
        meeting = await self.rtk.meetings.create(title="Standup")
        self.meeting_id = meeting.id
        self.guest = await self.rtk.participants.add(
            meeting.id, name="Notes", preset_name="group_call_participant", custom_participant_id="notes"
        )

    def agent(self, **options: Any) -> Agent:
        """Describe an agent of this meeting that cannot ask REST, unless a client is given."""
        given = {"url": self.emulator.agent_url, "clock": self.clock, **options}
        return Agent(given.pop("token", self.guest), **given)

    def join(self, name: str) -> str:
        return self.simulate.participant_joins(self.meeting_id, name=name).id

    def leave(self, who: str) -> None:
        self.simulate.participant_leaves(self.meeting_id, who)

    def say(self, who: str, text: str, **options: Any) -> None:
        self.simulate.says(self.meeting_id, who, text, **options)

    async def move(self, seconds: float) -> None:
        """Let time pass on both clocks, and what follows from it happen."""
        self.simulate.advance(seconds)
        self.clock.move(seconds)
        await settle()

    async def settle(self) -> None:
        """Let every task come to rest."""
        await settle()

    @property
    def connection(self) -> Any:
        return self.agents.connections[-1]

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in the emulator
                await asyncio.sleep(0)

    async def until_moving(self, condition: Callable[[], object]) -> None:
        """Wait while the agent's clock runs: back-offs and heartbeats come to pass."""
        async with asyncio.timeout(30):
            while not condition():
                self.clock.move(1)
                await asyncio.sleep(0.001)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    async with Emulator(clock=clock) as emulator, emulator.client() as rtk:
        playing = Scene(emulator, rtk)
        await playing.open()
        yield playing
    assert emulator.errors == []


@pytest.fixture(scope="session")
def taken() -> Callable[..., Any]:
    """Take so many events from an agent."""

    async def take(agent: Agent, number: int) -> list[Event]:
        async with asyncio.timeout(30):
            return [await anext(agent) for _ in range(number)]

    return take
