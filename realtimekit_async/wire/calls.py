"""What a call asks for and what it answers, as values, and what services know of the transport."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Generic, Protocol, TypeVar, cast

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.models.common import Paging, shown

T = TypeVar("T")


class Call(Public, Struct, Generic[T], frozen=True, gc=False):
    """One request as a value: what to ask and what to read the answer as.

    Example:
        >>> reply = await rtk.send(Call("GET", "/meetings/{meeting_id}", (meeting.id,)))
        >>> reply.data["title"], reply.status
        ('Standup', 200)
    """

    method: str
    """GET, POST, PUT, PATCH or DELETE."""
    route: str
    """Path of the API's documentation below the app, below `/kit` with `account=True`: "/meetings/{meeting_id}".
    """
    ids: tuple[str, ...] = ()
    """What fills the placeholders of the route, in their order."""
    query: Mapping[str, object] | None = None
    """Parameters behind the question mark: a list repeats its key, a datetime is sent in ISO 8601."""
    body: Mapping[str, object] | None = None
    """What is sent as JSON, or nothing."""
    into: type[T] = cast("type[T]", dict)
    """What `data` of the answer is read as: `dict`, `list`, or any type that msgspec reads."""
    account: bool = False
    """Whether the route lies below the account and not below the app."""
    repeatable: bool | None = None
    """Whether sending it twice does no harm; left out, GET, PUT and DELETE are, and POST and PATCH are not."""
    inside: str | None = None
    """Key that the object of the answer may be wrapped in."""
    may_be_empty: bool = False
    """Whether an answer without data is read as an object without fields, and is no DecodeError."""

    def __rich_repr__(self) -> list[tuple[str, object]]:
        # The query and the body are the caller's: storage credentials may be among them.
        return [("method", self.method), ("route", self.route)]

    def __repr__(self) -> str:
        return f"Call({self.method} {self.route})"

    @property
    def is_repeatable(self) -> bool:
        """Whether the call may be sent again after an attempt that may have taken effect."""
        if self.repeatable is None:
            return self.method.upper() in {"GET", "PUT", "DELETE", "HEAD"}
        return self.repeatable


class Reply(Public, Struct, Generic[T], frozen=True):
    """A successful answer.

    Example:
        >>> reply = await rtk.send(Call("GET", "/presets", into=list, query={"per_page": 1}))
        >>> len(reply.data), reply.paging.total_count, reply.ray_id is not None
        (1, 8, True)
    """

    data: T
    """What the call's `into` made of the answer's `data`."""
    paging: Paging | None
    """Where this page lies in its list; absent where the API does not page."""
    status: int
    """Number of the HTTP status, 200 to 299."""
    headers: Mapping[str, str]
    """What came with the answer, under names in any case."""
    ray_id: str | None
    """What Cloudflare's support knows the request by; absent where no edge of Cloudflare answered."""
    mended: tuple[str, ...] = ()
    """What was odd in the answer and had to be put right, in words."""

    def __rich_repr__(self) -> list[tuple[str, object]]:
        names = ("status", "paging", "ray_id")
        return [("data", shown(self.data)), *((name, getattr(self, name)) for name in names)]

    def __repr__(self) -> str:
        return f"Reply({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


class Sender(Protocol):
    """What services know of the transport."""

    async def send(self, call: Call[T], /) -> Reply[T]:
        """Send a call and give its answer."""
        ...


class Notices(Protocol):
    """What wakes a wait: news of webhooks."""

    def expect(self, event: str, subject: str, /) -> AbstractContextManager[asyncio.Event]:
        """Inside the block, set the event whenever a verified delivery of this kind about this subject arrives."""
        ...
