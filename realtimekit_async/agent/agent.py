"""The agent: a participant of a meeting that is a program."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar, overload

from realtimekit_async.checks import EnteredAsync, check_choice, check_count, checked_seconds
from realtimekit_async.errors import WaitTimeout
from realtimekit_async.http.proxies import chosen_proxy
from realtimekit_async.secret import taken_over
from realtimekit_async.telling.dispatch import Dispatcher, not_in_time
from realtimekit_async.telling.handlers import Handler, check_kinds, checked_handler
from realtimekit_async.telling.queue import WHEN_FULL, WhenFull
from realtimekit_async.timing import Clock, SystemClock, arrives_within, carry_through
from realtimekit_async.wire.calls import Sender

from .arguments import (
    ParticipantToken,
    checked_policy,
    checked_subscriptions,
    checked_token,
)
from .events import SUBSCRIPTIONS, Event, Session, Subscription
from .leaving import LeavePolicy
from .loop import AGENT, AgentConfig, AgentLoop
from .presence import Present
from .protocol import PUBLIC_URL
from .socket import Address, checked_url, scheme_for_proxies
from .transcript import Transcript

E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)
H = TypeVar("H", bound=Event)

_LEAVING = 5.0
_CLOCK = SystemClock()


class Agent(EnteredAsync):
    """A participant of a live meeting that is a program: in the meeting while an `async with` block runs.

    `token` is a participant's, as `participants.add` and `ensure` give it (the whole answer will do, too), or a
    callable, sync or async, that is asked before each connection. An agent is billed as a participant, and keeps
    the session and a running recording alive: `leave` says when it leaves by itself (unless given: alone for a
    minute, nobody came for ten, at most a day). `follow` has it join the meeting's next session after one.

    `client` is a RealtimeKit, to read who was there before the agent, which the protocol does not tell. Up to
    `queue_size` events wait to be taken: then either the connection is read no further (`when_full="wait"`, and
    the server queues up to 10,000 more), or the oldest is dropped and counted ("drop_oldest").
    `agent.transcript` holds the session's last `transcript_size` finals, 0 for none, and counts those before.
    `patience` bounds the seconds without a connection. `proxy` defaults to HTTPS_PROXY and NO_PROXY, "" is none.

    Entering raises Unauthorized, InvalidQuery, ConnectionNotFound or another ApiError where the upgrade is
    refused, AgentRejected where the meeting lets nobody in, TransportError where nobody answers. Construction
    raises ConfigurationError for an unknown subscription, and for what is no participant's token.

    Example:
        >>> bot = await rtk.participants.add(
        ...     meeting.id, name="Notes", preset_name="group_call_guest", custom_participant_id="notes"
        ... )
        >>> async with Agent(bot, url=emulator.agent_url, client=rtk) as agent:
        ...     print(sorted(peer.display_name for peer in agent.present))
        ['Ada']
        >>> agent.left
        'asked'
    """

    def __init__(
        self,
        token: ParticipantToken,
        *,
        url: str = PUBLIC_URL,
        subscriptions: Iterable[Subscription] = SUBSCRIPTIONS,
        leave: LeavePolicy | None = None,
        follow: bool = False,
        client: Sender | None = None,
        queue_size: int = 1000,
        when_full: WhenFull = "wait",
        transcript_size: int = 20_000,
        patience: float = 300.0,
        proxy: str | None = None,
        clock: Clock = _CLOCK,
    ) -> None:
        token, proxy, url = taken_over(token), taken_over(proxy), taken_over(url)
        if not callable(token):
            checked_token(token)
        check_count("queue_size", queue_size)
        check_count("transcript_size", transcript_size, least=0)
        check_choice("when_full", when_full, WHEN_FULL)
        wanted = checked_subscriptions(subscriptions)
        address = checked_url(url)
        config = AgentConfig(
            address=Address(address, wanted, chosen_proxy(proxy, scheme_for_proxies(address))),
            source=token,
            policy=checked_policy(leave, wanted),
            follow=follow,
            client=client,
            transcript_size=transcript_size,
            patience=checked_seconds("patience", patience, finite=False),
        )
        self._clock = clock
        self._dispatcher: Dispatcher[Event] = Dispatcher(AGENT, queue_size, when_full)
        self._events = self._dispatcher.iterated
        self._loop = AgentLoop(config, clock, self._dispatcher)

    # ── what it knows ──

    @property
    def present(self) -> Present:
        """Who is in the meeting besides the agent, as of the last event received."""
        return self._loop.state.present

    @property
    def transcript(self) -> Transcript:
        """What has been said in this session."""
        return self._loop.state.transcript

    @property
    def session(self) -> Session | None:
        """The session that the agent is in, or was in last."""
        return self._loop.state.session

    @property
    def connection_id(self) -> str | None:
        """What the server calls the connection of the agent."""
        return self._loop.connection.connection_id

    @property
    def dropped(self) -> int:
        """How many events were dropped because too many waited to be taken."""
        return self._dispatcher.dropped

    @property
    def duplicates(self) -> int:
        """How many events came a second time after a reconnection, and were left out."""
        return self._loop.duplicates

    @property
    def left(self) -> str | None:
        """Why it has left: a rule of the policy, "session_ended", "asked" or "failed"; None while it is there."""
        return self._loop.left

    # ── what it is told ──

    @overload
    def on(self, kind: type[E], /) -> Callable[[Handler[E]], Handler[E]]: ...
    @overload
    def on(self, kind: type[E], second: type[F], /) -> Callable[[Handler[E | F]], Handler[E | F]]: ...
    @overload
    def on(
        self, kind: type[E], second: type[F], third: type[G], /
    ) -> Callable[[Handler[E | F | G]], Handler[E | F | G]]: ...
    @overload
    def on(
        self, kind: type[E], second: type[F], third: type[G], fourth: type[H], /
    ) -> Callable[[Handler[E | F | G | H]], Handler[E | F | G | H]]: ...
    @overload
    def on(self, *kinds: type[Event]) -> Callable[[Handler[Any]], Handler[Any]]: ...
    def on(self, *kinds: type[Any]) -> Callable[[Handler[Any]], Handler[Any]]:
        """Register a handler, sync or async, for events of these types; `Event` stands for all.

        Handlers run one after the other, in the order of the events. One that fails is told to the log at once,
        and the others go on; the failures are raised as an ExceptionGroup (a BaseExceptionGroup where that of
        `pytest.fail` is among them) when the block ends without an error of its own. That end waits, without a
        limit, until they have dealt with every event; an error or a cancellation ends them. With handlers, events
        that nobody iterates over are not counted as dropped.
        """
        check_kinds(kinds, AGENT)

        def register(handler: Handler[Any]) -> Handler[Any]:
            self._dispatcher.handle(kinds, checked_handler(handler, AGENT))
            return handler

        return register

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        """Return the next event; after the last, the end, or the error that made the agent leave."""
        ready = self._events.ready
        return ready.popleft() if ready else await self._dispatcher.next()

    async def wait_for(
        self,
        kind: type[E],
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - seconds of the agent's own clock
        where: Callable[[E], bool] | None = None,
    ) -> E:
        """Wait for the next event of a type, of those that `where` accepts, whoever else takes it as well.

        What came before does not count: look at the state first, or begin to wait before you do what brings it.
        Raises AgentNotJoined before the block is entered, WaitTimeout after `timeout` seconds, and AgentLeft, or
        what made it leave, if it will not come.
        """
        seconds = None if timeout is None else checked_seconds("timeout", timeout, finite=False)
        check_kinds((kind,), AGENT)
        with self._dispatcher.expecting(kind, where) as arrival:
            if seconds is not None and not await arrives_within(self._clock, seconds, asyncio.shield(arrival)):
                raise not_in_time(kind, seconds)
            return await arrival

    async def run(self) -> str:
        """Return when the agent has left, and why; raises the error that made it leave if there was one.

        Raises AgentNotJoined before the block is entered.
        """
        return await self._loop.wait_until_over()

    # ── coming and going ──

    async def leave(self) -> None:
        """Leave the meeting at once; what has been received can still be taken.

        Nothing happens if it has left; raises AgentNotJoined before the block is entered.
        """
        await self._leave("asked")

    async def __aenter__(self) -> Self:
        self._loop.begin()
        try:
            await self._loop.wait_until_joined()
        except BaseException:
            await self._leave("failed")
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leave("asked")
        await self._dispatcher.finish(error)

    async def _leave(self, reason: str) -> None:
        with suppress(WaitTimeout):  # a goodbye that nobody answers: the connection has been cut off
            await carry_through(self._loop.end(reason), _LEAVING)

    def __repr__(self) -> str:
        return f"Agent({self.__dict__.get('_loop', 'not made')!r})"  # also of one whose construction failed
