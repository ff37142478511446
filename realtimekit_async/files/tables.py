"""Records of CSV (RFC 4180) out of pieces that end anywhere; the standard library's machinery does the reading."""

import csv
from collections.abc import Iterator
from io import StringIO

from .problems import Problems

LONGEST = 1 << 21
"""Characters that a row may have; what is longer is no row but a sign of damage."""


class Table:
    """Splits text into records; `number` is how many came before the batch that was given last."""

    def __init__(self, problems: Problems) -> None:
        self.number: int = 0
        self._problems = problems
        self._rest = ""

    def batches(self, text: str, *, last: bool = False) -> Iterator[list[list[str]]]:
        """Give the records that are complete, many at a time; what is left belongs to the next one.

        `number` counts each batch when the next one is asked for.
        """
        lines = list(StringIO(self._rest + text, newline="\n"))
        self._rest = "" if last or not lines or lines[-1].endswith("\n") else lines.pop()
        try:
            records = list(csv.reader(lines, strict=True))
        except csv.Error:
            yield from self._carefully(lines, last=last)
        else:
            yield from self._counted(records)
        if len(self._rest) > LONGEST:
            raise self._problems.fatal(self.number + 1, f"it is longer than {LONGEST} characters")

    def _carefully(self, lines: list[str], *, last: bool) -> Iterator[list[list[str]]]:
        """Give the records around malformed ones, and keep one that is not complete yet."""
        begin = 0
        while begin < len(lines):
            offset, reader = begin, csv.reader(lines[begin:], strict=True)
            records: list[list[str]] = []
            reason = ""
            try:
                for record in reader:
                    begin = offset + reader.line_num
                    records.append(record)
            except csv.Error as error:
                reason = str(error)
            yield from self._counted(records)
            if not reason:
                return
            if offset + reader.line_num == len(lines) and reason == "unexpected end of data" and not last:
                self._rest = "".join(lines[begin:]) + self._rest
                return
            # The next line begins a row of its own, as far as anybody can know.
            self.number += 1
            self._problems.met(self.number, f"its quotes do not match ({reason})")
            begin += 1

    def _counted(self, records: list[list[str]]) -> Iterator[list[list[str]]]:
        rows = [record for record in records if record]
        if rows:
            yield rows
            self.number += len(rows)
