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
    """HTTP method."""
    path: str
    """Path as it was sent, without the query."""
    query: list[tuple[str, str]]
    """Parameters of the query, decoded, in the order they came."""
    headers: Mapping[str, str] = field(repr=False)
    """Headers as they were sent, the token among them."""
    raw: bytes = field(repr=False)
    """The body, byte for byte."""
    ray_id: str
    """Id of the request, as the answer tells it."""
    at: float
    body: Any = None  # whatever JSON was sent, or None: nobody wants to narrow it before comparing
    """The body read as JSON; None where it is none."""
    route: str | None = None
    """Pattern of the path, such as `/{app_id}/meetings`; None where nothing is there."""
    operation: str | None = None
    """Name of the operation, such as `recordings_get`; None where nothing is there."""
    status: int | None = None
    """HTTP status of the answer; None before there is one."""
    seconds: float | None = None
    answer: bytes | None = field(default=None, repr=False)
