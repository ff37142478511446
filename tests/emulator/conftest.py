"""What the tests of the emulator share: an emulator, and the plainest client that can talk to it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import msgspec
import pytest
from aiohttp import web

from realtimekit_async.emulator import Clock, Emulator

from .plain_agent import Meeting
from .plain_meeting_object import Room, room_of

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


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Share one key of webhook signatures, for making one takes a while."""
    return tmp_path_factory.mktemp("keys") / "webhooks.pem"


@pytest.fixture
async def emulator(clock: Clock, key_file: Path) -> AsyncIterator[Emulator]:
    async with Emulator(seed=1, meetings=0, clock=clock, webhook_key_file=key_file) as running:
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


class Arrival(NamedTuple):
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def event(self) -> str:
        return self.json["event"]


class Receiver:
    """A backend that takes webhooks at `url`, writes them down and answers what it is told to."""

    def __init__(self) -> None:
        self.arrived: list[Arrival] = []
        self.statuses: deque[int] = deque()
        self.usual = 200
        self.url = ""
        self.answers = asyncio.Event()
        self.answers.set()
        self._news = asyncio.Condition()
        self._port = 0
        self._runner: web.ServerRunner | None = None

    async def open(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._take, access_log=None), shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}/hooks"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, http: web.BaseRequest) -> web.Response:
        self.arrived.append(Arrival(http.headers, await http.read()))
        async with self._news:
            self._news.notify_all()
        await self.answers.wait()
        status = self.statuses.popleft() if self.statuses else self.usual
        headers = {"Location": self.url} if 300 <= status < 400 else {}
        return web.Response(status=status, headers=headers)

    async def arrival(self, number: int) -> None:
        """Wait until so many have arrived."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.arrived) >= number)

    @property
    def events(self) -> list[str]:
        return [arrival.event for arrival in self.arrived]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.open()
    yield receiver
    await receiver.close()


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


@pytest.fixture
async def room(api: Api) -> AsyncIterator[Room]:
    async with room_of(api, title="Standup") as created:
        yield created
