"""What a client is told: arguments and environment, checked before anything is sent."""

import os
import re
from collections.abc import Awaitable, Callable, Container
from ipaddress import ip_address
from math import isfinite, isnan
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from msgspec import Struct

from .errors import ConfigurationError
from .retry import Retry

PUBLIC_API = "https://api.cloudflare.com/client/v4"

Token: TypeAlias = str | Callable[[], str | Awaitable[str]]

_TOKEN = re.compile(r"[\x21-\x7e]+")


class Settings(Struct, frozen=True):
    """The settings of one view of a client."""

    base_url: str
    account_id: str
    app_id: str | None
    api_token: Token
    timeout: float
    max_wait: float | None
    max_answer_bytes: int
    retry: Retry

    def __post_init__(self) -> None:
        _check_seconds("timeout", self.timeout, above_zero=True)
        if self.max_wait is not None:
            _check_seconds("max_wait", self.max_wait, above_zero=False, finite=False)
        check_count("max_answer_bytes", self.max_answer_bytes)
        if not isinstance(self.retry, Retry):
            raise ConfigurationError("retry= is a Retry(…); Retry(attempts=1) turns retries off")

    def __rich_repr__(self) -> list[tuple[str, object]]:
        # msgspec's own would print the token.
        return [("base_url", self.base_url), ("app_id", self.app_id)]

    def __repr__(self) -> str:
        return f"Settings(base_url={self.base_url!r}, app_id={self.app_id!r})"


def required(value: str | None, argument: str, variable: str) -> str:
    """Give an argument or its environment variable; raises ConfigurationError naming both if neither is set."""
    found = optional(value, variable)
    if found is None:
        raise ConfigurationError(f"{argument} is missing: pass {argument}=… or set {variable}")
    return found


def optional(value: str | None, variable: str) -> str | None:
    """Give an argument or its environment variable; an empty one counts as not set."""
    return value or os.environ.get(variable) or None


def checked_id(name: str, value: object) -> str:
    """Give an id that stays one segment of every path, or raise ConfigurationError."""
    if not isinstance(value, str) or value in {".", ".."} or not value.isprintable() or " " in value:
        raise ConfigurationError(f"{name} is an id without line breaks or spaces; strip what was read")
    return value


def checked_token(token: object) -> str:
    """Give a token that fits into one header line, or raise ConfigurationError without showing it."""
    if not isinstance(token, str):
        raise ConfigurationError(f"api_token is a str or a callable giving one, got {type(token).__name__}")
    if not _TOKEN.fullmatch(token):
        del token  # a traceback with locals shows this frame, too
        raise ConfigurationError(
            "api_token holds a line break, a space or another character that no token has; strip what was read"
        )
    return token


def checked_base_url(base_url: str) -> str:
    """Give the base URL without a trailing slash, or raise ConfigurationError."""
    parts = url_parts(base_url)
    if parts is None or not parts.hostname:
        del base_url, parts  # a traceback with locals shows this frame, too
        raise ConfigurationError(f"base_url is an http or https URL such as {PUBLIC_API}")
    if parts.query or parts.fragment or "@" in parts.netloc:
        del base_url, parts
        raise ConfigurationError("base_url is everything before /accounts: no query, fragment or credentials")
    return base_url.rstrip("/")


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


def chosen_proxy(proxy: str | None, base_url: str) -> str | None:
    """Give the proxy's URL, or None: "" means none, None means what the environment says now.

    Raises ConfigurationError without showing the URL: it may hold a password.
    """
    if proxy is None:
        proxy = _environment_proxy(base_url)
    if not proxy:
        return None
    if url_parts(proxy) is None:
        del proxy  # a traceback with locals shows this frame, too
        raise ConfigurationError('proxy (or HTTPS_PROXY) is an http or https URL; proxy="" means none')
    return proxy


def _environment_proxy(base_url: str) -> str | None:
    """Read HTTPS_PROXY, HTTP_PROXY and NO_PROXY for the one host this client talks to, never for this machine."""
    parts = urlsplit(base_url)
    if _is_loopback(parts.hostname or "") or proxy_bypass(parts.netloc):
        return None
    return getproxies().get(parts.scheme)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_count(name: str, value: object) -> None:
    """Raise ConfigurationError unless the value is a whole number from 1 up."""
    if type(value) is not int or value < 1:
        raise ConfigurationError(f"{name} is a whole number from 1 up")


def _check_seconds(name: str, value: object, *, above_zero: bool, finite: bool = True) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        raise ConfigurationError(f"{name} is a number of seconds")
    if finite and not isfinite(value):
        raise ConfigurationError(f"{name} is a finite number of seconds")
    if value < 0 or (above_zero and value == 0):
        raise ConfigurationError(f"{name} is {'above 0' if above_zero else '0 or more'} seconds")
