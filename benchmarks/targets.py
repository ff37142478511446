"""What this library promises itself, each with the figure that decides. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Results = Mapping[str, Any]
MIDDLE = 16

# Why a target is missed, and what shows it; shown only while it is missed.
_CALLS = (
    "a page takes 210 calls of Python functions (112 in aiohttp, 39 of ours) against 186 by hand, spread thin: no "
    "hot spot in the profile; the table of instructions shows the ratio without what other work on the "
    "machine adds, which makes cold code dearer"
)
_BOTH = (
    "TLS, inflating and decoding cost both the same, and the kernel's share is in no table; the cookies that "
    "are not kept are what is saved: see the table of instructions"
)
_SCALE = (
    "set on a machine where msgspec decodes a row in 0.18 µs; the table of own-cost says what that takes here, "
    "and all Python code scales with it"
)
_PIECES = (
    "each check is one or two microseconds (`python -m benchmarks.pieces`, in benchmarks/README.md), and none is "
    "switched off for a figure; the target was set on a machine that decodes a row in 0.18 µs"
)
_ROUNDS = "the first page is asked for alone: 26 rounds of latency instead of 200 are 7.7 × at the very best"


class Target(NamedTuple):
    """One promise: the figure, and the limit it stays below, or reaches."""

    title: str
    figure: Callable[[Results], float]
    limit: float
    unit: str
    at_least: bool = False
    reason: str = ""

    def met(self, results: Results) -> bool:
        """Tell whether the figure is as promised."""
        figure = self.figure(results)
        return figure >= self.limit if self.at_least else figure <= self.limit


def cell(
    results: Results, name: str, rows: int, scheme: str = "http", loop: str = "asyncio", at_once: int = MIDDLE
) -> Any:
    """Return the figures of one contender in one column."""
    wanted = {"contender": name, "rows": rows, "scheme": scheme, "loop": loop, "concurrency": at_once}
    return next(cell for cell in results["loopback"] if wanted.items() <= cell.items())


def _cpu(rows: int, limit: float, scheme: str = "http") -> Target:
    where = "TLS, two cookies, gzip" if scheme == "tls" else "plain HTTP"
    title = f"CPU of a page of {rows:,} rows over {where}, times bare aiohttp + msgspec"

    def figure(results: Results) -> float:
        return cell(results, "ours", rows, scheme)["ratio"]

    return Target(title, figure, limit, "×", reason=_BOTH if scheme == "tls" else _CALLS)


def _sdk(rows: int, limit: float) -> Target:
    title = f"CPU of the official SDK for a page of {rows:,} rows, times ours"

    def figure(results: Results) -> float:
        return cell(results, "sdk", rows)["ratio_to_ours"]

    return Target(title, figure, limit, "×", at_least=True, reason=_CALLS)


def _at(*keys: str) -> Callable[[Results], float]:
    def figure(results: Results) -> float:
        value: Any = results
        for key in keys:
            value = value[key]
        return float(value)

    return figure


def _longest(results: Results) -> float:
    return max(walk["rss_peak"] for walk in results["walk"]["long"].values())


def _later(results: Results) -> float:
    return 1e3 * results["walk"]["first_row_later"]


TARGETS = (
    _cpu(20, 1.06),
    _cpu(100, 1.05),
    _cpu(1000, 0.90),
    *(_cpu(rows, 0.65, "tls") for rows in (20, 100, 1000)),
    _sdk(20, 25),
    _sdk(100, 45),
    _sdk(1000, 90),
    Target("own cost of a typed get", _at("own-cost", "get", "own_us"), 3, "µs", reason=_PIECES),
    Target(
        "own cost of a row in a walk, the each-row-once filter included",
        _at("own-cost", "row", "streamed_us"),
        0.2,
        "µs",
        reason=_SCALE,
    ),
    Target(
        "`prefetch(8)` through 200 pages at 50 ms, times faster",
        _at("walk", "speedup"),
        7.5,
        "×",
        at_least=True,
        reason=_ROUNDS,
    ),
    Target("its first row, later than the sequential walk's by", _later, 5, "ms"),
    Target(
        "its memory, above the sequential walk's (8 pages and a constant)", _at("walk", "memory_more"), 3, "MB"
    ),
    Target("memory while a million rows stream", _longest, 45, "MB"),
    Target(
        "import and a client, on top of aiohttp and msgspec",
        _at("start", "ours_more_bytecode", "ms"),
        6,
        "ms",
        reason=_SCALE,
    ),
    Target("the same without bytecode", _at("start", "ours_more_source", "ms"), 12, "ms", reason=_SCALE),
    Target("its memory", _at("start", "ours_more_bytecode", "mb"), 3, "MB"),
    Target("`realtimekit --help`", _at("start", "cli_help_seconds"), 0.4, "s"),
)
