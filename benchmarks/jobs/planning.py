"""Planning an archive: ten thousand units in memory, and one night over a store that holds a year of manifests.

Units come out of `plan` while the lists are walked through, page after page; nothing is fetched or written. The
night is planned over an empty folder and over one with 100,000 manifests of other sessions, taking turns in one
process. The emulator has a process of its own. It says nothing of a store that is far away: of one each session's
manifest is asked for by its key, sixteen at once.
"""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

from benchmarks.processes import Talk

from .archive import source

UNITS, NIGHT, YEAR = 10_000, 300, 100_000


def measure(*, quick: bool) -> dict[str, object]:
    """Plan many units, and a night."""
    units, year, rounds = (500, 1_000, 1) if quick else (UNITS, YEAR, 5)
    return {"many": _many(units), "night": _night(year, rounds)}


def _many(units: int) -> dict[str, float]:
    with source("emulator", "--sessions", str(units)) as api, TemporaryDirectory() as folder:
        planner = Talk("jobs.planner", environment=api)
        found: dict[str, float] = planner.ask({"store": folder, "sessions": units})
        planner.end()
    grown = found["mb"] - found["mb_after_a_tenth"]
    print(f"{units} units: {found['cpu']:.2f} s of CPU, {grown:.1f} MB more at the end", flush=True)
    return {**{key: round(value, 2) for key, value in found.items()}, "mb_grown": round(grown, 2)}


def _night(year: int, rounds: int) -> dict[str, float]:
    costs: dict[str, list[float]] = {"empty": [], "year": []}
    with source("emulator", "--sessions", str(NIGHT)) as api, TemporaryDirectory() as folder:
        empty, full = Path(folder, "empty"), Path(folder, "year")
        _manifests(full, year)
        planner = Talk("jobs.planner", environment=api)
        for turn in range(-1, rounds):  # the first warms up
            for name, store in (("empty", empty), ("year", full)):
                found = planner.ask({"store": str(store), "sessions": NIGHT})
                if turn >= 0:
                    costs[name].append(found["cpu"])
        planner.end()
    ratio = median(full / empty for full, empty in zip(costs["year"], costs["empty"], strict=True))
    print(f"a night over {year} manifests: {ratio:.2f} × over none", flush=True)
    each = {f"{name}_cpu": round(median(all_), 4) for name, all_ in costs.items()}
    return {"sessions": NIGHT, "manifests": year, "ratio": round(ratio, 3), **each}


def _manifests(store: Path, number: int) -> None:
    """Write the manifests of sessions of other nights."""
    folder = store / "manifest"
    folder.mkdir(parents=True)
    for each in range(number):
        session_id = UUID(int=each)
        (folder / f"{session_id}.json").write_text(
            f'{{"session": {{"session_id": "{session_id}"}}, "version": 1}}\n'
        )
