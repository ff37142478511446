"""Writes the committed results into the pages and the picture, or tells whether they stand there."""

import json
from pathlib import Path

from . import pages, picture

FOLDER = Path(__file__).parents[1]
RESULTS = FOLDER / "results.json"
PAGE = FOLDER.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- benchmarks:begin -->\n", "<!-- benchmarks:end -->"


def drawn() -> dict[Path, str]:
    """Return the text of each file that shows results."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {
        FOLDER / "results.svg": picture.svg(results),
        PAGE: _between(PAGE, pages.short(results)),
        FOLDER / "README.md": _between(FOLDER / "README.md", pages.long(results)),
    }


def _between(path: Path, text: str) -> str:
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has no {BEGIN.strip()} … {END}")
    return f"{before}{begin}{text}{end}{after}"


def draw(*, check: bool) -> int:
    """Write the files, or with `check` only compare; 1 if one of them was not as it must be."""
    stale = [
        path for path, text in drawn().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if check:
            print(
                f"{path.relative_to(FOLDER.parent)} does not show {RESULTS.name}: run `python -m benchmarks draw`"
            )
        else:
            path.write_text(drawn()[path], encoding="utf-8")
    return int(check and bool(stale))
