"""The record of what was sent to webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, eq=False, kw_only=True)
class Delivery:
    """One attempt to deliver an event.

    `status` stays None as long as no answer came; `error` says why none will come.
    """

    id: str
    webhook_id: str
    event: str
    url: str
    attempt: int
    sent_at: datetime
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    status: int | None = None
    error: str | None = None
