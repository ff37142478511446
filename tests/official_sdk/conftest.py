"""The official SDK on the emulator, whose clock stands still; answers that break the SDK's types are errors."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from cloudflare import AsyncCloudflare

from realtimekit_async.emulator import Clock, Emulator

from .bodies import NOW


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    async with Emulator(clock=Clock(NOW)) as emulator:
        yield emulator
    assert emulator.errors == []


@pytest.fixture
async def kit(emulator: Emulator) -> AsyncIterator[Any]:
    async with AsyncCloudflare(
        api_token=emulator.credentials["api_token"],
        base_url=emulator.base_url,
        max_retries=0,
        _strict_response_validation=True,
    ) as client:
        yield client.realtime_kit


@pytest.fixture
def here(emulator: Emulator) -> dict[str, str]:
    """Where all but the apps are."""
    return {name: emulator.credentials[name] for name in ("account_id", "app_id")}


@pytest.fixture
async def meeting_id(kit: Any, here: dict[str, str]) -> str:
    """A meeting called Standup."""
    answer = await kit.meetings.create(**here, title="Standup")
    return answer.data.id
