"""Whole lists: how soon the first and the last row are there, beside the official SDK and a gather by hand.

Measures 200 pages of 100 rows with 50 ms before each answer, as this library walks them one after the other, with
`prefetch(8)` and with `collect()`; as one writes it by hand over aiohttp and msgspec, the first page for the total
and then eight pages at a time; and as a user of the official SDK has to. Then a million rows without latency, for
the memory alone. Each walk has a fresh process, and all take turns. It does not measure the real API, where the
quota of four requests a second rules; nor a list that changes meanwhile, which the tests do.

The clock starts with the walk, when the client is there and its first connection is not.
"""

from statistics import median

from benchmarks.processes import Talk, served

from .walker import WALKS

LATENCY, ROWS, PAGES = 0.05, 100, 200
MILLION = 10_000

Walked = dict[str, float]


def measure(*, quick: bool) -> dict[str, object]:
    """Measure the walks with latency, and the long ones."""
    pages, many, rounds = (24, 300, 1) if quick else (PAGES, MILLION, 3)
    played = [{name: run(name, pages, LATENCY) for name in WALKS} for _ in range(rounds)]
    long = {name: run(name, many, 0.0) for name in ("ours", "ours-prefetch")}
    return {
        "pages": pages,
        "rows_per_page": ROWS,
        "latency": LATENCY,
        "walks": {name: _middle([each[name] for each in played]) for name in WALKS},
        "speedup": _times(played, "ours", "ours-prefetch", "last"),
        "collect_speedup": _times(played, "ours", "ours-collect", "last"),
        "collect_beside_gather": _times(played, "ours-collect", "by-hand", "last"),
        "first_row_later": round(
            median(each["ours-prefetch"]["first"] - each["ours"]["first"] for each in played), 4
        ),
        "memory_more": round(
            median(each["ours-prefetch"]["rss_peak"] - each["ours"]["rss_peak"] for each in played), 2
        ),
        "long": long,
    }


def _times(played: list[dict[str, Walked]], one: str, other: str, figure: str) -> float:
    return round(median(each[one][figure] / each[other][figure] for each in played), 2)


def run(name: str, pages: int, latency: float) -> Walked:
    """Walk once, in a process of its own."""
    with served("--pages", str(pages), "--rows", str(ROWS), "--latency", str(latency)) as server:
        walker = Talk("jobs.walker", name, server.origin, "--rows", str(ROWS), environment=server.environment)
        walked: Walked = walker.hear()
        walker.end()
    if walked["rows"] != pages * ROWS:
        raise RuntimeError(f"{name} saw {walked['rows']} rows of {pages * ROWS}")
    print(f"{name} {pages} pages: first {walked['first']} s, last {walked['last']} s, {walked['rss_peak']} MB")
    return walked


def _middle(walks: list[Walked]) -> Walked:
    return {name: median(walk[name] for walk in walks) for name in walks[0]}
