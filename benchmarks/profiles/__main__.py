"""Write profiles down: `python -m benchmarks.profiles [NAME …]`, all of them if none is named."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from . import browser, crowd, request, webhook

FOLDER = Path(__file__).parent
PROFILES: dict[str, Callable[[], Iterator[str]]] = {
    "get": partial(request.measure, 0),
    "page-of-20": partial(request.measure, 20),
    "page-of-100": partial(request.measure, 100),
    "page-of-1000": partial(request.measure, 1000),
    "webhook-fastapi": partial(webhook.measure, "ours-fastapi"),
    "webhook-fastapi-bare": partial(webhook.measure, "bare-fastapi"),
    "crowd": partial(crowd.measure, "ours"),
    "crowd-max-wait": partial(crowd.measure, "max_wait"),
    "browser-call": browser.measure_call,
    "browser-contract": browser.measure_contract,
}


def main() -> None:
    """Write what is asked for, each in a fresh process: some put doubles into aiohttp's place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROFILES))
    names = parser.parse_args().names or [*PROFILES]
    if len(names) == 1:
        _write(names[0])
        return
    for name in names:
        subprocess.run([sys.executable, "-m", "benchmarks.profiles", name], check=True)  # noqa: S603 - ourselves


def _write(name: str) -> None:
    text = "\n".join([f"python -m benchmarks.profiles {name}", "", *PROFILES[name]()]) + "\n"
    (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
