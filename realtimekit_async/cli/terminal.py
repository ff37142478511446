"""The two consoles: results on stdout, everything else on stderr, the log included."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.logging import RichHandler

from .streams import writing


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let whoever runs the command decide what a reader who has left means; rich would exit with 1."""
        raise BrokenPipeError


class _Output(_Console):
    def print(self, *objects: Any, **options: Any) -> None:
        """Print a result; raises OutputLost where standard output cannot be written."""
        with writing():
            super().print(*objects, **options)


OUT = _Output(highlight=False)
ERR = _Console(stderr=True, highlight=False)

_LOGGER = logging.getLogger("realtimekit_async")


@contextmanager
def logged(level: int) -> Generator[None, None, None]:
    """Write the library's log to stderr while the block runs."""
    handler = _handler()
    before = _LOGGER.level
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(level)
    try:
        yield
    finally:
        _LOGGER.removeHandler(handler)
        _LOGGER.setLevel(before)


def _handler() -> logging.Handler:
    if ERR.is_terminal:  # on one console with the progress bar, which then stays below
        return RichHandler(console=ERR, show_path=False, show_level=False, log_time_format="%H:%M:%S")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    return handler
