"""Measure this library beside what one would use without it.

python -m benchmarks                                   everything, in half an hour at most
python -m benchmarks lists start --quick               these parts, roughly
python -m benchmarks --json benchmarks/results.json    what the pages and the picture are drawn from
python -m benchmarks draw [--check]                    draw them, or fail where they differ from the file
"""

import argparse
import ast
import json
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from .report import draw, pages

PARTS = {
    "lists": "jobs.lists",
    "archive": "jobs.archive",
    "webhooks": "jobs.webhooks",
    "webhooks-scale": "jobs.webhooks_scale",
    "agents": "jobs.agents",
    "meetings": "jobs.meetings",
    "files": "jobs.files",
    "start": "jobs.start",
    "quota": "jobs.quota",
    "emulator": "jobs.emulator",
    "memory": "jobs.memory",
    "scale": "jobs.scale",
    "planning": "jobs.planning",
    "loopback": "request.loopback",
    "instructions": "request.instructions",
    "own-cost": "request.own_cost",
    "crowd": "request.crowd",
}


def said(part: str) -> str:
    """Return what a part says of itself in its first line, without importing what it measures."""
    path = Path(__file__).parent.joinpath(*PARTS[part].split(".")).with_suffix(".py")
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return words.partition("\n")[0]


def measured(parts: list[str], *, quick: bool) -> Iterator[tuple[str, object]]:
    """Run the parts one after the other."""
    for part in parts:
        print(f"── {part}", flush=True)
        began = time.perf_counter()
        yield part, import_module(f".{PARTS[part]}", __package__).measure(quick=quick)
        print(f"── {part} took {time.perf_counter() - began:.0f} s", flush=True)


def read(path: Path | None) -> dict[str, Any]:
    """Return the results that are there."""
    return json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else {}


def run(parts: list[str], path: Path | None, *, quick: bool) -> None:
    """Run the parts and print them; each is written down as soon as it is done, for a run may be interrupted."""
    from .machine import machine, versions

    here = {"machine": machine(), "versions": versions(), "quick": quick}
    others, found = read(path), dict[str, Any]()
    for part, figures in measured(parts, quick=quick):
        found[part] = figures
        if path:
            text = json.dumps({**others, **here, **found}, indent=1, ensure_ascii=False) + "\n"
            path.write_text(text, encoding="utf-8")
    print(pages.long({**here, **found}))


def main() -> int:
    """Do what the command line says."""
    named = "".join(f"  {part:22} {said(part)}\n" for part in PARTS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=f"parts:\n{named}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure, of those below; or draw")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to see that it works")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the results there, beside those of other parts"
    )
    parser.add_argument("--check", action="store_true", help="with draw: change nothing, fail on a difference")
    options = parser.parse_args()
    if options.parts == ["draw"]:
        return draw.draw(check=options.check)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    run(options.parts or list(PARTS), options.json, quick=options.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
