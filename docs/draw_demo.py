"""Draw what `realtimekit demo` prints as docs/demo.svg: `python docs/draw_demo.py`."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 100
PICTURE = Path(__file__).parent / "demo.svg"
PASSING = re.compile(r"\s*[\u2800-\u28ff]")
"""A line that moves: on a terminal the next one takes its place."""
FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def printed() -> str:
    """Run the demo as a user does, with its colours."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "realtimekit_async.cli", "demo"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def drawn(text: str) -> str:
    """Return the picture of a terminal's text; it loads no font from another host."""
    console = Console(record=True, width=WIDTH, file=StringIO())
    for line in map(Text.from_ansi, text.splitlines()):
        if line.plain.strip() and not PASSING.match(line.plain):
            console.print(line, soft_wrap=True)
    return FONT_FACES.sub("", console.export_svg(title="realtimekit demo", unique_id="demo"))


if __name__ == "__main__":
    PICTURE.write_text(drawn(printed()), encoding="utf-8")
