"""A recording that runs as long as a block does, and is stopped however the block ends."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Self

from msgspec import Struct

from realtimekit_async.checks import EnteredAsync
from realtimekit_async.errors import ApiError, RealtimeKitError
from realtimekit_async.log import logger
from realtimekit_async.models.recordings import Recording
from realtimekit_async.timing import carry_through

from .ensuring import may_exist

GRACE = 5.0
"""Seconds that a cancelled block has to stop its recording."""
RUNNING = ("INVOKED", "RECORDING", "PAUSED")


class Control(Struct, frozen=True):
    """What can be done to the recordings of one meeting."""

    start: Callable[[], Coroutine[Any, Any, Recording]]
    stop: Callable[[str], Awaitable[Recording]]
    get: Callable[[str], Awaitable[Recording]]
    running_ids: Callable[[], Awaitable[set[str]]]


class RunningRecording(EnteredAsync):
    """A recording that runs while an `async with` block does; `recording` is what was last heard of it.

    After the block it is what stopping answered, or what there was where it had ended by itself; the upload
    follows, and `recordings.wait` waits for that. It can be entered once.

    Example:
        >>> async with rtk.recordings.running(meeting.id) as running:
        ...     print(running.recording.status)
        INVOKED
    """

    recording: Recording

    def __init__(self, control: Control, grace: float = GRACE) -> None:
        self._control = control
        self._grace = grace
        self._entered = False

    def __repr__(self) -> str:
        return f"RunningRecording({getattr(self, 'recording', None)!r})"

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError("this recording has run; ask for another one with running()")
        self._entered = True
        before = await self._control.running_ids()
        starting = asyncio.ensure_future(self._control.start())
        try:
            # A start that is under way goes on when the block is cancelled: its answer tells what to stop.
            self.recording = await asyncio.shield(starting)
        except (asyncio.CancelledError, RealtimeKitError) as error:
            if isinstance(error, asyncio.CancelledError) or may_exist(error):
                await _note_failure(
                    error, _stop_even_if_cancelled(self._take_back(starting, before), 2 * self._grace)
                )
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        patient = not isinstance(error, asyncio.CancelledError)
        stopping = _stop_even_if_cancelled(self._stop(), self._grace, patient=patient)
        if error is None:
            await stopping
        else:
            await _note_failure(error, stopping)

    async def _stop(self) -> None:
        recording_id = self.recording.id
        try:
            stopped = await self._control.stop(recording_id)
        except ApiError as refusal:
            # It may have ended by itself: the meeting was over, the time limit was reached, somebody stopped it.
            try:
                stopped = await self._control.get(recording_id)
            except RealtimeKitError:
                raise refusal from None
            if stopped.status in RUNNING:
                raise
        self.recording = stopped if stopped.id else await self._control.get(recording_id)

    async def _take_back(self, starting: "asyncio.Task[Recording]", before: set[str]) -> None:
        """Stop what was started without anybody being told, as far as that can be known."""
        await asyncio.wait([starting], timeout=self._grace)
        starting.cancel()
        [outcome] = await asyncio.gather(starting, return_exceptions=True)
        started: Recording | None = None
        if isinstance(outcome, Recording):
            started = outcome
        elif not isinstance(outcome, RealtimeKitError) or may_exist(outcome):
            started = await self._find_started(before)
        if started is not None:
            self.recording = started
            await self._stop()

    async def _find_started(self, before: set[str]) -> Recording | None:
        """Find the recording that was started unseen: it runs now, did not before, and by a call."""
        new = await self._control.running_ids() - before
        rows = [await self._control.get(recording_id) for recording_id in sorted(new)]
        called = [row for row in rows if not row.start_reason or row.start_reason.reason != "RECORD_ON_START"]
        if len(called) > 1:
            # One of them is ours; to stop another one would lose what somebody else records.
            raise RealtimeKitError(f"one of {', '.join(row.id for row in called)} was started and is not stopped")
        return called[0] if called else None


async def _stop_even_if_cancelled(work: Coroutine[Any, Any, None], grace: float, *, patient: bool = False) -> None:
    try:
        await carry_through(work, grace, patient=patient, late="the recording was not stopped")
    except asyncio.CancelledError as cancelled:
        if cancelled.__cause__ is not None:
            _warn(cancelled.__cause__)
        raise


async def _note_failure(error: BaseException, work: Awaitable[object]) -> None:
    """Do some work while an error is on its way; a failure becomes a note of that error."""
    try:
        await work
    except (RealtimeKitError, RuntimeError) as failure:
        _warn(failure)
        error.add_note(f"a recording may be running still: {failure}")


def _warn(failure: BaseException) -> None:
    logger.warning("a recording may be running still: %s", failure)
