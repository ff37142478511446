"""The meeting object: a program that takes part in a meeting."""

from collections.abc import Coroutine, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, Unpack

from realtimekit_async.agent.arguments import ParticipantToken, checked_token
from realtimekit_async.checks import EnteredAsync, check_count, check_seconds, checked_seconds
from realtimekit_async.errors import ConfigurationError, WaitTimeout
from realtimekit_async.secret import taken_over
from realtimekit_async.timing import Clock, SystemClock, carry_through

from .audio import AudioIn
from .checks import checked_plugins
from .controls import Livestream, Meta, Recording, Stage
from .event import Event
from .hosts.base import Host
from .inside import Inside, Sizes
from .instead import teach
from .leaving import LeavePolicy
from .local import LocalParticipant
from .loop import ENDING, MeetingConfig, MeetingLoop
from .options import MeetingOptions, PluginConfig, SoundOptions
from .people import Participants
from .sources import Source
from .talking import Ai, Chat, Plugins, Polls

_CLOCK = SystemClock()
_USUAL = LeavePolicy(alone=60, nobody_came=600)


@teach
class Meeting(EnteredAsync, Source):
    """A participant of a live meeting that is a program: it speaks, listens, chats, votes and admits.

    Experimental: it drives Cloudflare's own SDK, and has been tested against that SDK without a network and
    against the emulator, not yet in a live meeting. `realtimekit meeting check` says what works on this machine.

    `token` is a participant's, as `participants.add` and `ensure` give it (the whole answer will do, too), or a
    callable, sync or async, that gives it. `async with Meeting(token) as meeting:` opens the host, a page in a
    browser (`Chromium()`) unless another is given, and `await meeting.join()` joins: until then one can look at
    oneself, and set a name. `rtk.meetings.join(…)` does both at once. One object joins once: after leaving, a kick
    or the end of the meeting it is over.

    A participant is billed, and keeps the session and a running recording alive: `leave` says when it leaves by
    itself (unless given: alone for a minute, nobody came for ten, at most a day; `session_ended` has no effect).
    `silent` counts from the last message or transcript of the others, from the last of them who began to speak,
    and, while an `audio()` of others is open, from the last sound.

    Up to `queue_size` events wait to be taken, then the oldest is dropped and counted: the connection is read
    at all times. What is known (`participants`, `chat.messages`) is right whatever is dropped; of messages the
    last `chat_size` and of transcripts the last `transcript_size` are kept. `plugins` are those that it is
    entered with. Calls end within `call_timeout` seconds, opening the host within `open_timeout`.

    Entering raises HostError (BrowserNotFound, SdkNotInstalled and others) where the host cannot be opened, and
    MeetingError where the token is not accepted. Construction raises ConfigurationError for what is no
    participant's token, no host, or no number that can be.

    Example:
        >>> guest = await rtk.participants.add(
        ...     meeting.id, name="Grace", preset_name="group_call_guest", custom_participant_id="user-8"
        ... )
        >>> async with Meeting(guest, host=Emulated(emulator.meeting_url)) as grace:
        ...     await grace.join()
        ...     print(sorted(one.name for one in grace.participants.joined.to_list()))
        ['Ada', 'Bot']
        >>> grace.left
        'asked'
    """

    def __init__(
        self,
        token: ParticipantToken,
        *,
        host: Host | None = None,
        leave: LeavePolicy | None = None,
        plugins: Iterable[PluginConfig] = (),
        queue_size: int = 10_000,
        chat_size: int = 10_000,
        transcript_size: int = 20_000,
        call_timeout: float = 15.0,
        open_timeout: float = 30.0,
        clock: Clock = _CLOCK,
    ) -> None:
        token = taken_over(token)
        if not callable(token):
            checked_token(token)
        config = MeetingConfig(
            host=_browser() if host is None else _checked_host(host),
            source=token,
            policy=_policy(leave),
            plugins=checked_plugins(plugins),
            open_timeout=_seconds("open_timeout", open_timeout),
        )
        room = Inside(
            _sizes(queue_size, chat_size, transcript_size), clock, _seconds("call_timeout", call_timeout)
        )
        super().__init__(room)
        self._loop = MeetingLoop(config, room)
        self.self: LocalParticipant = room.me
        """Oneself: name and state, microphone, camera, screen and devices."""
        self.participants: Participants = Participants(room)
        """The others: who is there, who waits, and what may be asked of all of them."""
        self.chat: Chat = Chat(room)
        """The messages, and what writes them."""
        self.polls: Polls = Polls(room)
        """The polls, and what makes them and votes."""
        self.plugins: Plugins = Plugins(room)
        """The plugins that the meeting was made with."""
        self.ai: Ai = Ai(room)
        """What is written down of what is said."""
        self.meta: Meta = Meta(room)
        """The meeting's id and title, its session, and the state of its connections."""
        self.recording: Recording = Recording(room)
        """The recording, and what starts and stops it."""
        self.livestream: Livestream = Livestream(room)
        """The livestream, and what starts and stops it."""
        self.stage: Stage = Stage(room)
        """The stage of a webinar, and who may come onto it."""

    # ── what it knows ──

    @property
    def left(self) -> str | None:
        """Why it is over: a rule of the policy, "asked", what ended it ("kicked", "ended", …), or "failed".

        None while it is not over.
        """
        return self._room.left

    @property
    def dropped(self) -> int:
        """How many events were dropped because too many waited to be taken."""
        return self._room.dispatcher.dropped

    @property
    def host_name(self) -> str:
        """What holds the meeting object: "page" or "emulator"; empty before it is entered."""
        return self._loop.host_name

    # ── what it is told: `on` and `wait_for` stand in Source ──

    def __aiter__(self) -> Self:
        return self

    def __anext__(self) -> Coroutine[Any, Any, Event]:
        """Return the next event, for `async for`; after the last, the end, or HostLost if that was the end.

        Raises NotJoined before the block is entered.
        """
        self._room.check_loop("async for")
        return self._room.dispatcher.next()

    def audio(self, **options: Unpack[SoundOptions]) -> AudioIn:
        """Describe what is heard of everybody else, mixed: `async with meeting.audio() as chunks:`.

        One's own voice is not in it: that is `meeting.self.audio()`.
        """
        return AudioIn(self._room, {"ns": "mix"}, "audio", **options)

    async def run(self) -> str:
        """Return when the meeting is over, and why (`left`); raises HostLost if that was the end.

        Raises NotJoined before the block is entered.
        """
        self._room.check_loop("run")
        return await self._loop.wait_until_over()

    # ── coming and going ──

    async def join(self, *, timeout: float | None = 60.0) -> None:  # noqa: ASYNC109 - of the meeting's own clock
        """Join the meeting, and wait in its waiting room if there is one, until somebody lets one in.

        Who is there already is in `participants.joined` when it returns. Where one has joined already, nothing
        happens. Raises NotJoined before the block is entered, JoinRejected, MeetingOver, and JoinTimeout after
        `timeout` seconds (None: as long as it takes); cancelled or too late, it withdraws, and that is the end.
        """
        await self._loop.join(_checked_timeout(timeout))

    async def leave(self) -> None:
        """Leave the meeting, or its waiting room, at once; what has been received can still be taken.

        A host that refuses, or does not answer within five seconds, is ended: nobody stays in the meeting.
        Nothing happens where there is nothing to leave: before the block is entered, and after one has left.
        """
        self._room.check_loop("leave")
        with suppress(WaitTimeout):
            await carry_through(self._loop.leave("asked"), ENDING)

    async def __aenter__(self) -> Self:
        self._loop.begin()
        try:
            await self._loop.enter()
        except BaseException as error:
            await self._end("failed", error)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end("asked", error)

    async def _end(self, reason: str, error: BaseException | None) -> None:
        try:
            with suppress(WaitTimeout):
                await carry_through(self._loop.close(reason), ENDING)
        except BaseException as late:
            await self._room.dispatcher.finish(error or late)
            raise
        await self._room.dispatcher.finish(error)

    def __repr__(self) -> str:
        room: Inside | None = self.__dict__.get("_room")
        if room is None:
            return "Meeting(not made)"  # of one whose construction failed
        return f"Meeting({room.mirror.meta.meeting_id}, {room.me.room_state}, {room.left or 'not over'})"


