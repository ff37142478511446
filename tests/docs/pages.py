"""What the README and the pages of the documentation print, for the tests that run it."""

import re
from pathlib import Path

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
