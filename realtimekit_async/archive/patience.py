"""Patience with a store that is in trouble: one pause for all who use it, and minutes in all."""

import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from realtimekit_async.errors import TransportError
from realtimekit_async.files.errors import DestinationError
from realtimekit_async.log import logger
from realtimekit_async.timing import Clock, SystemClock, backoff

T = TypeVar("T")

MINUTES = 300.0
"""Seconds for which a store may be in trouble: as long as the API may block a token."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class StoreUnavailable(DestinationError):  # noqa: N818 - as its base
    """The store was in trouble for minutes; every further unit would fail as well.

    Example:
        >>> error = StoreUnavailable("the bucket has not answered for five minutes", path="s3://bucket/meetings")
        >>> error.path
        's3://bucket/meetings'
    """


class StoreInTrouble(Exception):  # noqa: N818 - a signal to Patience
    """The store has not done what it was asked for, and may do it later."""


class Patience:
    """Asks a store again for what it could not do, while all others wait as well.

    A store that has never answered gets none: its address is wrong more often than it is in trouble.
    """

    def __init__(self, place: str, clock: Clock | None = None, seconds: float = MINUTES) -> None:
        self._place = place
        self._clock = clock or SystemClock()
        self._seconds = seconds
        self._has_answered = False
        self._open_at = 0.0

    async def wait(self) -> None:
        """Wait as long as everybody holds back from the store."""
        while (seconds := self._open_at - self._clock.now()) > 0:
            await self._clock.sleep(seconds)

    async def ask(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do some work with the store, again while it is in trouble.

        Raises TransportError where the store has never answered, and StoreUnavailable after minutes.
        """
        began, failures = self._clock.now(), 0
        while True:
            await self.wait()
            try:
                done = await work()
            except StoreInTrouble as error:
                reason = str(error)
            else:
                self._has_answered = True
                return done
            self.hold_back(reason, failures)
            failures += 1
            if self._clock.now() - began >= self._seconds:
                raise StoreUnavailable(
                    f"{reason}; it was so for {self._seconds / 60:.0f} minutes", path=self._place
                )

    def heard(self) -> None:
        """Take note that the store has answered, if only with an error."""
        self._has_answered = True

    def hold_back(self, reason: str, failures: int = 0) -> None:
        """Have everybody wait a little, and longer after each earlier failure; raises TransportError as above."""
        if not self._has_answered:
            raise TransportError(reason, sent=True, method="PUT", path=self._place)
        pause = backoff(failures, initial=_FIRST_PAUSE, ceiling=_LONGEST_PAUSE)
        pause *= random.uniform(0.75, 1.0)  # noqa: S311 - so that not all archives come back at once
        self._open_at = max(self._open_at, self._clock.now() + pause)
        logger.warning("%s; everything waits %.1f s for the store", reason, pause)
