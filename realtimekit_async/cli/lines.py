"""Lines for people: as wide as the terminal, whole in a pipe."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_WORD = re.compile(r"\s*\S+\s*")


def say(console: Console, line: str | Text, *, style: str = "", hanging: int = 2) -> None:
    """Print a line; on a terminal it is folded between words, and what follows stands further in.

    No word is broken, however long: an id, a path or a URL is whole.
    """
    text = line if isinstance(line, Text) else Text(line, style=style)
    console.print(_folded(text, console.width, hanging) if console.is_terminal else text, soft_wrap=True)


def _folded(text: Text, width: int, hanging: int) -> Text:
    return Text("\n").join(_folded_line(line, width, hanging) for line in text.split(allow_blank=True))


def _folded_line(line: Text, width: int, hanging: int) -> Text:
    parts = line.divide(_breaks(line.plain, width, hanging))
    for part in parts:
        part.rstrip()
    return Text(f"\n{' ' * hanging}").join(parts)


def _breaks(line: str, width: int, hanging: int) -> Iterator[int]:
    """Yield where a line is folded."""
    used = 0
    for word in _WORD.finditer(line):
        if used > hanging and used + cell_len(word[0].rstrip()) > width:
            yield word.start()
            used = hanging
        used += cell_len(word[0])
