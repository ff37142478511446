"""Checks of arguments: what a value may be, said in one sentence before anything is sent."""

from collections.abc import Container
from ipaddress import ip_address
from math import isfinite, isnan
from urllib.parse import SplitResult, urlsplit

from .errors import ConfigurationError


def checked_id(name: str, value: object) -> str:
    """Give an id that stays one segment of every path, or raise ConfigurationError."""
    if not isinstance(value, str) or value in {".", ".."} or not value.isprintable() or " " in value:
        raise ConfigurationError(f"{name} is an id without line breaks or spaces; strip what was read")
    return value


def url_parts(url: object, schemes: Container[str] = ("http", "https")) -> SplitResult | None:
    """Give the parts of a URL of one of these schemes that can be asked, or None."""
    if not isinstance(url, str) or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # brackets without an IPv6 address, a port that is no number
        return None
    return parts if parts.scheme in schemes and port != 0 else None


def checked_header(name: str, value: object) -> str:
    """Give a header's value, or raise ConfigurationError if it would break the header."""
    if not isinstance(value, str) or not value.isprintable() or not value.isascii():
        raise ConfigurationError(f"{name} is one line of printable ASCII")
    return value


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_count(name: str, value: object) -> None:
    """Raise ConfigurationError unless the value is a whole number from 1 up."""
    if type(value) is not int or value < 1:
        raise ConfigurationError(f"{name} is a whole number from 1 up")


def check_seconds(name: str, value: object, *, above_zero: bool, finite: bool = True) -> None:
    """Raise ConfigurationError unless the value is a number of seconds in these bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        raise ConfigurationError(f"{name} is a number of seconds")
    if finite and not isfinite(value):
        raise ConfigurationError(f"{name} is a finite number of seconds")
    if value < 0 or (above_zero and value == 0):
        raise ConfigurationError(f"{name} is {'above 0' if above_zero else '0 or more'} seconds")
