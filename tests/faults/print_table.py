"""Print the fault table, condensed, into the documentation: `python tests/faults/print_table.py`."""

from itertools import groupby
from pathlib import Path

if __package__:
    from .table import BLOCKS, Block, Line
else:
    from table import BLOCKS, Block, Line

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"
BEGIN, END = "<!-- faults:begin -->\n", "<!-- faults:end -->"
HEADS = ("what happens", "GET, PUT, DELETE", "POST, PATCH", "raised in the end", "effects of that POST")


def condensed() -> str:
    """Return the table as a person wants to read it."""
    lines = [HEADS, ("---",) * len(HEADS)]
    for fate, blocks in groupby(BLOCKS, _fate):
        lines.append(("; ".join(block.title for block in blocks), *fate))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def printed(text: str) -> str:
    """Return a text with the table between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{condensed()}{END}{after}"


def _fate(block: Block) -> tuple[str, ...]:
    get, post = _last_line(block, "GET"), _last_line(block, "POST")
    sent = "" if post.sent is None or post.outcome == "RateLimited" else f"(sent={post.sent})"
    return (_attempts(get), _attempts(post), f"`{post.outcome}{sent}`", str(post.effects))


def _last_line(block: Block, method: str) -> Line:
    """Return the fate under a fault that stays, or that comes only once."""
    lines = [line for line in block.lines if method in line.methods.split()]
    return next((line for line in lines if "always" in line.strikes), lines[-1])


def _attempts(line: Line) -> str:
    return f"{line.attempts}, then answered" if line.outcome == "answer" else str(line.attempts)


if __name__ == "__main__":
    PAGE.write_text(printed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
