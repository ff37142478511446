"""Deliveries, verified and told apart."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from hashlib import sha256
from typing import Protocol

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.checks import check_count
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.log import logger

from .errors import DeliveryTooLarge
from .headers import Headers, signed
from .parsing import parse_and_tell
from .payloads import ChatSynced, Event, RecordingStatusUpdate, Unknown
from .windows import MemoryWindow, Window

_MOST_TOLD = 100


class Keys(Protocol):
    """What verifies signatures: a `KeyRing`."""

    async def verify(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless the signature fits, or DeliveryDeferred if that cannot be said now."""
        ...


class Delivery(Public, Struct, frozen=True):
    """An event that RealtimeKit has sent."""

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

    Bodies above `max_body_bytes` are refused before anything else. A delivery is known by its webhook and its
    body (retries carry another delivery id) within the window `seen`: a MemoryWindow of 10,000 by default.
    RealtimeKit signs neither time nor headers, so whoever can read a delivery can send it again once the window
    has forgotten it, or under another webhook's id: serve HTTPS.
    """

    def __init__(self, keys: Keys, *, seen: Window | None = None, max_body_bytes: int = 1024 * 1024) -> None:
        if not hasattr(keys, "verify"):
            raise ConfigurationError("keys is a KeyRing; KeyRing.pinned(pem) makes one of a key")
        check_count("max_body_bytes", max_body_bytes)
        self.max_body_bytes = max_body_bytes
        self._keys = keys
        self._seen = seen if seen is not None else MemoryWindow()
        self._told: set[str] = set()
        self._expected: dict[tuple[str, str], set[asyncio.Event]] = {}

    @asynccontextmanager
    async def receive(self, headers: Headers, body: bytes) -> AsyncGenerator[Delivery, None]:
        """Hold a delivery while it is worked on.

        It has been seen when the block ends without an error, and may come again when it ends with one. `headers`
        are those of any framework, `body` the bytes as they came. Raises InvalidSignature, DeliveryTooLarge,
        InvalidDelivery or DeliveryDeferred; the `status` of each is what to answer.
        """
        if len(body) > self.max_body_bytes:
            raise DeliveryTooLarge(f"the body has more than {self.max_body_bytes} bytes")
        said = signed(headers)
        await self._keys.verify(body, said.signature)
        event = self._read(body)
        async with self._seen.hold(f"{said.webhook_id}:{sha256(body).hexdigest()}") as standing:
            if standing == "new":
                self._wake(event)
            duplicate, in_flight = standing != "new", standing == "in_flight"
            yield Delivery(event, said.webhook_id, said.delivery_id, duplicate, in_flight)

    @contextmanager
    def expect(self, event: str, subject: str, /) -> Generator[asyncio.Event, None, None]:
        """Yield an `asyncio.Event` that is set when such an event about that subject has arrived.

        `event` is the API's name of it, such as "recording.statusUpdate"; `subject` the id of the recording for
        that one, of the session for all others. The receiver has to run in the same event loop and process.
        """
        arrived = asyncio.Event()
        waiting = self._expected.setdefault((event, subject), set())
        waiting.add(arrived)
        try:
            yield arrived
        finally:
            waiting.discard(arrived)
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
                for arrived in self._expected.get((event.event, subject), ()):
                    arrived.set()


def _subjects(event: Event) -> set[str]:
    """Return the ids by which an event can be waited for."""
    if isinstance(event, Unknown):
        return set()
    if isinstance(event, RecordingStatusUpdate):
        return {event.recording.id, event.recording.recording_id or ""} - {""}
    session_id = event.meeting.session_id or (event.session_id if isinstance(event, ChatSynced) else None)
    return {session_id} if session_id else set()
