"""Values that travel through our frames and show nothing of themselves, not in a traceback with locals either."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

T = TypeVar("T")

Token: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""What may be given as an API token: itself, or who is asked for it before each attempt."""


class Hidden(Struct, Generic[T], frozen=True):
    """One value that is shown as `***`."""

    value: T

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []

    def __repr__(self) -> str:
        return "***"


class HiddenBytes(bytes):
    """A body: storage credentials and tokens may stand in it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"


class HiddenDict(dict[str, T]):
    """Headers or the fields of a body, of which only the names are shown."""

    __slots__ = ()

    def __rich_repr__(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"
