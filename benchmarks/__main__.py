"""Measure this library beside what one would use without it.

python -m benchmarks                                   everything, in some minutes
python -m benchmarks loopback walk --quick             these parts, roughly
python -m benchmarks --json benchmarks/results.json    what the pages and the picture are drawn from
python -m benchmarks draw [--check]                    draw them, or fail where they differ from the file
"""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from .report import draw, pages

PARTS = {
    "loopback": "request.loopback",
    "instructions": "request.callgrind",
    "own-cost": "request.own_cost",
    "lists": "jobs.lists",
    "start": "jobs.start",
    "quota": "jobs.quota",
}


def measured(parts: list[str], *, quick: bool) -> dict[str, object]:
    """Run the parts."""
    from .machine import machine, versions

    results: dict[str, object] = {"machine": machine(), "versions": versions(), "quick": quick}
    for part in parts:
        print(f"── {part}", flush=True)
        results[part] = import_module(f".{PARTS[part]}", __package__).measure(quick=quick)
    return results


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; or draw")
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
    results = measured(options.parts or list(PARTS), quick=options.quick)
    if options.json:
        before: dict[str, object] = (
            json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {}
        )
        text = json.dumps({**before, **results}, indent=1, ensure_ascii=False) + "\n"
        options.json.write_text(text, encoding="utf-8")
    print(pages.long(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
