"""One walk through a list: asks for the pages that `walk` decides upon, and tells what it had to give up."""

from collections.abc import Awaitable, Callable, Mapping
from math import ceil
from typing import Generic, TypeVar

from realtimekit_async.errors import BadRequest, Unprocessable, diagnose
from realtimekit_async.log import logger

from .walk import Page, Walk

T = TypeVar("T")

USUAL_SIZE = 100
"""Rows that a walk asks for in a page; no source names the largest number that a server allows."""


class Walker(Generic[T]):
    """Asks for the pages of one walk, of 100 rows each where nobody chose a size and the server allows it."""

    def __init__(
        self,
        ask: Callable[[dict[str, object]], Awaitable[Page[T]]],
        query: Mapping[str, object],
        *,
        paged: bool,
        name: str,
    ) -> None:
        self._ask = ask
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
        changes: dict[str, object] = {} if page_no == self._first_page else {"page_no": page_no}
        if self._size is not None:
            try:
                page = await self._ask({**changes, "per_page": self._size})
            except (BadRequest, Unprocessable) as error:
                # With another size a later page would hold other rows; a token or an account is refused at any.
                if self._is_under_way or diagnose(error) is not None:
                    raise
                self._size = None
            else:
                self._is_under_way = True
                return page
        return await self._ask(changes)

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
