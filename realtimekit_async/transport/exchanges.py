"""What is told of every attempt: one record to `on_exchange`, one line to the log."""

import logging
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Sequence
from inspect import iscoroutine, iscoroutinefunction
from typing import TypeAlias, cast

from msgspec import Struct

from realtimekit_async._lazy import Public
from realtimekit_async.errors import ConfigurationError, RealtimeKitError
from realtimekit_async.log import logger

_MOST_REMEMBERED = 1000


class Exchange(Public, Struct, frozen=True):
    """One attempt: what was asked, how it ended, and how long it took. It holds no header, token or body.

    Example:
        >>> seen = []
        >>> async with RealtimeKit(**emulator.credentials, on_exchange=seen.append) as watched:
        ...     _ = await watched.meetings.get(meeting.id)
        >>> [(one.method, one.path, one.status, one.attempt) for one in seen]
        [('GET', '/meetings/{meeting_id}', 200, 1)]
    """

    method: str
    """GET, POST, PUT, PATCH or DELETE."""
    path: str
    """Template of the route, without ids: "/meetings/{meeting_id}"."""
    status: int | None
    """Number of the HTTP status; absent where no answer came."""
    seconds: float
    """Seconds on the wire, from the first byte sent to the last one read."""
    attempt: int
    """Which try of its call it was, counted from 1."""
    error: RealtimeKitError | None
    """What the call raises, or would raise if it were not tried again; absent after a success."""
    waited: float
    """Seconds that it was held back before: by the quota, after a 429, between two tries."""
    server: str = ""
    """Where it went, without a path: https://api.cloudflare.com."""


Observer: TypeAlias = Callable[[Exchange], object]


class Reporter:
    """Tells the log and the user's functions; one that fails fails no call, and keeps no other from its turn."""

    def __init__(self, on_exchange: Observer | Sequence[Observer] | None) -> None:
        self._observers = _observers(on_exchange)
        self._remembered: set[str] = set()

    @property
    def listens(self) -> bool:
        """Whether anybody wants to hear of an attempt."""
        return bool(self._observers) or logger.isEnabledFor(logging.DEBUG)

    def attempted(self, exchange: Exchange) -> None:
        """Report one attempt."""
        logger.debug(
            "%s %s → %s in %.3f s, attempt %d",
            exchange.method,
            exchange.path,
            exchange.status or type(exchange.error).__name__,
            exchange.seconds,
            exchange.attempt,
        )
        for observer in self._observers:
            try:
                returned = observer(exchange)
            except (Exception, CancelledError) as error:  # noqa: BLE001 - a stranger's: the call goes on whatever it raises
                self.warn_once(f"on_exchange raised {type(error).__name__}; it is called on")
            else:
                if iscoroutine(returned):
                    returned.close()
                    self.warn_once("on_exchange is a plain function: what it returned to be awaited was not")

    def retried(self, error: BaseException | None, attempt: int, wait: float) -> None:
        """Say that a failed call is tried again."""
        logger.warning("attempt %d failed, trying again in %.2f s: %s", attempt, wait, error)

    def closed(self, seconds: float) -> None:
        """Say that a 429 holds everybody back."""
        logger.warning("429: all requests are held back for %.1f s", seconds)

    def warn_once(self, text: str) -> None:
        """Log a warning the first time it occurs, so that a walk over a thousand odd pages says it once."""
        if text not in self._remembered and len(self._remembered) < _MOST_REMEMBERED:
            self._remembered.add(text)
            logger.warning("%s", text)


def _observers(given: object) -> tuple[Observer, ...]:
    """Return the functions to tell; raises ConfigurationError for what is none."""
    if given is None:
        return ()
    is_one = callable(given) or not isinstance(given, Iterable)
    observers = (cast("Observer", given),) if is_one else tuple(cast("Iterable[Observer]", given))
    if any(not callable(each) or _is_async(each) for each in observers):
        raise ConfigurationError("on_exchange is a plain function, called once per attempt, or several in a list")
    return observers


def _is_async(observer: Observer) -> bool:
    return iscoroutinefunction(observer) or iscoroutinefunction(getattr(observer, "__call__", None))  # noqa: B004
