"""The record of what arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Request:
    """One request as the emulator received it; `status` stays None as long as no answer was sent.

    Attributes:
        at: When it arrived, in seconds since 1970 on the emulator's clock.
        seconds: How long it took to be answered or dropped, by the wall's clock; None before that.
        answer: The body that was sent; None where `keep_requests` is no number.

    Example:
        >>> request = emulator.requests[-1]
        >>> request.method, request.operation, request.status
        ('GET', 'recordings_get', 200)
    """

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str] = field(repr=False)
    raw: bytes = field(repr=False)
    ray_id: str
    at: float
    body: Any = None  # whatever JSON was sent, or None: nobody wants to narrow it before comparing
    route: str | None = None
    operation: str | None = None
    status: int | None = None
    seconds: float | None = None
    answer: bytes | None = field(default=None, repr=False)
