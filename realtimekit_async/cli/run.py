"""Running a command's coroutine: signals become cancellation, errors become remedies, both an exit code."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from realtimekit_async.errors import ConfigurationError, RealtimeKitError

from .lines import say
from .remedies import complain, complain_of
from .streams import OutputLost, give_up_stdout
from .terminal import ERR

FINE, FAILED, MISUSED = 0, 1, 2
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
HUNG_UP = 128 + getattr(signal, "SIGHUP", 1)
TOLD_TO_END = frozenset({INTERRUPTED, TERMINATED, HUNG_UP})
_IMPATIENT = 2


def run(work: Coroutine[Any, Any, int | None]) -> int:
    """Run to the end and return the exit code; whatever ends it early leaves no traceback."""
    told: list[int] = []
    try:
        return asyncio.run(_until_told(work, told)) or FINE
    except RealtimeKitError as error:
        complain(error)
        return MISUSED if isinstance(error, ConfigurationError) else FAILED
    except BrokenPipeError:
        give_up_stdout()
        return FINE
    except OutputLost as error:
        give_up_stdout()
        complain_of(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except asyncio.CancelledError:
        return 128 + told[0] if told else TERMINATED


async def _until_told(work: Coroutine[Any, Any, int | None], told: list[int]) -> int | None:
    """Cancel the work at the first signal and let it clean up, whatever signals follow.

    A terminal that is gone (SIGHUP) ends a command as SIGTERM does. What is ignored, as under nohup, stays so.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    handled: list[int] = []

    def heed(number: int) -> None:
        told.append(number)
        if task is not None and len(told) == 1:
            task.cancel()
        elif len(told) == _IMPATIENT:
            say(ERR, "stopping: what was begun is being ended, in some seconds at most", style="dim")

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            # A loop has no such handlers on Windows, and none off the main thread.
            with suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(number, heed, number)
                handled.append(number)
    try:
        return await work
    finally:
        if told:  # the loop, too, has something to end, and so has the interpreter
            for number in handled:
                loop.remove_signal_handler(number)
                signal.signal(number, signal.SIG_IGN)
