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

    `route` is the path of the API's documentation below the app (below `/kit` with `account=True`), `ids` fill
    its placeholders in order. `inside` names the key an answer's object may be wrapped in. `repeatable` says
    whether sending it twice does no harm (GET, PUT and DELETE by default). `into` is what the answer's `data` is
    read as: `dict` by default, `list` for a list, or any type that msgspec reads. `may_be_empty` reads an answer
    without data as an object without fields.

    Example:
        >>> reply = await rtk.send(Call("GET", "/meetings/{meeting_id}", (meeting.id,)))
        >>> reply.data["title"], reply.status
        ('Standup', 200)
    """

    method: str
    route: str
    ids: tuple[str, ...] = ()
    query: Mapping[str, object] | None = None
    body: Mapping[str, object] | None = None
    into: type[T] = cast("type[T]", dict)
    account: bool = False
    repeatable: bool | None = None
    inside: str | None = None
    may_be_empty: bool = False

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
    """A successful answer; `mended` names what was odd in it and had to be put right.

    Example:
        >>> reply = await rtk.send(Call("GET", "/presets", into=list, query={"per_page": 1}))
        >>> len(reply.data), reply.paging.total_count, reply.ray_id is not None
        (1, 8, True)
    """

    data: T
    paging: Paging | None
    status: int
    headers: Mapping[str, str]
    ray_id: str | None
    mended: tuple[str, ...] = ()

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
