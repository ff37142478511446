"""Deliveries, verified and told apart."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext, suppress
from functools import partial
from hashlib import sha256
from types import TracebackType
from typing import Protocol

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.checks import check_count, check_seconds
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.log import logger

from .bodies import Arrived, BodyReader, raw_body
from .errors import DeliveryTooLarge
from .headers import Headers, signed
from .parsing import parse_and_tell
from .payloads import Event, RecordingStatusUpdate, Unknown
from .windows import MemoryWindow, Window

_MOST_TOLD = 100
_BODIES_PENDING = 32
_HELD_BY = "held by"
"""Where a delivery has, beside its value, the block of `receive` that it is in."""


class Keys(Protocol):
    """What verifies signatures: a `KeyRing`.

    Example:
        >>> class Trusting:
        ...     async def verify(self, body: bytes, signature: str) -> None:
        ...         pass  # takes everything: for tests of your handlers alone
        >>> receiver = Receiver(Trusting())
    """

    async def verify(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless the signature fits, or DeliveryDeferred if that cannot be said now."""
        ...


class Delivery(Public, Struct, frozen=True, dict=True):
    """An event that RealtimeKit has sent.

    Example:
        >>> ring = KeyRing.pinned(emulator.webhook_key)
        >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
        >>> async with Receiver(ring).receive(emulator.deliveries.sign(body), body) as delivery:
        ...     print(type(delivery.event).__name__, delivery.duplicate)
        MeetingStarted False
    """

    event: Event
    """What happened: one of the types of `realtimekit_async.events`, `Unknown` if it is none of them."""
    webhook_id: str
    """Id of the webhook that reports it."""
    delivery_id: str
    """Id of this attempt: each retry has another one."""
    duplicate: bool = False
    """Whether it has arrived before; there is nothing to do, then."""
    in_flight: bool = False
    """Whether that earlier one is still being worked on: answer 503, so that this one comes again."""


class Receiver:
    """Takes deliveries: refuses what is not from RealtimeKit, and tells the repeated ones from the new ones.

    Bodies above `max_body_bytes` are refused before anything else. Those that are still arriving may take
    `body_timeout` seconds each, and with those that wait for a key they hold `max_pending_bytes` together (32
    times `max_body_bytes` unless given); beyond that deliveries are deferred. Threads and event loops may share a
    receiver.

    A delivery is known by its webhook and its body (retries carry another delivery id) within the window `seen`: a
    MemoryWindow of 10,000 by default. RealtimeKit signs neither time nor headers, so whoever can read a delivery
    can send it again once the window has forgotten it, or under another webhook's id: serve HTTPS.

    Example:
        >>> receiver = Receiver(KeyRing.pinned(emulator.webhook_key))
        >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
        >>> async with receiver.receive(emulator.deliveries.sign(body), body) as delivery:
        ...     print(delivery.event.meeting.id)
        m1
    """

    def __init__(
        self,
        keys: Keys,
        *,
        seen: Window | None = None,
        max_body_bytes: int = 1024 * 1024,
        max_pending_bytes: int | None = None,
        body_timeout: float = 30.0,
    ) -> None:
        if not hasattr(keys, "verify"):
            raise ConfigurationError("keys is a KeyRing; KeyRing.pinned(pem) makes one of a key")
        check_count("max_body_bytes", max_body_bytes)
        max_pending_bytes = _BODIES_PENDING * max_body_bytes if max_pending_bytes is None else max_pending_bytes
        check_count("max_pending_bytes", max_pending_bytes)
        if max_pending_bytes < max_body_bytes:
            raise ConfigurationError("max_pending_bytes is at least max_body_bytes: else no such body arrives")
        check_seconds("body_timeout", body_timeout, above_zero=True)
        self.max_body_bytes = max_body_bytes
        """The longest body that is read."""
        self._keys = keys
        self._seen = seen if seen is not None else MemoryWindow()
        self._told: set[str] = set()
        self._bodies = BodyReader(max_body_bytes, max_pending_bytes, body_timeout)
        self._accepted: set[str] = set()
        self._expected: dict[tuple[str, str], dict[asyncio.Event, asyncio.AbstractEventLoop | None]] = {}

    async def read(self, chunks: AsyncIterable[bytes]) -> bytes:
        """Return the body of a request from its pieces, as `answer` does before anything else.

        Raises DeliveryTooLarge, DeliveryDeferred for what takes too long or finds too many others arriving, and
        whatever `chunks` raises.
        """
        body = await self._bodies.read(chunks)
        self._bodies.let_go(len(body))
        return bytes(body)

    def receive(self, headers: Headers, body: bytes) -> AbstractAsyncContextManager[Delivery]:
        """Hold a delivery while it is worked on.

        It has been seen when the block ends without an error, and may come again when it ends with one. `headers`
        are those of any framework, `body` the bytes as they came. Raises InvalidSignature, DeliveryTooLarge,
        InvalidDelivery or DeliveryDeferred; the `status` of each is what to answer. Raises TypeError for headers
        that are none, and for a body that somebody has decoded or parsed.
        """
        return _Reception(self._accepted, partial(self._begin, headers, body))

    async def _begin(self, headers: Headers, body: bytes, reception: "_Reception") -> Delivery:
        body = raw_body(body)
        if len(body) > self.max_body_bytes:
            raise DeliveryTooLarge(f"the body has more than {self.max_body_bytes} bytes")
        if type(body) is not Arrived:
            self._bodies.hold(len(body))
        try:
            said = signed(headers)
            await self._keys.verify(body, said.signature)
        finally:
            self._bodies.let_go(len(body))
        event = self._read(body)
        key = f"{said.webhook_id}:{sha256(body).hexdigest()}"
        hold = self._seen.hold(key)
        standing = await hold.__aenter__()
        reception.hold, reception.key = hold, key
        in_flight = standing == "in_flight" and key not in self._accepted
        delivery = Delivery(event, said.webhook_id, said.delivery_id, standing != "new", in_flight)
        if standing == "new":
            vars(delivery)[_HELD_BY] = reception
            self._wake(event)
        return delivery

    @contextmanager
    def expect(self, event: str, subject: str, /) -> Generator[asyncio.Event, None, None]:
        """Yield an `asyncio.Event` that is set when such an event about that subject has arrived.

        `event` is the API's name of it, such as "recording.statusUpdate"; `subject` the id of the recording for
        that one, of the session for all others. The receiver has to run in the same process; its event loop may
        be another one.
        """
        arrived = asyncio.Event()
        waiting = self._expected.setdefault((event, subject), {})
        waiting[arrived] = _running_loop()
        try:
            yield arrived
        finally:
            del waiting[arrived]
            if not waiting:
                self._expected.pop((event, subject), None)

    def _read(self, body: bytes) -> Event:
        event, mended = parse_and_tell(body)
        for oddity in mended:
            if oddity not in self._told and len(self._told) < _MOST_TOLD:
                self._told.add(oddity)
                logger.warning("%s had to be mended: %s", event.event, oddity)
        return event

    def _wake(self, event: Event) -> None:
        if self._expected:
            for subject in _subjects(event):
                for arrived, loop in tuple(self._expected.get((event.event, subject), {}).items()):
                    _set(arrived, loop)


