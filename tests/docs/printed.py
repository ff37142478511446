"""Programs and commands of the pages that are followed by what they print, and how they are played.

A block of Python that a block of text follows is a program and its output. A block whose first line is the comment
`# name.py` is a file that the blocks after it may import. A block called console has commands after `$`, each with
what it prints below. In an output `…` stands for anything, and alone on a line for any number of lines.
"""

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .pages import BLOCKS, FILE, PAGES, ROOT

FENCED = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    language: str
    text: str
    output: str | None


def blocks_of(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, each with the output that follows it at once."""
    text = page.read_text(encoding="utf-8")
    found: list[re.Match[str]] = list(FENCED.finditer(text))
    for at, block in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        is_output = following is not None and following[1] == "text"
        if is_output and not text[block.end() : following.start()].strip():
            yield Block(block[1], block[2], following[2])
        else:
            yield Block(block[1], block[2], None)


def is_played(block: Block) -> bool:
    """Return whether a block is played on its page: a program with its output, a file, or commands."""
    if block.language == "python":
        return block.output is not None or FILE.match(block.text) is not None
    return block.language == "console"


PLAYED = {
    str(page.relative_to(ROOT)): blocks for page in PAGES if (blocks := [*filter(is_played, blocks_of(page))])
}
_PLAYED = {block.text for blocks in PLAYED.values() for block in blocks}
OTHERS = [block for block in BLOCKS if block not in _PLAYED]
"""The Python blocks that have tests of their own."""


def play(block: Block, folder: Path) -> Iterator[tuple[str, str]]:
    """Play a block in a folder; yield what was expected and what came."""
    if file := FILE.match(block.text):
        (folder / file[1]).write_text(block.text, encoding="utf-8")
    if block.language == "python" and block.output is not None:
        yield block.output, printed_by(block.text)
    elif block.language == "console":
        for command, output in commands_in(block.text):
            yield output, printed_by_shell(command, folder)


def printed_by(program: str) -> str:
    """Run a program as a script, in this process, and return what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "<documentation>", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own pages
    return printed.getvalue()


def commands_in(session: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console, which may go on in the lines after it, and what is shown below it."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, output = re.sub(r"\\\n", "\0", part).partition("\n")
        yield command.replace("\0", "\\\n"), output


def printed_by_shell(command: str, folder: Path) -> str:
    """Run a command line in a shell, with the scripts of this environment on the PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.stdout


def fits(expected: str, came: str) -> bool:
    """Return whether an output is the one that a page shows."""
    lines = [re.escape(line.rstrip()).replace("…", ".*") for line in expected.splitlines()]
    pattern = "".join(r"(?:.*\n)*" if line == ".*" else f"{line}\n" for line in lines)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in came.splitlines())) is not None
