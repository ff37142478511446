"""Whole lists: the first row, the last one, and the memory they take. Pure."""

from .bars import Bar, Job
from .targets import Results, Section, Target, at
from .writing import table

NAMES = {
    "ours": "**`async for`**, page after page",
    "ours-prefetch": "**`prefetch(8)`**",
    "ours-collect": "**`collect()`**",
    "by-hand": "gather over aiohttp + msgspec, by hand",
    "sdk": "official SDK, in a loop",
}
_ROUNDS = "the first page is asked for alone: 26 rounds of latency instead of 200 are 7.7 × at the very best"


def _longest(results: Results) -> float:
    return max(walk["rss_peak"] for walk in results["lists"]["long"].values())


def _later(results: Results) -> float:
    return 1e3 * results["lists"]["first_row_later"]


def _table(results: Results, kinds: tuple[str, ...]) -> str:
    found = results["lists"]
    lines = [
        [
            NAMES[name],
            f"{walk['rows']:,.0f}",
            *(f"{walk[key]:.2f} s" for key in ("first", "last", "cpu")),
            f"{walk['rss_peak']:.1f} MB",
        ]
        for kind in kinds
        for name, walk in found[kind].items()
    ]
    return table(["", "rows", "first row", "last row", "CPU", "peak memory"], lines)


def _tables(results: Results) -> str:
    latency = f"{results['lists']['latency'] * 1e3:.0f} ms before each answer"
    return f"{latency}:\n\n{_table(results, ('walks',))}\nno latency:\n\n{_table(results, ('long',))}"


def _brief(results: Results) -> str:
    return _table(results, ("walks",))


def _jobs(results: Results) -> tuple[Job, ...]:
    found, walks = results["lists"], results["lists"]["walks"]
    named = {
        "ours-collect": "collect()",
        "by-hand": "by hand, gather over aiohttp",
        "sdk": "official SDK, in a loop",
    }
    if not named.keys() <= walks.keys():
        return ()
    bars = (
        Bar(name, walks[key]["last"], f"{walks[key]['last']:.1f} s", ours=key == "ours-collect")
        for key, name in named.items()
    )
    title = f"A list of {found['pages'] * found['rows_per_page']:,} rows"
    return (Job(title, f"to its last row, {found['latency'] * 1e3:.0f} ms a page", tuple(bars)),)


LISTS = Section(
    "lists",
    _tables,
    (
        Target(
            "`collect()` of 200 pages at 50 ms, times faster than one page after the other",
            at("lists", "collect_speedup"),
            7.3,
            "×",
            at_least=True,
            reason=_ROUNDS,
        ),
        Target(
            "`prefetch(8)` through 200 pages at 50 ms, times faster",
            at("lists", "speedup"),
            7.5,
            "×",
            at_least=True,
            reason=_ROUNDS,
        ),
        Target(
            "`collect()` of the same, times a gather written by hand",
            at("lists", "collect_beside_gather"),
            1.1,
            "×",
        ),
        Target("first row of `prefetch(8)`, later than the sequential walk's by", _later, 5, "ms"),
        Target(
            "memory of `prefetch(8)`, above the sequential walk's (8 pages and a constant)",
            at("lists", "memory_more"),
            3,
            "MB",
        ),
        Target("memory while a million rows stream", _longest, 45, "MB"),
    ),
    title="A list",
    about=(
        "Each way has a fresh process, and all take turns; the clock starts when the client is there, and its "
        "first connection is not. It does not say how the real API answers, where the quota of four requests "
        "a second rules, nor what a list does that changes meanwhile."
    ),
    brief=_brief,
    jobs=_jobs,
)
