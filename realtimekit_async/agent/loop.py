"""The loop of an agent: the task that keeps it in the meeting, and what it makes of the frames that come."""

import asyncio
from math import inf

from msgspec import Struct

from realtimekit_async.log import logger
from realtimekit_async.secret import SecretStr
from realtimekit_async.telling.dispatch import Dispatcher
from realtimekit_async.telling.events import Teller
from realtimekit_async.timing import Clock, arrives_within, cancel_and_wait, first_of
from realtimekit_async.wire.calls import Sender
from realtimekit_async.wire.loose import LOOSE
from realtimekit_async.wire.unicode import MENDED

from .arguments import ParticipantToken, ask_for_token
from .connection import Connection
from .errors import AgentLeft, AgentNotJoined
from .events import Event, Gap, Result, SessionStarted
from .frames import read_frame
from .leaving import LeavePolicy
from .roster import list_present
from .socket import Address
from .state import State, Taken

AGENT = Teller("agent", Event, AgentLeft, AgentNotJoined)


class AgentConfig(Struct, frozen=True, kw_only=True):
    """What an agent was made with."""

    address: Address
    source: ParticipantToken
    policy: LeavePolicy
    follow: bool
    client: Sender | None
    transcript_size: int
    patience: float


class AgentLoop:
    """Connects, takes frames into account, delivers events, and leaves when the policy says so."""

    def __init__(self, config: AgentConfig, clock: Clock, dispatcher: Dispatcher[Event]) -> None:
        self._config = config
        self._clock = clock
        self._now = clock.now
        self._dispatcher = dispatcher
        self._starting: SessionStarted | None = None
        self._sooner = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.connection: Connection = Connection(config.address, self._token, self, clock, config.patience)
        self.state: State = State(config.policy, clock.now(), config.transcript_size)
        self._has_mended = False
        self.left: str | None = None
        self.duplicates: int = 0

    def __repr__(self) -> str:
        where = "no session yet" if self.state.session is None else self.state.session.id
        return f"{where}, {self.left or ('connected' if self.connection.is_open else 'not connected')}"

    # ── coming and going ──

    def begin(self) -> None:
        """Start to live, once."""
        if self._task is not None and not self._task.done():
            raise RuntimeError("this agent has been entered already, and is in the meeting; create another one")
        if self._task is not None:
            raise AgentLeft("an agent joins once; create another one")
        self.state.next_session(self._now())
        self._dispatcher.open()
        self._task = asyncio.create_task(self._run())

    async def wait_until_joined(self) -> None:
        """Return when the connection works; raises what has ended it before."""
        living = self._joined_task()
        await first_of(self.connection.ready.wait(), asyncio.wait((living,)))
        self._dispatcher.raise_error()
        self._dispatcher.bound()

    async def wait_until_over(self) -> str:
        """Return when the agent has left, and why; raises the error that was the end."""
        await asyncio.wait((self._joined_task(),))
        self._dispatcher.raise_error()
        return self.left or ""

    async def end(self, reason: str) -> None:
        """Leave now; there is nothing to do if the agent has left."""
        task = self._joined_task()
        if task.done():
            return
        self.left = self.left or reason
        self.connection.say_goodbye()
        if not self.connection.is_open:
            task.cancel()
        try:
            await asyncio.wait((task,))
        finally:
            await cancel_and_wait(task)

    def _joined_task(self) -> "asyncio.Task[None]":
        if self._task is None:
            raise AgentNotJoined("this agent has not joined: use it as `async with`")
        return self._task

    async def _run(self) -> None:
        error: Exception | None = None
        try:
            await self._attend_session()
            while self._config.follow and self.left == "session_ended":
                await self._dispatcher.wait_until_idle()  # whoever stores the transcript has the time for it
                self.left = None
                self.state.next_session(self._now())
                await self._attend_session()
        except Exception as raised:  # noqa: BLE001 - raised again where somebody sees it
            error, self.left = raised, "failed"
        finally:
            self._dispatcher.close(error)

    async def _attend_session(self) -> None:
        """Stay in the meeting for the length of a session."""
        watching = asyncio.create_task(self._watch())
        try:
            await self.connection.run()
            self.left = self.left or "session_ended"
        finally:
            await cancel_and_wait(watching)

    async def _watch(self) -> None:
        """Leave at the moment at which the policy says so."""
        while True:
            moment, rule = self.state.leave_timer.next_moment()
            seconds = moment - self._now()
            if seconds <= 0:
                self.left = self.left or rule
                self.connection.say_goodbye()
                return
            self._sooner.clear()
            if moment == inf:
                await self._sooner.wait()
            else:
                await arrives_within(self._clock, seconds, self._sooner.wait())

    async def _token(self) -> SecretStr:
        grant = await ask_for_token(self._config.source)
        self.state.present.me = grant.participant_id or self.state.present.me
        return grant.token

    # ── frames ──

    def take_frame(self, frame: str | bytes) -> bool:
        """Take a frame; return whether the next one has to wait for `wait_until_ready()`."""
        event = read_frame(frame, self._tell_mended)
        taken = self.state.take(event, frame, self._now)
        if taken == "new":
            return self._dispatcher.dispatch(event)  # type: ignore[arg-type] # a Result is never new
        return self._take_otherwise(event, taken)

    def _take_otherwise(self, event: Event | Result, taken: Taken) -> bool:
        if isinstance(event, Result):
            self.connection.answered(event)
            return False
        if isinstance(event, SessionStarted):
            self._starting = event
            return True
        if taken == "again":
            self.duplicates += 1
            return False
        self._sooner.set()
        return self._dispatcher.dispatch(event)

    def _tell_mended(self) -> None:
        if not self._has_mended:
            self._has_mended = True
            logger.warning("in what the agent is told, %s, or %s", MENDED, LOOSE)

    async def wait_until_ready(self) -> None:
        """Return when the next frame can be taken: a session has been looked at, and there is room."""
        started, self._starting = self._starting, None
        if started is not None:
            await self._announce(started)
        await self._dispatcher.wait_for_room()

    def note_reconnected(self) -> None:
        """Take into account that what comes from now on may have come before."""
        self.state.duplicates.reconnected()

    async def _announce(self, started: SessionStarted) -> None:
        """Read who is there before anybody is told that a session has started, or that there is a gap."""
        state = self.state
        event = state.begin_session(started)
        if self._config.client is not None:
            peers = await list_present(started.session, self._config.client)
            if peers is not None:
                state.present.read(peers)
        if isinstance(event, Gap):
            event.present_is_complete = state.present.is_complete
        state.count_others(self._now())
        self._sooner.set()
        self._dispatcher.dispatch(event)
