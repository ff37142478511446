"""The tables of `docs/reference/meeting-names.md`, made of the contract and of the types of events.

`python -m tests.docs.meeting_names` writes them into the page, between its marks.
"""

import inspect
import re
from collections.abc import Iterable, Sequence

import tests.meeting.rows_others
import tests.meeting.rows_self
import tests.meeting.rows_talk
from realtimekit_async.meeting import events
from tests.meeting.table import ROWS, SEEDS

from .pages import ROOT

PAGE = ROOT / "docs" / "reference" / "meeting-names.md"
MARKED = re.compile(r"(<!-- (?:names|events) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
LOADED = (tests.meeting.rows_others, tests.meeting.rows_self, tests.meeting.rows_talk)
"""What puts rows into the table when it is imported."""


def tables() -> list[str]:
    """Return the tables of the page, in their order."""
    by_seed = {row.seed: row for row in ROWS}
    names = [(by_seed[seed].js, by_seed[seed].python) for seed in SEEDS]
    kinds = [kind for kind in events.Event.__subclasses__() if kind.js]
    told = [(", ".join(kind.js), kind.__name__, _first_sentence(kind)) for kind in kinds]
    return [_table(("JavaScript", "Python"), names), _table(("JavaScript", "type", ""), told)]


def _first_sentence(kind: type) -> str:
    text = inspect.cleandoc(kind.__doc__ or "")
    return re.split(r"[.;](?:\s|$)", text.replace("\n", " "), maxsplit=1)[0].replace("|", "/")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table whose first two columns are code."""
    lines = [head, ["---"] * len(head)]
    lines += [[f"`{theirs}`", f"`{ours}`", *rest] for theirs, ours, *rest in rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def shown() -> list[str]:
    """Return the tables as the page has them."""
    return [found[2] for found in MARKED.finditer(PAGE.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    made = iter(tables())
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARKED.sub(lambda found: found[1] + next(made) + found[3], text), encoding="utf-8")
