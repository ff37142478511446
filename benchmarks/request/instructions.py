"""What callgrind counts of a whole request in this process, over real sockets: ours and aiohttp + msgspec."""

from benchmarks.callgrind import VALGRIND, counted
from benchmarks.processes import served

from .exchange import SIZES, TIMES

COMPARED = ("ours", "aiohttp+msgspec")


def measure(*, quick: bool) -> dict[str, dict[str, float]]:
    """Count requests over plain HTTP and as the edge of a CDN answers; empty where valgrind is not installed."""
    if VALGRIND is None:
        return {}
    sizes = SIZES[:2] if quick else SIZES
    found: dict[str, dict[str, float]] = {}
    for scheme in ("http", "tls"):
        with served(tls=scheme == "tls") as where:
            ours, bare = (
                counted("request.exchange", name, where.origin, *map(str, sizes), environment=where.environment)[1]
                for name in COMPARED
            )
        for rows, mine, others in zip(sizes, ours, bare, strict=True):
            found[f"{scheme} {rows}"] = {
                "ours": round(mine / TIMES[rows]),
                "bare": round(others / TIMES[rows]),
                "ratio": round(mine / others, 4),
            }
            print(f"{scheme} {rows:5} rows: {mine / others:.3f}", flush=True)
    return found
