"""One delivery of a webhook: how it is signed, how it is sent, and the record of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import uuid4

import aiohttp

from realtimekit_async.emulator.world.signing import CannotSign, Signer

Prefix: TypeAlias = Literal["rtk", "dyte"]
Outcome: TypeAlias = Literal["accepted", "refused", "failed"]

AGENT = "realtimekit-emulator"
TIMEOUT = aiohttp.ClientTimeout(total=10)
ACCEPTED = range(200, 300)
FAILED = range(500, 600)


def headers_with(signature: str, prefix: Prefix, delivery_id: str, webhook_id: str) -> dict[str, str]:
    """Return the headers that a delivery comes with."""
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        f"{prefix}-signature": signature,
        f"{prefix}-uuid": delivery_id,
        f"{prefix}-webhook-id": webhook_id,
    }


@dataclass(slots=True, eq=False, kw_only=True)
class Delivery:
    """One attempt to deliver an event.

    `status` stays None as long as no answer came; `error` says why none will come.

    Example:
        >>> hook = {"name": "nobody there", "url": "http://127.0.0.1:9/", "events": ["meeting.participantJoined"]}
        >>> _ = await rtk.webhooks.create(**hook)
        >>> _ = emulator.simulate.participant_joins(meeting.id, name="Grace")
        >>> await emulator.deliveries.settled()
        >>> [delivery] = emulator.deliveries
        >>> delivery.event, delivery.attempt, delivery.status
        ('meeting.participantJoined', 1, None)
    """

    webhook_id: str
    """Id of the webhook that subscribed to the event."""
    event: str
    """Name of the event, such as `meeting.started`."""
    url: str
    """Where it was sent."""
    attempt: int
    """Number of the attempt, counted from 1."""
    sent_at: datetime
    """When it was sent, by the emulator's clock."""
    body: bytes = field(repr=False)
    """The bytes that were sent and signed."""
    id: str = field(default_factory=lambda: str(uuid4()))
    """Id of this attempt, for `deliveries.again`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """The headers that were sent, the signature among them."""
    status: int | None = None
    """HTTP status of the answer; None as long as there is none."""
    error: str | None = None
    """Why there will be no answer; None where one came or may come."""

    def sign(self, signer: Signer, prefix: Prefix) -> None:
        """Put the signature into the headers, or the reason why there is none into `error`."""
        try:
            signature = signer.sign(self.body)
        except CannotSign as error:
            self.error = str(error)
            return
        self.headers = headers_with(signature, prefix, self.id, self.webhook_id)

    async def send(self, session: aiohttp.ClientSession) -> Outcome:
        """Send it, unless it has an error already, and write down what came of it."""
        if self.error is not None:
            return "refused"
        try:
            async with session.post(
                self.url, data=self.body, headers=self.headers, allow_redirects=False
            ) as response:
                self.status = response.status
        except asyncio.CancelledError:
            self.error = "stopped before there was an answer"
            raise
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.error = str(error) or type(error).__name__
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """What the answer means: 2xx accepted, 5xx and none failed, anything else refused ("Retry behavior")."""
        if self.status is None or self.status in FAILED:
            return "failed"
        return "accepted" if self.status in ACCEPTED else "refused"


def open_session() -> aiohttp.ClientSession:
    """Open a session for deliveries, with a new connection for each: receivers close theirs when they like."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True, limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=TIMEOUT,
    )