class JoiningMeeting(Meeting):
    """A meeting object that joins when it is entered, within so many seconds."""

    def __init__(self, token: ParticipantToken, seconds: float | None, options: MeetingOptions) -> None:
        super().__init__(token, **options)
        self._seconds = _checked_timeout(seconds)

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        try:
            await self.join(timeout=self._seconds)
        except BaseException as error:
            await self._end("failed", error)
            raise
        return self


def _browser() -> Host:
    from .hosts.chromium import Chromium  # noqa: PLC0415 - who gives a host needs no browser

    return Chromium()


def _checked_host(host: Host) -> Host:
    if isinstance(host, type) or not callable(getattr(host, "open", None)):
        shown = host.__name__ if isinstance(host, type) else type(host).__name__
        raise ConfigurationError(f"host is what opens meeting objects, Chromium() or Emulated(url); got {shown}")
    return host


def _checked_timeout(timeout: float | None) -> float | None:
    return None if timeout is None else checked_seconds("timeout", timeout, finite=False)


def _policy(leave: LeavePolicy | None) -> LeavePolicy:
    if leave is not None and not isinstance(leave, LeavePolicy):
        raise TypeError(f"leave is a LeavePolicy(…), got {type(leave).__name__}")
    return leave or _USUAL


def _sizes(queue: int, chat: int, transcript: int) -> Sizes:
    check_count("queue_size", queue)
    check_count("chat_size", chat, least=0)
    check_count("transcript_size", transcript, least=0)
    return Sizes(queue, chat, transcript)


def _seconds(name: str, seconds: float) -> float:
    check_seconds(name, seconds, above_zero=True)
    return seconds
