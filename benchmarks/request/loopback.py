"""CPU per request, and requests a second, of each contender against a server on this machine.

Measures what a client costs when nothing else is slow: a meeting by its id, and pages of 20, 100 and 1,000
rows, at 1, 16 and 100 requests at a time, over plain HTTP and over TLS as the edge of a CDN answers (gzip, two
cookies), on asyncio and uvloop. It does not measure latency, the quota, failures or walks, and the requests a
second are those of one client and one server that share a machine.

Each contender runs in a process of its own, as it would in an application: neither the objects of one nor what
one has imported makes the garbage collector of another slower. The processes live through all rounds and take
turns in each of them, the order reversed every other time, so that whatever else the machine does meets all
alike. A ratio is the median of the ratios within one round. Ids and page numbers never come twice: URLs are not
what a cache knows.
"""

from collections.abc import Iterator
from itertools import product
from statistics import median, quantiles
from typing import NamedTuple

from benchmarks.processes import Talk, served, workers

from .answers import GET
from .contenders import BARE, CONTENDERS, OURS

SIZES = (GET, 20, 100, 1000)
CONCURRENCY = (1, 16, 100)
MIDDLE = 16
REQUESTS = {GET: 400, 20: 400, 100: 300, 1000: 100}
SLOWER = {"httpx+json": 4, "sdk": 20, "sdk-aiohttp": 20}
"""By how much fewer requests these are given, so that a round takes them no longer than a second."""

Cell = dict[str, object]


class Plan(NamedTuple):
    """How many rounds are played: by all, by the pair in each column, and by it where a target hangs on it."""

    everybody: int
    pair: int
    target: int


FULL, QUICK = Plan(everybody=5, pair=9, target=25), Plan(everybody=1, pair=3, target=3)


def measure(*, quick: bool) -> list[Cell]:
    """Measure all cells."""
    plan, cells = QUICK if quick else FULL, list[Cell]()
    for scheme in ("http", "tls"):
        with served(tls=scheme == "tls") as server:
            for loop in ("asyncio", "uvloop"):
                with workers(list(CONTENDERS), server, *(["--uvloop"] if loop == "uvloop" else [])) as running:
                    for rows, concurrency in product(SIZES, CONCURRENCY):
                        found = _cells(running, rows, concurrency, plan, target=loop == "asyncio")
                        cells += ({"scheme": scheme, "loop": loop, **cell} for cell in found)
                        print(_line(cells), flush=True)
    return cells


def _cells(running: dict[str, Talk], rows: int, concurrency: int, plan: Plan, *, target: bool) -> Iterator[Cell]:
    """Play the rounds of one column: all contenders in the middle, only the pair that matters beside it."""
    middle = concurrency == MIDDLE
    names = list(CONTENDERS) if middle else [OURS, BARE]
    rounds: list[dict[str, dict[str, float]]] = []
    for number in range(plan.target if middle and target else plan.pair):
        taking_part = names if number < plan.everybody else [OURS, BARE]
        order = taking_part if number % 2 else taking_part[::-1]
        rounds.append({name: _played(running[name], name, rows, concurrency) for name in order})
    for name in names:
        yield {"rows": rows, "concurrency": concurrency, "contender": name, **_figures(name, rounds)}


def _played(worker: Talk, name: str, rows: int, concurrency: int) -> dict[str, float]:
    requests = max(REQUESTS[rows] // SLOWER.get(name, 1), concurrency)
    cost = worker.ask({"rows": rows, "concurrency": concurrency, "requests": requests})
    return {"us": cost["cpu"] / requests * 1e6, "per_second": requests / cost["wall"]}


def _figures(name: str, rounds: list[dict[str, dict[str, float]]]) -> dict[str, float]:
    played = [each for each in rounds if name in each]
    ratios = [each[name]["us"] / each[BARE]["us"] for each in played]
    low, _, high = quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    return {
        "ratio": round(median(ratios), 4),
        "ratio_low": round(low, 4),
        "ratio_high": round(high, 4),
        "ratio_to_ours": round(median(each[name]["us"] / each[OURS]["us"] for each in played), 4),
        "cpu_us": round(median(each[name]["us"] for each in played), 1),
        "per_second": round(median(each[name]["per_second"] for each in played)),
        "rounds": len(played),
    }


def _line(cells: list[Cell]) -> str:
    last = cells[-1]
    column = ("scheme", "loop", "rows", "concurrency")
    same = [cell for cell in cells if all(cell[name] == last[name] for name in column)]
    where = " ".join(f"{last[name]}" for name in column)
    return f"{where:24}" + "  ".join(f"{cell['contender']} {cell['ratio']:.2f}" for cell in same)
