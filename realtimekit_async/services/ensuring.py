"""Having what shall exist: made, or found where it is there already. Safe to repeat and to race."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from typing import TypeVar

from realtimekit_async.errors import ApiError, Conflict, DecodeError, NotFound, RealtimeKitError, may_have_acted
from realtimekit_async.timing import Clock
from realtimekit_async.wire.remedies import EXISTS, advice_of

from .pages import Pages

Made = TypeVar("Made")
Found = TypeVar("Found")

# Before each round: a list may lag behind what the server knows.
_PAUSES = (0.0, 0.25, 0.5)


async def make_or_find(
    make: Callable[[], Awaitable[Made]],
    find: Callable[[], Awaitable[Found | None]],
    settle: Callable[[Found], Awaitable[Made]],
    clock: Clock,
) -> Made:
    """Make something; where it exists already, or may have been made unseen, find it and settle for it.

    Only the server can decide who of several makes it, so it is asked first, and relied on to answer 409 to the
    others. A round that neither makes nor finds (the attempt took no effect, what was found is gone, the list
    lags behind) is followed by another; the last failure is raised.
    """
    failure: RealtimeKitError | None = None
    for pause in _PAUSES:
        await clock.sleep(pause)
        try:
            return await make()
        except RealtimeKitError as error:
            if not may_exist(error):
                raise
            failure = error
        try:
            if (found := await find()) is not None:
                return await settle(found)
        except NotFound as error:
            failure = error
        except RealtimeKitError as error:
            error.add_note(f"what was to be made may exist by now: {failure}")
            raise
    raise _given_up(failure)


async def find_or_make(
    find: Callable[[], Awaitable[Found | None]],
    settle: Callable[[Found], Awaitable[Made]],
    make: Callable[[], Awaitable[Made]],
    clock: Clock,
) -> Made:
    """Do the same, but look first: for what is there nearly always, or what a server may let exist twice."""
    with suppress(NotFound):  # gone since it was found
        if (found := await find()) is not None:
            return await settle(found)
    return await make_or_find(make, find, settle, clock)


async def first_with(rows: Pages[Found], name: str, value: object) -> Found | None:
    """Return the first row of a list whose attribute has this value, reading no page after it."""
    async with aclosing(rows.pages()) as pages:
        async for page in pages:
            for row in page.items:
                if getattr(row, name) == value:
                    return row
    return None


def may_exist(error: RealtimeKitError) -> bool:
    """Return whether what a failed call was to make may be there nevertheless."""
    if isinstance(error, Conflict | DecodeError):  # a success that cannot be read is one
        return True
    return may_have_acted(error) or (isinstance(error, ApiError) and str(error.code) == str(EXISTS))


def _given_up(failure: RealtimeKitError | None) -> RealtimeKitError:
    assert failure is not None  # noqa: S101 - every round ends with one
    if isinstance(failure, Conflict):
        # That `ensure` would find it helps nobody here.
        failure.__notes__ = [note for note in getattr(failure, "__notes__", ()) if note != advice_of(failure)]
        failure.add_note("it is said to exist already, but no list shows it: is it written differently there?")
    return failure
