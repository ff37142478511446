"""Coming and going: the way of a meeting object from its host into the meeting, and out again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from math import inf
from typing import Any

from msgspec import Struct

from realtimekit_async.agent.arguments import ParticipantToken, ask_for_token
from realtimekit_async.errors import RealtimeKitError, WaitTimeout
from realtimekit_async.log import logger
from realtimekit_async.secret import SecretDict
from realtimekit_async.timing import arrives_within, cancel_and_wait, carry_through

from .audio import is_loud
from .connection import Connection
from .errors import CallTimeout, HostError, HostLost, JoinRejected, JoinTimeout, MeetingOver, NotJoined
from .event import Event
from .events.own import RoomJoined, RoomLeft
from .events.people import ActiveSpeaker, ParticipantJoined, ParticipantLeft, ParticipantsCleared
from .events.session import ProblemReported
from .events.talk import ChatUpdated, TranscriptReceived
from .hosts.base import Host, Pipe
from .inside import Inside
from .leaving import LeavePolicy, LeaveTimer
from .options import PluginConfig
from .payloads import Snapshot
from .wire import Told, Trouble

_LEAVING = 5.0
"""Seconds that a host has to leave the meeting."""
ENDING = 20.0
"""Seconds that a host has to end altogether: a browser is given five, and then killed."""
_STAYS = "stageLeft"
"""A way to leave that is none: off the stage one is in the meeting still."""


class MeetingConfig(Struct, frozen=True, kw_only=True):
    """What a meeting object was made with."""

    host: Host
    source: ParticipantToken
    policy: LeavePolicy
    plugins: tuple[PluginConfig, ...]
    open_timeout: float


class MeetingLoop:
    """Enters the host, joins, takes what is told into account, and leaves when the policy says so."""

    def __init__(self, config: MeetingConfig, room: Inside) -> None:
        self._config = config
        self._room = room
        self._timer: LeaveTimer | None = None
        self._sooner = asyncio.Event()
        self._over = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._has_begun = False
        self._has_ended = False
        self._has_asked = False
        self.host_name: str = ""
        self._reactions: Mapping[type[Event], Callable[[Any], None]] = {
            RoomJoined: self._joined,
            RoomLeft: self._left,
            ParticipantJoined: self._others_changed,
            ParticipantLeft: self._participant_left,
            ParticipantsCleared: self._others_changed,
            ChatUpdated: self._chat_updated,
            TranscriptReceived: self._somebody_spoke,
            ActiveSpeaker: self._somebody_spoke,
        }

    # ── coming ──

    def begin(self) -> None:
        """Note that it is entered, which happens once."""
        if self._has_ended or self._room.is_over:
            raise MeetingOver("a meeting is entered once: make another one", state=self._room.left)
        if self._has_begun:
            raise RuntimeError("this meeting has been entered already, and is not over; make another one")
        self._has_begun = True

    async def enter(self) -> None:
        """Open the host and have it make the meeting object."""
        grant = await ask_for_token(self._config.source)
        pipe = await self._open_host()
        self.host_name = pipe.host_name
        connection = Connection(pipe, self, self._room.clock, self._room.call_timeout)
        self._room.enter(connection)
        connection.begin()
        self._room.dispatcher.open()
        fields = SecretDict[object](pipe.init_fields)
        fields["token"] = grant.token
        fields["options"] = {"defaults": {"plugins": self._config.plugins}}
        snapshot = await connection.ask("init", Snapshot, fields, seconds=self._config.open_timeout)
        self._room.mirror.load(snapshot)
        self._room.dispatcher.bound()
        connection.begin_pings()

    async def _open_host(self) -> Pipe:
        seconds = self._config.open_timeout
        opening = asyncio.ensure_future(self._config.host.open())
        try:
            if await arrives_within(self._room.clock, seconds, opening):
                return opening.result()
        except asyncio.CancelledError:
            if opening.done() and not opening.cancelled() and opening.exception() is None:
                await carry_through(opening.result().aclose(), ENDING)
            raise
        raise HostError(f"the host did not open within {seconds:g} s")

    async def join(self, seconds: float | None) -> None:
        """Be in the meeting, through the waiting room if there is one."""
        connection = self._room.check("join", joined=False)
        if self._room.mirror.me.room_joined:
            return
        self._has_asked = True
        joining = asyncio.ensure_future(self._be_admitted(connection))
        try:
            in_time = await _ends_within(self._room, seconds, joining)
        except asyncio.CancelledError:
            await self._withdraw()
            raise
        if not in_time:
            where = self._room.mirror.me.room_state
            await self._withdraw()
            raise JoinTimeout(
                f"not in the meeting after {seconds:g} s ({where}); the request was withdrawn", call="join"
            )
        joining.result()

    async def _withdraw(self) -> None:
        with suppress(WaitTimeout):
            await carry_through(self.leave("asked"), ENDING)

    async def _be_admitted(self, connection: Connection) -> None:
        """Ask to join, and wait for what is decided: the answer alone does not say that one is in."""
        with self._room.dispatcher.expecting(Event, _decides) as decision:
            fields = {"ns": "", "id": None, "fn": "join", "args": ()}
            asking = asyncio.ensure_future(connection.ask("call", object, fields, call="join", seconds=inf))
            try:
                await asyncio.wait((asking, decision), return_when=asyncio.FIRST_COMPLETED)
                if not decision.done():
                    asking.result()
                event = await asyncio.shield(decision)
            finally:
                await cancel_and_wait(asking)
        if isinstance(event, RoomLeft):
            raise _refused(event.state)

    # ── going ──

    async def leave(self, reason: str) -> None:
        """Leave the meeting or its waiting room; there is nothing to do if that has happened.

        A host that refuses is ended, for whoever stays inside is billed.
        """
        connection = self._room.connection
        if connection is None or self._room.is_over:
            return
        self._room.left = self._room.left or reason
        fields = {"ns": "", "id": None, "fn": "leave", "args": ()}
        try:
            await connection.ask("call", object, fields, call="leave", seconds=_LEAVING)
        except CallTimeout:  # who does not answer is not asked again
            await connection.aclose()
        except RealtimeKitError:
            await self._end(connection, reason)
        self._finish(reason)

    async def close(self, reason: str) -> None:
        """Leave, and end everything that was opened; the host has some seconds for it."""
        self._has_ended = True
        await cancel_and_wait(self._watching)
        connection = self._room.connection
        if connection is None:
            self._finish(reason)
        else:
            await self._end(connection, reason)

    async def _end(self, connection: Connection, reason: str) -> None:
        """Have the host leave and end, and then the connection: that is the end even of one that does not."""
        try:
            if connection.lost is None:
                self._room.left = self._room.left or reason
                with suppress(RealtimeKitError):
                    await connection.ask("close", object, seconds=_LEAVING)
            self._finish(reason)
        finally:
            await connection.aclose()

    async def wait_until_over(self) -> str:
        """Return when it is over, and why; raises the error that was the end."""
        if self._room.connection is None:
            raise NotJoined("this meeting has not been entered: use it as `async with`", call="run")
        await self._over.wait()
        self._room.dispatcher.raise_error()
        return self._room.left or ""

    def _finish(self, reason: str, error: HostLost | None = None) -> None:
        room = self._room
        if room.is_over:
            return
        room.left = reason if error is not None else room.left or reason
        logger.info("the meeting is over: %s", room.left)
        room.is_over = True
        room.mirror.end("left" if error is None else "failed")
        room.dispatcher.close(error)
        room.streams.end()
        self._over.set()

    async def _watch(self, timer: LeaveTimer) -> None:
        """Leave at the moment at which the policy says so."""
        clock = self._room.clock
        while True:
            moment, rule = timer.next_moment()
            seconds = moment - clock.now()
            if seconds <= 0:
                await self.leave(rule)
                return
            self._sooner.clear()
            await _ends_within(self._room, None if moment == inf else seconds, self._sooner.wait())

    # ── what the host says ──

    def take_events(self, events: list[Told]) -> None:
        """Take events, in their order: what is known is right before anybody is told."""
        take, dispatch = self._room.mirror.take, self._room.dispatcher.dispatch
        for told in events:
            for event in take(told):
                dispatch(event)
                reaction = self._reactions.get(type(event))
                if reaction is not None:
                    reaction(event)

    def take_sound(self, stream: int, pcm: bytes) -> None:
        """Take what is heard on a stream."""
        ear = self._room.streams.ears.get(stream)
        if ear is None:
            return
        ear.take(pcm)
        if self._config.policy.silent is not None and ear.is_of_others and is_loud(pcm):
            self._heard()

    def take_played(self, stream: int, samples: int) -> None:
        """Take how many samples of a microphone have been said so far."""
        microphone = self._room.streams.microphones.get(stream)
        if microphone is not None:
            microphone.take_played(samples)

    def take_trouble(self, trouble: Trouble) -> None:
        """Take an error that no request was waiting for."""
        self._room.dispatcher.dispatch(ProblemReported(trouble.code, trouble.message))

    def take_loss(self, error: HostLost) -> None:
        """Take the end of the connection."""
        self._finish("failed", error)

    # ── what follows from it ──

    def _joined(self, event: RoomJoined) -> None:
        if self._timer is None:
            self._timer = LeaveTimer(self._config.policy, self._room.clock.now())
            self._watching = asyncio.create_task(self._watch(self._timer))
        self._others_changed(event)

    def _left(self, event: RoomLeft) -> None:
        # Who has not asked to join may lose the SDK's own connection, and has not left anything.
        if self._has_asked and event.state != _STAYS:
            self._finish(event.state)

    def _participant_left(self, event: ParticipantLeft) -> None:
        self._room.streams.end_of(event.participant.id)
        self._others_changed(event)

    def _others_changed(self, _: Event) -> None:
        if self._timer is not None:
            self._timer.count_others(len(self._room.mirror.maps["joined"]), self._room.clock.now())
            self._sooner.set()

    def _chat_updated(self, event: ChatUpdated) -> None:
        if event.message.user_id != self._room.me.user_id:
            self._heard()

    def _somebody_spoke(self, event: ActiveSpeaker | TranscriptReceived) -> None:
        if event.peer_id != self._room.me.id:
            self._heard()

    def _heard(self) -> None:
        if self._timer is not None:
            self._timer.last_heard = self._room.clock.now()


async def _ends_within(room: Inside, seconds: float | None, awaited: Awaitable[object]) -> bool:
    """Wait for something, so many seconds at most; None is as long as it takes."""
    if seconds is not None and seconds != inf:
        return await arrives_within(room.clock, seconds, awaited)
    task = asyncio.ensure_future(awaited)
    try:
        await asyncio.wait((task,))
    finally:
        await cancel_and_wait(task)
    return True


def _decides(event: Event) -> bool:
    return isinstance(event, RoomJoined) or (isinstance(event, RoomLeft) and event.state != _STAYS)


def _refused(state: str) -> JoinRejected | MeetingOver:
    if state == "rejected":
        return JoinRejected("a host of the meeting refused the request to join", call="join")
    return MeetingOver(f"not in the meeting: {state}", state=state, call="join")
