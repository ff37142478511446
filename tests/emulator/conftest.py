"""What the tests of the emulator share: an emulator, and the plainest client that can talk to it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import aiohttp
import msgspec
import pytest

from realtimekit_async.emulator import Clock, Emulator

from .plain_agent import Meeting

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    json: Any

    @property
    def data(self) -> Any:
        return self.json["data"]


class Api:
    """Sends requests as they are, below an app unless told otherwise."""

    def __init__(self, emulator: Emulator, http: aiohttp.ClientSession) -> None:
        self.emulator = emulator
        self.http = http
        self.kit = f"{emulator.base_url}/accounts/{emulator.world.account_id}/realtime/kit"

    async def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Reply:
        return await self.send(method, f"{self.kit}/{self.emulator.app.id}{path}", body, **options)

    async def send(self, method: str, url: str, body: Any = None, **options: Any) -> Reply:
        if body is not None:
            options["data"] = msgspec.json.encode(body)
        headers = {"Authorization": f"Bearer {self.emulator.world.api_token}"} | options.pop("headers", {})
        async with self.http.request(method, url, headers=headers, **options) as response:
            return Reply(response.status, response.headers, msgspec.json.decode(await response.read()))

    async def meeting(self, **fields: Any) -> Any:
        return (await self("POST", "/meetings", fields)).data

    async def participant(self, meeting_id: str, custom_id: str = "user-1", **fields: Any) -> Any:
        body = {"custom_participant_id": custom_id, "preset_name": "group_call_host", **fields}
        return (await self("POST", f"/meetings/{meeting_id}/participants", body)).data


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def emulator(clock: Clock) -> AsyncIterator[Emulator]:
    async with Emulator(seed=1, meetings=0, clock=clock) as running:
        yield running
    assert running.errors == []


async def arrival(emulator: Emulator, number: int = 1) -> None:
    """Wait until so many requests have arrived."""
    while len(emulator.requests) < number:  # noqa: ASYNC110 - the emulator has no event for it, and needs none
        await asyncio.sleep(0)


@asynccontextmanager
async def api_of(emulator: Emulator) -> AsyncIterator[Api]:
    """Talk to an emulator that a test has made for itself."""
    async with aiohttp.ClientSession() as http:
        yield Api(emulator, http)


@pytest.fixture
async def api(emulator: Emulator) -> AsyncIterator[Api]:
    async with api_of(emulator) as talking:
        yield talking


@asynccontextmanager
async def meeting_of(api: Api) -> AsyncIterator[Meeting]:
    """Create a meeting whose agents leave in the end."""
    created = Meeting(api, (await api.meeting())["id"])
    yield created
    await created.aclose()


@pytest.fixture
async def meeting(api: Api) -> AsyncIterator[Meeting]:
    async with meeting_of(api) as created:
        yield created
