"""Records of CSV (RFC 4180) out of pieces that end anywhere.

The standard library reads what is well-formed, at its speed. What it refuses is read here, by the same rules but
without its limits: how long a field may be is one number for the whole process, which any library may change.
"""

import csv
import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from io import StringIO
from itertools import count

from .problems import Problems

LONGEST = 1 << 21
"""Characters that a row may have; what is longer is no row but a sign of damage."""

_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
_PLAIN = re.compile(r"[^,\r\n]*+")
_ENDING = re.compile(r"\r\n|\n|\r(?!\Z)")
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n|\Z)")
_PORTION = 1000
"""Records that are read one by one before others have their turn."""
_PATIENCE = 2
"""How many characters may be read a second time, behind a malformed row, for each that has arrived."""


class Table:
    """Splits text into records; `number` is how many came before the batch that was given last.

    Time grows as the text does: a record that is not complete is looked at again when twice as much has arrived.
    """

    def __init__(self, problems: Problems) -> None:
        self.number: int = 0
        self._problems = problems
        self._pieces: list[str] = []
        self._size = self._enough = self._patience = 0

    def batches(self, text: str, *, last: bool = False) -> Iterator[list[list[str]]]:
        """Return the records that are complete, many at a time; what is left belongs to the next one.

        `number` counts each batch when the next one is asked for. An empty one says that reading takes a while.
        """
        self._pieces.append(text)
        self._size += len(text)
        self._patience += _PATIENCE * len(text)
        if self._size < self._enough and not last:
            return
        buffer = "".join(self._pieces)
        whole = len(buffer) if last else buffer.rfind("\n") + 1
        records, position = _read_at_once(buffer[:whole])
        yield from self._counted(records)
        if position < whole:
            position = yield from self._read_carefully(buffer, position, last=last)
        self._put_back(buffer[position:])

    def _put_back(self, rest: str) -> None:
        if len(rest) > LONGEST:
            raise self._problems.fatal(self.number + 1, f"it is longer than {LONGEST} characters")
        self._pieces, self._size = [rest], len(rest)
        self._enough = min(2 * self._size, LONGEST + 1)

    def _read_carefully(self, buffer: str, position: int, *, last: bool) -> Generator[list[list[str]], None, int]:
        """Yield the records around malformed ones, and return where one begins that is not complete yet."""
        records: list[list[str]] = []
        for read in count(1):
            if position >= len(buffer):
                break
            if read % _PORTION == 0:
                yield from self._counted(records)
                records = []
                yield []
            fields, end = _read_record(buffer, position, last=last)
            if end is None:
                if len(buffer) - position <= LONGEST or "\n" not in buffer[position:]:
                    break
                end = len(buffer)  # a quote that nobody has closed
            if fields is not None:
                records.append(fields)
                position = end
                continue
            if records:
                yield from self._counted(records)
                records = []
            self.number += 1
            self._problems.report(self.number, "its quotes do not match")
            position = self._next_row(buffer, position, end)
        yield from self._counted(records)
        return position

    def _next_row(self, buffer: str, position: int, noticed: int) -> int:
        """Return where the row behind a malformed one begins: with its next line, as far as anybody can know.

        What lies before the place where it was noticed is read again. Where that has happened too often, the row
        ends there.
        """
        begin = _end_of_line(buffer, position)
        if noticed - begin > self._patience:
            return _end_of_line(buffer, noticed)
        self._patience -= max(noticed - begin, 0)
        return begin

    def _counted(self, records: list[list[str]]) -> Iterator[list[list[str]]]:
        rows = [record for record in records if record]
        if rows:
            yield rows
            self.number += len(rows)


def _read_at_once(text: str) -> tuple[list[list[str]], int]:
    """Return the well-formed records at the beginning, and how many characters they take."""
    lines = list(StringIO(text, newline="\n"))
    try:
        return list(csv.reader(lines, strict=True)), len(text)
    except csv.Error:
        reader, records, read = csv.reader(lines, strict=True), list[list[str]](), 0
    with suppress(csv.Error):
        for record in reader:
            records.append(record)
            read = reader.line_num
    return records, sum(map(len, lines[:read]))


def _read_record(buffer: str, position: int, *, last: bool) -> tuple[list[str] | None, int | None]:
    """Return one record, which an empty line has no fields of, and where it ends.

    Without fields it is malformed, and that was noticed where it ends; without an end it may be whole later.
    """
    if buffer[position] in "\r\n":
        return [], _end_of_line(buffer, position)
    fields: list[str] = []
    while True:
        if buffer.startswith('"', position):
            quoted = _QUOTED.match(buffer, position)
            if quoted is None:
                return None, len(buffer) if last else None
            fields.append(quoted[1].replace('""', '"'))
            position = quoted.end()
        else:
            end = _end(_PLAIN, buffer, position)
            fields.append(buffer[position:end])
            position = end
        if not buffer.startswith(",", position):
            break
        position += 1
    if buffer[position : position + 2] in {"", "\r"}:
        return (fields, len(buffer)) if last else (None, None)
    ending = _ENDING.match(buffer, position)
    return (None, position) if ending is None else (fields, ending.end())


def _end_of_line(buffer: str, position: int) -> int:
    return _end(_LINE, buffer, position)


def _end(pattern: "re.Pattern[str]", buffer: str, position: int) -> int:
    found = pattern.match(buffer, position)
    return position if found is None else found.end()
