"""Lines of standard input, read without standing in the way of the event loop."""

import asyncio
import os
import stat
import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread
from typing import BinaryIO

from .streams import encoding_of

LONGEST_LINE = 64 * 1024


async def typed_lines(source: BinaryIO | None = None) -> AsyncIterator[str]:
    """Yield the lines of standard input, as they are typed; at its end stop, or wait for ever if there was none.

    Where nobody can type (no input, or /dev/null, as under a service manager) the end says nothing. A thread of
    its own reads, for regular files and consoles are no pipes that a loop could watch; it does not hold up the end
    of the process.
    """
    stream = source or getattr(sys.stdin, "buffer", None)
    if stream is None or not _may_be_typed(stream):
        await asyncio.get_running_loop().create_future()
        return
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    reader, loop = _reader_of(stream), asyncio.get_running_loop()
    Thread(target=_read, args=(reader, loop, lines), daemon=True).start()
    decoder: IncrementalDecoder | None = None
    raw, rest = b"-", ""
    while raw:
        raw = await lines.get()
        decoder = decoder or _decoder_for(raw)
        *whole, rest = f"{rest}{decoder.decode(raw, final=not raw)}".split("\n")
        if len(rest) >= LONGEST_LINE:
            whole, rest = [*whole, rest], ""
        for line in whole:
            yield line.rstrip("\r")
    if rest:
        yield rest.rstrip("\r")


def _decoder_for(beginning: bytes) -> IncrementalDecoder:
    """Return what decodes an input that begins so; surrogates stand for bytes that are no UTF-8."""
    encoding = encoding_of(beginning)
    return getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8-sig" else "replace")


def _reader_of(stream: BinaryIO) -> BinaryIO:
    """Return another reader of the same input, with a lock of its own.

    A thread that waits for a line holds its reader's lock. The interpreter, as it ends, takes that of its standard
    input, and aborts if it does not get it.
    """
    try:
        return os.fdopen(stream.fileno(), "rb", closefd=False)
    except (OSError, ValueError):
        return stream


def _read(stream: BinaryIO, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[bytes]) -> None:
    """Put lines into the queue, and nothing at the end, as long as there is a loop."""
    raw = b"-"
    with suppress(RuntimeError):  # the loop has closed: nobody reads any more
        while raw:
            try:
                raw = stream.readline(LONGEST_LINE)
            except (OSError, ValueError):
                raw = b""
            loop.call_soon_threadsafe(lines.put_nowait, raw)


def _may_be_typed(stream: BinaryIO) -> bool:
    """Say whether somebody, or something, writes this input: a person, a pipe, or a file with lines in it."""
    try:
        descriptor = stream.fileno()
        mode = os.fstat(descriptor).st_mode
    except (OSError, ValueError):
        return True  # what has no descriptor was put there on purpose
    return not stat.S_ISCHR(mode) or os.isatty(descriptor)