class _Reception:
    """A delivery in the block of `receive`.

    A class and not a generator, which would take several times as long: every delivery comes through here.
    """

    __slots__ = ("_accepted", "_begin", "hold", "key")

    def __init__(self, accepted: set[str], begin: "Callable[[_Reception], Awaitable[Delivery]]") -> None:
        self._accepted = accepted
        self._begin = begin
        self.key: str = ""
        self.hold: AbstractAsyncContextManager[object] | None = None

    async def __aenter__(self) -> Delivery:
        return await self._begin(self)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return None if self.hold is None else await self.hold.__aexit__(kind, error, trace)

    def keep(self) -> AbstractAsyncContextManager[object]:
        """Have what is returned hold the delivery from now on."""
        hold, self.hold = self.hold, None
        if hold is None:
            return nullcontext()
        self._accepted.add(self.key)
        return _Kept(hold, self._accepted, self.key)


class _Kept:
    """What holds a delivery beyond the block of `receive`, while its handlers run."""

    __slots__ = ("_accepted", "_hold", "_key")

    def __init__(self, hold: AbstractAsyncContextManager[object], accepted: set[str], key: str) -> None:
        self._hold = hold
        self._accepted = accepted
        self._key = key

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        self._accepted.discard(self._key)
        return await self._hold.__aexit__(kind, error, trace)


def arrived(receiver: Receiver, chunks: AsyncIterable[bytes]) -> Awaitable[Arrived]:
    """Read a body that is counted until `receive` has verified it, to which it is given at once."""
    bodies: BodyReader = vars(receiver)["_bodies"]
    return bodies.read(chunks)


def keep(delivery: Delivery) -> AbstractAsyncContextManager[object]:
    """Take over what keeps a delivery from being handled twice, beyond the block of `receive`.

    The delivery has been seen when what is returned is left without an error, and may come again otherwise.
    """
    reception: _Reception | None = vars(delivery).pop(_HELD_BY, None)
    return nullcontext() if reception is None else reception.keep()


def _set(arrived: asyncio.Event, loop: asyncio.AbstractEventLoop | None) -> None:
    if loop is None or loop is _running_loop():
        arrived.set()
        return
    with suppress(RuntimeError):  # that loop is closed, and who waited in it is gone
        loop.call_soon_threadsafe(arrived.set)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _subjects(event: Event) -> set[str]:
    """Return the ids by which an event can be waited for."""
    if isinstance(event, Unknown):
        return set()
    if isinstance(event, RecordingStatusUpdate):
        return {event.recording.id, event.recording.recording_id or ""} - {""}
    return {event.meeting.session_id} if event.meeting.session_id else set()
