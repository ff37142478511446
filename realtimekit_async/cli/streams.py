"""The standard streams of the command: closed, full or no UTF-8, each is told in a sentence."""

import codecs
import errno
import io
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

import click

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16, which PowerShell's `>` writes


_IN_ASCII = "realtimekit-in-ascii"
_STAND_INS = {"✓": "ok", "✗": "x ", "·": "- ", "→": "->", "…": "~", "×": "x", "—": "-", "–": "-"}  # noqa: RUF001 - dashes


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding has no character for: the signs of the command in letters, others as `?`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_STAND_INS.get(character, "?") for character in lacking), error.end


codecs.register_error(_IN_ASCII, _in_ascii)


class OutputLost(Exception):  # noqa: N818 - what happened to a result, not a fault of the command
    """Standard output cannot be written; the argument says why, and what had been done."""


class _Closed(io.RawIOBase):
    """What stands in for a standard output that was closed before the command began."""

    def writable(self) -> bool:
        """Let writers try."""
        return True

    def write(self, data: Any, /) -> int:  # noqa: ARG002 - the signature of a raw stream
        """Refuse as a closed descriptor does."""
        raise OSError(errno.EBADF, "it is closed")


class _Forgiving(io.TextIOWrapper):
    """A standard error that may be full or gone: nobody is left to be told."""

    def write(self, text: str, /) -> int:
        """Write what can be written."""
        with suppress(OSError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        with suppress(OSError):
            super().flush()


def prepare() -> None:
    """Make the streams of this process safe to use: none is missing, and no character is refused."""
    _fill_closed_descriptors()
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = _nowhere()
    elif sys.__stderr__ is not None and sys.stderr is sys.__stderr__:
        own = sys.__stderr__
        sys.stderr = _Forgiving(own.buffer, encoding=own.encoding, errors=_IN_ASCII, line_buffering=True)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_IN_ASCII)


def _fill_closed_descriptors() -> None:
    """Open nothing where a standard descriptor is missing, or the next socket would take its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def require_stdout() -> None:
    """Raise UsageError where a result could not be shown, before anything is sent for it."""
    buffer = getattr(sys.stdout, "buffer", None)
    if isinstance(getattr(buffer, "raw", None), _Closed):
        raise click.UsageError("Standard output is closed, so nothing was sent; `> /dev/null` discards a result.")


def write_json(value: object, *, enc_hook: Any = None) -> None:
    """Write a value as a line of JSON, at once: whoever reads the pipe works while the next is on its way."""
    from realtimekit_async.files.text import as_json  # noqa: PLC0415 - help needs no msgspec

    write_line(as_json(value, enc_hook=enc_hook))


def write_line(data: bytes) -> None:
    """Write a line at once."""
    with writing():
        sys.stdout.buffer.write(data + b"\n")
        sys.stdout.buffer.flush()


@contextmanager
def writing() -> Generator[None, None, None]:
    """Write to standard output inside the block; raises OutputLost where it cannot be written."""
    try:
        yield
    except BrokenPipeError:  # who reads a pipe may leave
        raise
    except OSError as error:
        raise OutputLost(f"standard output cannot be written ({error.strerror or error})") from None


@contextmanager
def showing(done: str) -> Generator[None, None, None]:
    """Show a result inside the block; an OutputLost then tells what was done."""
    try:
        yield
    except OutputLost as error:
        raise OutputLost(f"{error}: {done}") from None


def give_up_stdout() -> None:
    """Let nothing be written any more: who read it (`| head`) has seen enough, or it cannot be written."""
    sys.stdout = _nowhere()
    with suppress(OSError, ValueError):
        os.dup2(sys.stdout.fileno(), 1)


def _nowhere() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")


def read_stdin() -> str:
    """Read standard input as text; raises ValueError where it is closed or no text."""
    if sys.stdin is None:
        raise ValueError("standard input is closed")
    return text_of(sys.stdin.buffer.read(), "standard input")


def encoding_of(beginning: bytes) -> str:
    """Return how a text is written that begins so."""
    return "utf-16" if beginning.startswith(_BYTE_ORDER_MARKS) else "utf-8-sig"


def text_of(data: bytes, source: str) -> str:
    """Read bytes as text, whatever the locale: UTF-8 or UTF-16 with its mark, as editors and shells write them."""
    try:
        return data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        raise ValueError(f"{source} is no UTF-8 at byte {error.start}: save it as UTF-8") from None
