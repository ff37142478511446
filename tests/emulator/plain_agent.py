"""The plainest agent there can be: aiohttp's WebSocket and JSON, nothing of the library."""

import asyncio
import socket
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import msgspec

from realtimekit_async.emulator import Emulator
from realtimekit_async.emulator.agents import Connection

if TYPE_CHECKING:
    from .conftest import Api

SUBPROTOCOL = "realtimekit.v1"
EVERYTHING = "transcript,participant,broadcast"
PATIENCE = 30  # seconds until a test fails whose frame does not come, on a machine however busy


class Ended(NamedTuple):
    code: int
    reason: str


class PlainAgent:
    """One WebSocket of an agent."""

    def __init__(self, web_socket: aiohttp.ClientWebSocketResponse) -> None:
        self.web_socket = web_socket

    async def frame(self) -> Any:
        message = await self.web_socket.receive(PATIENCE)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return msgspec.json.decode(message.data)

    async def event(self, name: str) -> Any:
        """Receive the next event, which has to be this one."""
        frame = await self.frame()
        assert (frame["category"], frame["name"]) == ("message", name), frame
        assert {*frame} == {"category", "name", "data"}
        return frame["data"]

    async def ask(self, name: str, request_id: str = "r1") -> Any:
        await self.send({"category": "request", "request_id": request_id, "name": name, "data": {}})
        return await self.frame()

    async def send(self, value: Any) -> None:
        await self.web_socket.send_str(value if isinstance(value, str) else msgspec.json.encode(value).decode())

    async def connection_id(self) -> str:
        return (await self.ask("connection.get"))["data"]["connection"]["id"]

    async def ended(self) -> Ended:
        """Receive the close frame, which has to come next."""
        message = await self.web_socket.receive(PATIENCE)
        assert message.type is aiohttp.WSMsgType.CLOSE, message
        return Ended(message.data, message.extra or "")

    async def close(self, code: int = 1000) -> None:
        await self.web_socket.close(code=code)

    def cut(self) -> None:
        """End the connection without a close frame."""
        self.web_socket.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


class Meeting:
    """A meeting, and agents for it."""

    def __init__(self, api: "Api", meeting_id: str) -> None:
        self.api = api
        self.emulator: Emulator = api.emulator
        self.id = meeting_id
        self._custom_ids = 0
        self._web_sockets: list[aiohttp.ClientWebSocketResponse] = []

    async def participant(self, **fields: Any) -> Any:
        self._custom_ids += 1
        return await self.api.participant(self.id, f"agent-{self._custom_ids}", **{"name": "Notes"} | fields)

    async def token(self, **fields: Any) -> str:
        return (await self.participant(**fields))["token"]

    async def connect(self, token: str, *, subscriptions: str | None = EVERYTHING, **query: str) -> PlainAgent:
        if subscriptions is not None:
            query["subscriptions"] = subscriptions
        web_socket = await self.api.http.ws_connect(
            self.emulator.agent_url,
            params=query,
            headers={"Authorization": f"Bearer {token}"},
            protocols=[SUBPROTOCOL],
        )
        self._web_sockets.append(web_socket)
        return PlainAgent(web_socket)

    async def aclose(self) -> None:
        """Let every agent leave."""
        await asyncio.gather(*[web_socket.close() for web_socket in self._web_sockets])

    async def joined(self, **options: Any) -> PlainAgent:
        """Connect as somebody new, and be in the session."""
        agent = await self.connect(await self.token(), **options)
        await agent.event("session.started")
        return agent

    def joins(self, name: str, **options: Any) -> str:
        """Let somebody join, and give the peer's id."""
        return self.emulator.simulate.participant_joins(self.id, name=name, **options).id

    def marks(self, text: str) -> None:
        """Send everybody something that is easily told apart."""
        self.emulator.simulate.broadcasts(self.id, text)

    @property
    def connection(self) -> Connection:
        """The connection that was opened last."""
        return self.emulator.agents.connections[-1]


async def marked(agent: PlainAgent, *texts: str) -> None:
    """Receive exactly these marks, in this order."""
    for text in texts:
        assert (await agent.event("broadcast.received"))["type"] == text


async def lost(connection: Connection) -> None:
    """Wait until the server knows that a WebSocket has ended."""
    while connection.is_open:  # noqa: ASYNC110 - the emulator has no event for it, and needs none
        await asyncio.sleep(0)
