"""Whole lists: how soon the first and the last row are there, and how much memory it takes.

Measures 200 pages of 100 rows with 50 ms before each answer, as this library walks them one after the other and
with `prefetch(8)`, and as a user of the official SDK has to; then a million rows without latency, for the
memory alone. Each walk has a fresh process. It does not measure the real API, where the quota of four requests
a second rules; nor a list that changes meanwhile, which the tests do.

The clock starts with the walk, when the client is there and its first connection is not.
"""

from statistics import median

from benchmarks.processes import Talk, served

from .walker import WALKS

LATENCY, ROWS, PAGES, AT_ONCE = 0.05, 100, 200, 8
MILLION = 10_000

Walked = dict[str, float]


def measure(*, quick: bool) -> dict[str, object]:
    """Measure the walks with latency, and the long ones."""
    pages, many, rounds = (24, 300, 1) if quick else (PAGES, MILLION, 3)
    found = {name: _middle([run(name, pages, LATENCY) for _ in range(rounds)]) for name in WALKS}
    long = {name: run(name, many, 0.0) for name in ("ours", "ours-prefetch")}
    return {
        "pages": pages,
        "rows_per_page": ROWS,
        "latency": LATENCY,
        "walks": found,
        "speedup": round(found["ours"]["last"] / found["ours-prefetch"]["last"], 2),
        "first_row_later": round(found["ours-prefetch"]["first"] - found["ours"]["first"], 4),
        "memory_more": round(found["ours-prefetch"]["rss_peak"] - found["ours"]["rss_peak"], 2),
        "long": long,
    }


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
