"""One walk through a list: asks for the pages that `walk` decides upon, and tells what it had to give up."""

from collections.abc import Mapping
from math import ceil
from typing import Generic, Protocol, TypeVar

from msgspec import structs

from realtimekit_async.errors import ApiError, BadRequest, Unprocessable, diagnose
from realtimekit_async.log import logger
from realtimekit_async.models.common import Paging
from realtimekit_async.wire.calls import Call, Reply, Sender

from .walk import Page, Walk

T = TypeVar("T")

USUAL_SIZE = 100
"""Rows that a walk asks for in a page; no source names the largest number that a server allows."""


class Box(Protocol[T]):
    """A list's answer whose rows stand below a key instead of in `data` itself."""

    @property
    def paging(self) -> Paging | None:
        """The paging object, where it stands inside `data`."""
        ...

    def rows(self) -> list[T]:
        """Return the rows of this page."""
        ...


def page_of(reply: "Reply[list[T] | Box[T]]") -> Page[T]:
    """Make a page of an answer, wherever its rows and its paging object stand."""
    data, paging = reply.data, reply.paging
    if isinstance(data, list):
        rows = data
    else:
        rows, paging = data.rows(), paging or data.paging
    if paging is None:
        return Page(rows)
    total = paging.total_count
    # A server that has not counted has been seen saying so with a number below zero.
    known = total if total is not None and total >= 0 else None
    return Page(rows, known, paging.start_offset, paging.end_offset)


class Walker(Generic[T]):
    """Asks for the pages of one walk, of 100 rows each where nobody chose a size and the server allows it."""

    def __init__(
        self,
        sender: Sender,
        call: "Call[list[T] | Box[T]]",
        *,
        paged: bool,
        name: str,
    ) -> None:
        self._sender = sender
        self._call = call
        query = call.query or {}
        self._first_page = _first_page(query)
        self._walk: Walk[T] = Walk(self._first_page)
        self._paged = paged
        self._name = name
        # Page 3 means other rows where pages are longer: whoever begins there has chosen the server's size.
        is_free = paged and "per_page" not in query and self._first_page == 1
        self._size = USUAL_SIZE if is_free else None
        self._is_under_way = False

    @property
    def page_no(self) -> int:
        """The page to accept next."""
        return self._walk.page_no

    @property
    def ended(self) -> bool:
        """Whether there is none."""
        return self._walk.ended

    @property
    def moved(self) -> bool:
        """Whether the list had changed when the last page was read."""
        return self._walk.moved

    @property
    def last_page(self) -> int | None:
        """The last page as far as the totals tell."""
        return self._walk.last_page

    def pages_of(self, rows: int) -> int:
        """Return in how many pages, at least, so many rows stand."""
        return ceil(rows / max(self._walk.page_size, 1))

    def end(self) -> None:
        """Ask for nothing more."""
        self._walk.ended = True

    async def fetch(self, page_no: int) -> Page[T]:
        """Ask for the page with this number."""
        try:
            page = page_of(await self._sender.send(self._call_for(page_no)))
        except (BadRequest, Unprocessable) as error:
            if not self._may_be_of_the_size(error):
                raise
        else:
            self._is_under_way = True
            return page
        self._size = None
        return page_of(await self._sender.send(self._call_for(page_no)))

    def _call_for(self, page_no: int) -> "Call[list[T] | Box[T]]":
        changes: dict[str, object] = {} if page_no == self._first_page else {"page_no": page_no}
        if self._size is not None:
            changes["per_page"] = self._size
        return (
            structs.replace(self._call, query={**(self._call.query or {}), **changes}) if changes else self._call
        )

    def _may_be_of_the_size(self, error: ApiError) -> bool:
        """Return whether the server may have refused the number of rows; later pages of another would not fit."""
        return self._size is not None and not self._is_under_way and diagnose(error) is None

    def accept(self, page: Page[T]) -> list[T]:
        """Take the page that was asked for and return its new rows; logs once what had to be given up."""
        known = self._walk.oddity
        rows = self._walk.accept(page)
        self._walk.ended = self._walk.ended or not self._paged
        if self._walk.oddity is not None and self._walk.oddity != known:
            logger.warning("%s: %s", self._name, self._walk.oddity)
        return rows


def _first_page(query: Mapping[str, object]) -> int:
    first = query.get("page_no", 1)
    if not isinstance(first, int) or isinstance(first, bool):
        raise TypeError(f"page_no is an int, got {type(first).__name__}")
    return first
