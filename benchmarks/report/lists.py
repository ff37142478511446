"""Whole lists: the first row, the last one, and the memory they take. Pure."""

from .targets import Results, Section, Target, at
from .writing import table

_ROUNDS = "the first page is asked for alone: 26 rounds of latency instead of 200 are 7.7 × at the very best"


def _longest(results: Results) -> float:
    return max(walk["rss_peak"] for walk in results["lists"]["long"].values())


def _later(results: Results) -> float:
    return 1e3 * results["lists"]["first_row_later"]


def _walks(results: Results) -> str:
    found = results["lists"]
    latencies = (("walks", f"{found['latency'] * 1e3:.0f} ms before each answer"), ("long", "no latency"))
    lines = [
        [
            f"{name}, {walk['rows']:,.0f} rows, {latency}",
            *(f"{walk[key]:.3f} s" for key in ("first", "last", "cpu")),
            f"{walk['rss_peak']:.1f} MB",
        ]
        for kind, latency in latencies
        for name, walk in found[kind].items()
    ]
    return "**lists**, pages of 100 rows\n\n" + table(["", "first row", "last row", "CPU", "peak memory"], lines)


LISTS = Section(
    "lists",
    _walks,
    (
        Target(
            "`prefetch(8)` through 200 pages at 50 ms, times faster",
            at("lists", "speedup"),
            7.5,
            "×",
            at_least=True,
            reason=_ROUNDS,
        ),
        Target("its first row, later than the sequential walk's by", _later, 5, "ms"),
        Target(
            "its memory, above the sequential walk's (8 pages and a constant)", at("lists", "memory_more"), 3, "MB"
        ),
        Target("memory while a million rows stream", _longest, 45, "MB"),
    ),
)
