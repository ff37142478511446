"""Deliveries, verified and told apart."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from hashlib import sha256
from typing import Protocol

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.checks import check_count, check_seconds
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.log import logger

from .bodies import BodyReader, raw_body
from .errors import DeliveryTooLarge
from .headers import Headers, signed
from .parsing import parse_and_tell
from .payloads import Event, RecordingStatusUpdate, Unknown
from .windows import MemoryWindow, Window

_MOST_TOLD = 100
_BODIES_PENDING = 32
_KEEP = "keep"
"""Where a delivery has, beside its value, what it is held by."""


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
        >>> async with Receiver(ring).receive(signed(body), body) as delivery:
        ...     print(type(delivery.event).__name__, delivery.duplicate)
        MeetingStarted False
    """

    event: Event
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
    `body_timeout` seconds each, and hold `max_pending_bytes` together (32 times `max_body_bytes` unless given);
    beyond that deliveries are deferred. Threads and event loops may share a receiver.

    A delivery is known by its webhook and its body (retries carry another delivery id) within the window `seen`: a
    MemoryWindow of 10,000 by default. RealtimeKit signs neither time nor headers, so whoever can read a delivery
    can send it again once the window has forgotten it, or under another webhook's id: serve HTTPS.

    Example:
        >>> receiver = Receiver(KeyRing.pinned(emulator.webhook_key))
        >>> body = b'{"event": "meeting.started", "meeting": {"id": "m1"}}'
        >>> async with receiver.receive(signed(body), body) as delivery:
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
        return await self._bodies.read(chunks)

    @asynccontextmanager
    async def receive(self, headers: Headers, body: bytes) -> AsyncGenerator[Delivery, None]:
        """Hold a delivery while it is worked on.

        It has been seen when the block ends without an error, and may come again when it ends with one. `headers`
        are those of any framework, `body` the bytes as they came. Raises InvalidSignature, DeliveryTooLarge,
        InvalidDelivery or DeliveryDeferred; the `status` of each is what to answer. Raises TypeError for headers
        that are none, and for a body that somebody has decoded or parsed.
        """
        body = raw_body(body)
        if len(body) > self.max_body_bytes:
            raise DeliveryTooLarge(f"the body has more than {self.max_body_bytes} bytes")
        said = signed(headers)
        await self._keys.verify(body, said.signature)
        event = self._read(body)
        key = f"{said.webhook_id}:{sha256(body).hexdigest()}"
        async with AsyncExitStack() as hold:
            standing = await hold.enter_async_context(self._seen.hold(key))
            in_flight = standing == "in_flight" and key not in self._accepted
            delivery = Delivery(event, said.webhook_id, said.delivery_id, standing != "new", in_flight)
            if standing == "new":
                vars(delivery)[_KEEP] = partial(self._keep, key, hold)
                self._wake(event)
            yield delivery

    def _keep(self, key: str, hold: AsyncExitStack) -> AsyncExitStack:
        kept = hold.pop_all()
        self._accepted.add(key)
        kept.callback(self._accepted.discard, key)
        return kept

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


def keep(delivery: Delivery) -> AsyncExitStack:
    """Take over what keeps a delivery from being handled twice, beyond the block of `receive`.

    The delivery has been seen when the stack is left without an error, and may come again when left with one.
    """
    take_over: Callable[[], AsyncExitStack] = vars(delivery).pop(_KEEP, AsyncExitStack)
    return take_over()


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
