"""Checks of arguments: what a value may be, said in one sentence before anything is sent.

Each raises ConfigurationError, which is also a ValueError, and names the argument as its caller wrote it, whether
its type is wrong or its value. A TypeError is left for the shape of a call: an argument that it does not have or
that is missing, one object given for another, and what a path, a query or JSON cannot carry.
"""

from collections.abc import Collection, Container, Iterable
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_address
from math import isfinite, isnan
from typing import TYPE_CHECKING, NoReturn, cast
from urllib.parse import SplitResult, urlsplit

from .errors import ConfigurationError


def checked_id(name: str, value: object) -> str:
    """Return an id that stays one segment of every path."""
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} is a str, got {type(value).__name__}")
    if value in {"", ".", ".."} or not value.isprintable() or " " in value:
        raise ConfigurationError(f"{name} is an id without line breaks or spaces; strip what was read")
    return value


def checked_text(name: str, value: object) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} is a str, got {type(value).__name__}")
    if not value:
        raise ConfigurationError(f"{name} is empty")
    return value


def checked_header(name: str, value: object) -> str:
    """Return a header's value, which is one line."""
    if not isinstance(value, str) or not value.isprintable() or not value.isascii():
        raise ConfigurationError(f"{name} is one line of printable ASCII")
    return value


def check_choice(name: str, value: object, choices: Collection[object]) -> None:
    """Refuse what is none of these."""
    if value not in choices:
        known = ", ".join(map(str, choices))
        raise ConfigurationError(f"{name} is one of {known}, got {value!r}")


def check_count(name: str, value: object, *, least: int = 1, remedy: str = "") -> None:
    """Refuse what is no whole number from `least` up."""
    if type(value) is not int or value < least:
        raise ConfigurationError(f"{name} is a whole number from {least} up{remedy and '; '}{remedy}")


def check_seconds(name: str, value: object, *, above_zero: bool = False, finite: bool = True) -> None:
    """Refuse what is no number of seconds, or out of these bounds."""
    bounds = f"{'a finite' if finite else 'a'} number of seconds, {'above 0' if above_zero else '0 or more'}"
    if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        raise ConfigurationError(f"{name} is {bounds}, got {type(value).__name__}")
    if value < 0 or (above_zero and value == 0) or (finite and not isfinite(value)):
        raise ConfigurationError(f"{name} is {bounds}, got {value!r}")


def checked_seconds(name: str, value: object, *, above_zero: bool = False, finite: bool = True) -> float:
    """Return a number of seconds within these bounds."""
    check_seconds(name, value, above_zero=above_zero, finite=finite)
    return float(cast("float", value))


def checked_moment(name: str, value: datetime | date | timedelta) -> datetime:
    """Return a point in time: that of a datetime with its zone, the beginning of a day in UTC, or so long ago."""
    if isinstance(value, timedelta):
        return _ago(name, value)
    if not isinstance(value, datetime):
        return datetime.combine(value, time.min, UTC)
    if value.utcoffset() is None:
        raise ConfigurationError(f"{name} is a naive datetime; say which zone, for instance tzinfo=datetime.UTC")
    return value


def _ago(name: str, span: timedelta) -> datetime:
    if span < timedelta(0):
        raise ConfigurationError(f"{name} is how long ago, got {span}; what is to come is a datetime")
    try:
        return datetime.now(UTC) - span
    except OverflowError:
        raise ConfigurationError(f"{name} is before the year 1, got {span}") from None


def url_parts(url: object, schemes: Container[str] = ("http", "https")) -> SplitResult | None:
    """Return the parts of a URL of one of these schemes that can be asked, or None."""
    if not isinstance(url, str) or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # brackets without an IPv6 address, a port that is no number
        return None
    return parts if parts.scheme in schemes and port != 0 else None


def is_web_address(url: object) -> bool:
    """Return whether a text is a URL of http or https that names a host."""
    parts = url_parts(url)
    return parts is not None and bool(parts.hostname)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return which of the known names was meant, however its words are joined; None where none is like it."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    by_letters = {_letters(each): each for each in known}
    near = get_close_matches(_letters(name), by_letters, n=1)
    return by_letters[near[0]] if near else None


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def check_known(call: str, given: Iterable[str], known: Collection[str]) -> None:
    """Refuse an argument that a call does not have, in the name of that call."""
    for name in given:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"it has {', '.join(sorted(known))}"
            raise TypeError(f"{call} has no argument {name!r}; {hint}")


class EnteredAsync:
    """What is entered with `async with`, and says so to who writes `with`; type checkers say it by themselves."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __enter__(self) -> NoReturn:
            name = type(self).__name__
            raise TypeError(f"{name} is entered with `async with`, inside an `async def`, and not with `with`")

        def __exit__(self, *_: object) -> None: ...


class WalkedAsync:
    """What is walked with `async for`, and says so to who awaits it, walks it without, or takes it for a list."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __await__(self) -> NoReturn:
            raise TypeError(f"{type(self).__name__} are not awaited but walked: {_walked(self)}")

        def __iter__(self) -> NoReturn:
            raise TypeError(f"{type(self).__name__} come over the network: {_walked(self)}")

        def __len__(self) -> NoReturn:
            counted = "await ….count()" if hasattr(self, "count") else "len(await ….collect())"
            raise TypeError(f"{type(self).__name__} have no length before they are asked for: `{counted}`")

        def __getitem__(self, place: object) -> NoReturn:
            first = "`await ….first()` is the first row, " if hasattr(self, "first") else ""
            raise TypeError(f"{type(self).__name__} have no places: {first}{_walked(self)}")

        def __contains__(self, row: object) -> NoReturn:
            looked = ", `… in await ….collect()`" if hasattr(self, "collect") else ""
            raise TypeError(f"{type(self).__name__} hold no rows, they ask for them: `async for row in …`{looked}")

        def __bool__(self) -> bool:
            return True


def _walked(rows: object) -> str:
    walk = "`async for row in …`"
    return f"{walk}, or `await ….collect()` for a list" if hasattr(rows, "collect") else walk
