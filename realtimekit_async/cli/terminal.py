"""The two consoles: results on stdout, everything else on stderr, the log included."""

import logging
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.logging import RichHandler
from rich.segment import Segment

from realtimekit_async.log import logger, printable

from .streams import writing


class _Console(Console):
    """A console on which the text of strangers is text: it moves no cursor and sets no title."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of what is printed, harmless ones only."""
        for segment in super().render(renderable, options):
            safe = segment.control or segment.text.isprintable()
            yield segment if safe else Segment(printable(segment.text, lines=True), segment.style)

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


@contextmanager
def logged(level: str) -> Generator[None, None, None]:
    """Write the library's log to stderr while the block runs."""
    handler = _handler()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def _handler() -> logging.Handler:
    if ERR.is_terminal:  # on one console with the progress bar, which then stays below
        return RichHandler(console=ERR, show_path=False, show_level=False, log_time_format="%H:%M:%S")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    return handler
