"""What the tests of meeting objects share: a meeting on the emulator, and who takes part in it."""

from collections.abc import AsyncIterator

import pytest

from realtimekit_async.emulator import Emulator

from .stage import Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Emulator() as emulator, emulator.client() as rtk:
        opened = Stage(emulator, rtk)
        await opened.open()
        yield opened
    assert emulator.errors == []
