"""What a client is told: arguments and environment, checked before anything is sent."""

import os
import re
from urllib.parse import urlsplit

from msgspec import Struct

from realtimekit_async.checks import check_count, check_seconds, is_web_address
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.secret import Token, kind_of

from .retry import Retry

PUBLIC_API = "https://api.cloudflare.com/client/v4"


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
        check_seconds("timeout", self.timeout, above_zero=True)
        if self.max_wait is not None:
            check_seconds("max_wait", self.max_wait, above_zero=False, finite=False)
        check_count("max_answer_bytes", self.max_answer_bytes)
        if not isinstance(self.retry, Retry):
            raise ConfigurationError("retry= is a Retry(…); Retry(attempts=1) turns retries off")

    def __rich_repr__(self) -> list[tuple[str, object]]:
        # msgspec's own would print the token.
        return [("base_url", self.base_url), ("app_id", self.app_id)]

    def __repr__(self) -> str:
        return f"Settings(base_url={self.base_url!r}, app_id={self.app_id!r})"


def required(value: str | None, argument: str, variable: str) -> str:
    """Return an argument or its environment variable; raises ConfigurationError naming both if neither is set."""
    found = optional(value, variable)
    if found is None:
        raise ConfigurationError(f"{argument} is missing: pass {argument}=… or set {variable}")
    return found


def optional(value: str | None, variable: str) -> str | None:
    """Return an argument or its environment variable; an empty one counts as not set."""
    return value or os.environ.get(variable) or None


def checked_token(token: object) -> str:
    """Return a token that fits into one header line, or raise ConfigurationError without showing it."""
    if not isinstance(token, str):
        raise ConfigurationError(f"api_token is a str or a callable giving one, got {kind_of(token)}")
    if not _TOKEN.fullmatch(token):
        raise ConfigurationError(
            "api_token holds a line break, a space or another character that no token has; strip what was read"
        )
    return token


def checked_base_url(base_url: str) -> str:
    """Return the base URL without a trailing slash, or raise ConfigurationError."""
    if not is_web_address(base_url):
        raise ConfigurationError(f"base_url is an http or https URL such as {PUBLIC_API}")
    if _has_more_than_a_path(base_url):
        raise ConfigurationError("base_url is everything before /accounts: no query, fragment or credentials")
    return base_url.rstrip("/")


def _has_more_than_a_path(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.query or parts.fragment) or "@" in parts.netloc
