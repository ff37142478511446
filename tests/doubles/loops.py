"""Loops on which nobody waits for time."""

import asyncio
import functools
import heapq
import os
import sys
import time
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, ParamSpec

P = ParamSpec("P")

_LOOKS = 20
_PAUSE = 0.005


class _Leaping:
    """What lets the time of a loop leap to the next timer as soon as nothing else is left to do.

    All that is waited for must take place on this loop, and between sockets that hold nothing back (TCP_NODELAY):
    it does not know what other threads, other processes and the kernel's own timers are about to do.
    """

    def __init__(self) -> None:
        super().__init__()
        self._leapt = 0.0
        self._timers: list[asyncio.TimerHandle] = []
        self._looks_in_vain = 0.0
        super().call_soon(self._look)

    def time(self) -> float:
        return super().time() + self._leapt

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> Any:
        self._looks_in_vain = 0.0
        return super().call_soon(callback, *args, context=context)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, timer)
        return timer

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave it where it is, as a loop may: it is passed over when its time has come."""

    def _look(self) -> None:
        """Be one of the turns of the loop, again and again: what is under way begins something in another soon."""
        self._looks_in_vain += 1
        if self._looks_in_vain > 2:
            began = time.perf_counter()
            time.sleep(_PAUSE)  # a busy kernel carries bytes later
            if time.perf_counter() - began > 2 * _PAUSE:
                self._looks_in_vain -= 0.75  # on a busy machine a look says less
        while self._timers and self._timers[0].cancelled():
            heapq.heappop(self._timers)
        if self._timers and self._looks_in_vain > _LOOKS:
            self._leapt += max(self._timers[0].when() - self.time(), 0.0)
        while self._timers and self._timers[0].when() <= self.time():
            timer = heapq.heappop(self._timers)
            if not timer.cancelled():
                self.call_soon(timer._run)  # noqa: SLF001 - as the loops of asyncio do
        super().call_soon(self._look)


class LeapingLoop(_Leaping, asyncio.SelectorEventLoop):
    """A loop of asyncio whose time leaps."""


LEAPING_LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {"asyncio": LeapingLoop}

if sys.platform != "win32":
    # Otherwise libuv lets a thread of the kernel watch its sockets, which on a busy machine may begin long after.
    os.environ.setdefault("UV_USE_IO_URING", "0")
    import uvloop

    class LeapingUvloop(_Leaping, uvloop.Loop):
        """A loop of uvloop whose time leaps."""

    LEAPING_LOOPS["uvloop"] = LeapingUvloop


def leaping(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test, which takes no asynchronous fixture, on a loop of its own whose time leaps."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=LeapingLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run
