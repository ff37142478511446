"""The life of an agent: the task that keeps it in the meeting, and what it makes of the frames that come."""

import asyncio
from math import inf

from msgspec import Struct

from realtimekit_async.secret import Hidden
from realtimekit_async.timing import Clock
from realtimekit_async.wire.calls import Sender

from .arguments import Token, granted
from .connection import Link
from .dispatch import Delivery
from .errors import AgentLeft
from .events import Gap, Result, SessionStarted, read_frame
from .leaving import LeavePolicy
from .roster import present_in
from .socket import Address
from .state import State
from .timing import came_in_time, ended


class Plan(Struct, frozen=True, kw_only=True):
    """What an agent was made with."""

    address: Address
    source: Hidden[Token]
    policy: LeavePolicy
    follow: bool
    client: Sender | None
    transcript_size: int
    patience: float


class Life:
    """Connects, takes frames into account, delivers events, and leaves when the policy says so."""

    def __init__(self, plan: Plan, clock: Clock, delivery: Delivery) -> None:
        self._plan = plan
        self._clock = clock
        self._delivery = delivery
        self._starting: SessionStarted | None = None
        self._sooner = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.link: Link = Link(plan.address, self._token, self, clock, plan.patience)
        self.state: State = State(plan.policy, clock.now(), plan.transcript_size)
        self.left: str | None = None
        self.duplicates: int = 0

    def __repr__(self) -> str:
        where = "no session yet" if self.state.session is None else self.state.session.id
        return f"{where}, {self.left or ('connected' if self.link.is_open else 'not connected')}"

    # ── coming and going ──

    def begin(self) -> None:
        """Start to live, once."""
        if self._task is not None:
            raise AgentLeft("an agent joins once; create another one")
        self.state.next_session(self._clock.now())
        self._delivery.open()
        self._task = asyncio.create_task(self._live())

    async def joined(self) -> None:
        """Return when the connection works; raises what has ended it before."""
        ready = asyncio.ensure_future(self.link.ready.wait())
        try:
            await asyncio.wait((ready, self._running()), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await ended(ready)
        self._delivery.raise_error()
        self._delivery.bound()

    async def over(self) -> str:
        """Return when the agent has left, and why; raises the error that was the end."""
        await asyncio.wait((self._running(),))
        self._delivery.raise_error()
        return self.left or ""

    async def end(self, reason: str) -> None:
        """Leave now; there is nothing to do if the agent has left."""
        task = self._running()
        if task.done():
            return
        self.left = self.left or reason
        self.link.say_goodbye()
        if not self.link.is_open:
            task.cancel()
        try:
            await asyncio.wait((task,))
        finally:
            await ended(task)

    def _running(self) -> "asyncio.Task[None]":
        if self._task is None:
            raise AgentLeft("this agent has not joined: use it as `async with`")
        return self._task

    async def _live(self) -> None:
        error: Exception | None = None
        try:
            await self._be_there()
            while self._plan.follow and self.left == "session_ended":
                await self._delivery.idle()  # whoever stores the transcript has the time for it
                self.left = None
                self.state.next_session(self._clock.now())
                await self._be_there()
        except Exception as raised:  # noqa: BLE001 - raised again where somebody sees it
            error, self.left = raised, "failed"
        finally:
            self._delivery.close(error)

    async def _be_there(self) -> None:
        """Be in the meeting for the length of a session."""
        watching = asyncio.create_task(self._watch())
        try:
            await self.link.run()
            self.left = self.left or "session_ended"
        finally:
            await ended(watching)

    async def _watch(self) -> None:
        """Leave at the moment at which the policy says so."""
        while True:
            moment, rule = self.state.watch.next()
            seconds = moment - self._clock.now()
            if seconds <= 0:
                self.left = self.left or rule
                self.link.say_goodbye()
                return
            self._sooner.clear()
            if moment == inf:
                await self._sooner.wait()
            else:
                await came_in_time(self._clock, seconds, self._sooner.wait())

    async def _token(self) -> Hidden[str]:
        grant = await granted(self._plan.source)
        self.state.present.me = grant.participant_id or self.state.present.me
        return grant.token

    # ── frames ──

    def heard(self, frame: str | bytes) -> bool:
        """Take a frame; tell whether the next one has to wait for `settled()`."""
        event = read_frame(frame)
        if isinstance(event, Result):
            self.link.answered(event)
            return False
        if isinstance(event, SessionStarted):
            self._starting = event
            return True
        taken = self.state.take(event, frame, self._clock.now())
        if taken == "again":
            self.duplicates += 1
            return False
        if taken == "may leave sooner":
            self._sooner.set()
        return self._delivery.give(event)

    async def settled(self) -> None:
        """Return when the next frame can be taken: a session has been looked at, and there is room."""
        started, self._starting = self._starting, None
        if started is not None:
            await self._look(started)
        await self._delivery.room()

    def reconnected(self) -> None:
        """Know that what comes from now on may have come before."""
        self.state.duplicates.reconnected()

    async def _look(self, started: SessionStarted) -> None:
        """Read who is there before anybody is told that a session has started, or that there is a gap."""
        state = self.state
        event = state.began(started)
        if self._plan.client is not None:
            peers = await present_in(started.session, self._plan.client)
            if peers is not None:
                state.present.read(peers)
        if isinstance(event, Gap):
            event.present_is_complete = state.present.is_complete
        state.counted(self._clock.now())
        self._sooner.set()
        self._delivery.give(event)
