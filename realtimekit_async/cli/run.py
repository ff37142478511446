"""Running a command's coroutine: signals become cancellation, errors become remedies, both an exit code."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from realtimekit_async.errors import ConfigurationError, RealtimeKitError

from .remedies import complain

FINE, FAILED, MISUSED = 0, 1, 2
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM


def run(work: Coroutine[Any, Any, int | None]) -> int:
    """Run to the end and give the exit code; whatever ends it early leaves no traceback."""
    try:
        return asyncio.run(_until_told(work)) or FINE
    except RealtimeKitError as error:
        complain(error)
        return MISUSED if isinstance(error, ConfigurationError) else FAILED
    except BrokenPipeError:
        _give_up_stdout()
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED
    except asyncio.CancelledError:
        return TERMINATED


async def _until_told(work: Coroutine[Any, Any, int | None]) -> int | None:
    # asyncio.run makes a cancellation of SIGINT by itself; SIGTERM is ours. Neither exists off the main thread,
    # and the loop's handlers do not exist on Windows.
    task = asyncio.current_task()
    with suppress(NotImplementedError, ValueError, RuntimeError):
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work


def _give_up_stdout() -> None:
    """Let nothing be written any more: whoever read it (`| head`) has seen enough."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
