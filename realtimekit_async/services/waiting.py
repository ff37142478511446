"""Waiting for what RealtimeKit makes in its own time: by polling, or woken by a webhook."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from typing import TypeVar

from realtimekit_async.checks import checked_seconds
from realtimekit_async.errors import RealtimeKitError, WaitTimeout, asked_pause, may_pass
from realtimekit_async.timing import Clock, backoff, first_of
from realtimekit_async.wire.calls import Notices
from realtimekit_async.wire.remedies import with_usual

T = TypeVar("T")

USUAL_TIMEOUT = 3600.0
"""An hour, in seconds."""

_FIRST_PAUSE = 1.0
_GROWTH = 1.5
_LONGEST_PAUSE = 30.0
_SAFETY_PAUSE = 60.0


async def poll(
    look: Callable[[], Awaitable[T | None]],
    *,
    what: str,
    news: AbstractContextManager[asyncio.Event] | None,
    seconds: object,
    clock: Clock,
) -> T:
    """Look again and again until there is something, and return it; raises WaitTimeout when the time is over.

    A look that fails in passing (the server is down, the quota used up) is followed by another. The last look
    is taken when the time is over, so that nothing is missed that came in the meantime.
    """
    timeout = checked_seconds("timeout", seconds, finite=False)
    until = clock.now() + timeout
    with news or nullcontext() as event:
        for looks in count():
            if event is not None:
                event.clear()  # before looking: what comes from now on is news
            trouble = None
            try:
                if (found := await look()) is not None:
                    return found
            except RealtimeKitError as error:
                if not may_pass(error):
                    raise
                trouble = error
            left = until - clock.now()
            if left <= 0:
                raise _too_late(what, timeout, trouble)
            await _pause(clock, min(pause_after(looks, trouble, has_news=event is not None), left), event)
    raise AssertionError  # pragma: no cover - the loop has no other end


def pause_after(looks: int, trouble: RealtimeKitError | None = None, *, has_news: bool = False) -> float:
    """Return the seconds until the next look, growing from one to the next; where news comes there is no hurry."""
    growing = backoff(looks, initial=_FIRST_PAUSE, ceiling=_LONGEST_PAUSE, growth=_GROWTH)
    return max(_SAFETY_PAUSE if has_news else growing, asked_pause(trouble))


def news_of(notices: Notices | None, event: str, subject: str) -> AbstractContextManager[asyncio.Event] | None:
    """Return what wakes a wait for this subject, if there is anything that can."""
    return None if notices is None else notices.expect(event, subject)


def _too_late(what: str, seconds: float, trouble: RealtimeKitError | None) -> WaitTimeout:
    error = with_usual(WaitTimeout(f"{what} did not come within {seconds:g} s", seconds=seconds))
    if trouble is not None:
        error.add_note(f"the last look failed: {trouble}")
    return error


async def _pause(clock: Clock, seconds: float, event: asyncio.Event | None) -> None:
    if event is None:
        await clock.sleep(seconds)
        return
    await first_of(event.wait(), clock.sleep(seconds))
