"""Values that show nothing of themselves: not in a repr, not in a log, not in a traceback with locals.

A secret is taken over once, at the door where a caller gives it, and used like any other value from there on. Only
its repr hides it: `str(secret)`, an f-string and the methods of `str` give what it holds, and what they give is
hidden again by whoever keeps it.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeAlias, TypeVar, cast, overload

from msgspec import Struct

T = TypeVar("T")

Token: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""What may be given as an API token: itself, or who is asked for it before each attempt."""


class SecretStr(str):
    """A token, a password or a signed link."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class SecretBytes(bytes):
    """A body: storage credentials and tokens may stand in it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"


class SecretDict(dict[str, T]):
    """Headers or the fields of a body, of which only the names are shown."""

    __slots__ = ()

    def __rich_repr__(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"


class Secret(Struct, Generic[T], frozen=True):
    """A value of any other type that holds a secret, and is shown as `***`."""

    value: T

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []

    def __repr__(self) -> str:
        return "***"


class SecretCallable(Generic[T]):
    """A function that gives a secret; its own repr may show what was bound to it."""

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask

    def __repr__(self) -> str:
        return "***"

    def __call__(self) -> T:
        """Ask for the secret."""
        return self._ask()


@overload
def secret(value: str) -> SecretStr: ...


@overload
def secret(value: str | None) -> SecretStr | None: ...


@overload
def secret(value: T) -> T: ...


def secret(value: object) -> object:
    """Return a text as one that hides, and what is none as it is; bytes given by mistake hide as well."""
    if isinstance(value, bytes):
        return SecretBytes(value)  # which the check of its type refuses
    return SecretStr(value) if isinstance(value, str) else value


def taken_over(given: T) -> T:
    """Return what a caller gave for a secret as one that hides, of whatever type: a list by mistake, too.

    What has a token beside other things, as a participant has, hides it by itself.
    """
    if callable(given):
        return cast("T", SecretCallable(given))
    if given is None or isinstance(given, str | bytes) or hasattr(given, "token"):
        return secret(given)
    return cast("T", Secret(given))


def kind_of(value: object) -> str:
    """Return the name of a value's type as the caller gave it, and not of the class that hides it."""
    hidden: object = cast("Secret[object]", value).value if isinstance(value, Secret) else value
    return "bytes" if isinstance(hidden, SecretBytes) else type(hidden).__name__
