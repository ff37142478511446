"""What the README and the pages of the documentation print, for the tests that run it.

`python -m tests.docs.pages FOLDER` writes each block of code into a file there, for type checkers.
"""

import re
import sys
from pathlib import Path

FILE = re.compile(r"# (\w+\.py)\n")
"""The first line of a block that other blocks of its page import."""
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCKS = [
    block
    for page in PAGES
    for block in re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
]


def the_block_with(words: str) -> str:
    """Return the one block of code that holds these words."""
    (found,) = (block for block in BLOCKS if words in block)
    return found


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    for number, block in enumerate(BLOCKS):
        file = FILE.match(block)
        (folder / (file[1] if file else f"block_{number:02}.py")).write_text(block, encoding="utf-8")
