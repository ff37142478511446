"""A request under the microscope: CPU beside other clients, instructions, and what is ours of it. Pure."""

from collections.abc import Iterator
from typing import Any

from .bars import Bar, Job
from .targets import Results, Section, Target, at
from .writing import number, table

MIDDLE = 16
NAMES = {
    "ours": "**realtimekit_async**",
    "aiohttp+msgspec": "aiohttp + msgspec, by hand",
    "aiohttp+json": "aiohttp + json",
    "httpx+json": "httpx + json",
    "sdk-aiohttp": "official SDK, on aiohttp",
    "sdk": "official SDK",
    "socket": "raw socket + msgspec, the floor",
}
SIZES = {0: "one meeting", 20: "20 rows", 100: "100 rows", 1000: "1,000 rows"}
SCHEMES = {"http": "plain HTTP", "tls": "TLS with two cookies and gzip"}

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


def short(results: Results) -> str:
    """Write the one table that the documentation shows."""
    lines = [
        [name, *(f"{number(figures['ratio'])} ({number(figures['cpu_us'])} µs)" for figures in cells)]
        for name, cells in _by_contender(results, "http", "asyncio")
    ]
    return table(["CPU per request, × aiohttp + msgspec", *SIZES.values()], lines)


def _by_contender(results: Results, scheme: str, loop: str) -> Iterator[tuple[str, list[dict[str, float]]]]:
    for name, shown in NAMES.items():
        yield shown, [cell(results, name, rows, scheme, loop) for rows in SIZES]


def _loopback(results: Results) -> str:
    columns = [_column(results, scheme, loop) for scheme in SCHEMES for loop in ("asyncio", "uvloop")]
    return "\n".join([*columns, _at_once(results)])


def _column(results: Results, scheme: str, loop: str) -> str:
    lines = [
        [
            name,
            *(
                f"{number(figures['ratio'])} · {number(figures['cpu_us'])} µs · {figures['per_second']:,}/s"
                for figures in cells
            ),
        ]
        for name, cells in _by_contender(results, scheme, loop)
    ]
    return f"{SCHEMES[scheme]}, {loop}:\n\n" + table(
        ["× aiohttp + msgspec · CPU · requests", *SIZES.values()], lines
    )


def _at_once(results: Results) -> str:
    lines = [
        [
            f"{SCHEMES[scheme]}, {loop}, {at_once} at a time",
            *(_spread(cell(results, "ours", rows, scheme, loop, at_once)) for rows in SIZES),
        ]
        for scheme in SCHEMES
        for loop in ("asyncio", "uvloop")
        for at_once in (1, 16, 100)
    ]
    head = ["ours × aiohttp + msgspec (quartiles)", *SIZES.values()]
    return "the two that are measured in every column:\n\n" + table(head, lines)


def _spread(figures: dict[str, float]) -> str:
    return f"{figures['ratio']:.2f} ({figures['ratio_low']:.2f}-{figures['ratio_high']:.2f})"


def _instructions(results: Results) -> str:
    counts = results["instructions"]
    lines = [
        [
            name,
            *(
                f"{each['ratio']:.2f} · {each['ours'] / 1e3:,.0f} · {each['bare'] / 1e3:,.0f}"
                for each in (counts[f"{scheme} {rows}"] for rows in SIZES)
            ),
        ]
        for scheme, name in SCHEMES.items()
        if f"{scheme} 0" in counts
    ]
    head = ["ours × aiohttp + msgspec · thousands of each", *SIZES.values()]
    return table(head, lines)


def _own_cost(results: Results) -> str:
    costs = results["own-cost"]
    lines = [
        [name, f"{costs[key]['own_us']:.1f} µs", f"{costs[key]['with_decoding_us']:.1f} µs"]
        for name, key in (("get", "get"), ("create", "create"), ("page of 50 rows", "page"))
    ]
    row = costs["row"]
    lines += [
        [name, f"{row[key]:.3f} µs", f"{row[key] + row['msgspec_us']:.3f} µs"]
        for name, key in (("row of a walk", "streamed_us"), ("row of `pages()`", "pages_us"))
    ]
    lines.append(["of it the each-row-once filter", f"{row['filter_us']:.3f} µs", ""])
    lines += [[f"{name}: a get more", f"{cost:.1f} µs", ""] for name, cost in costs["safeties"].items()]
    return table(["", "ours", "with msgspec's decoding"], lines)


def _jobs(results: Results) -> tuple[Job, ...]:
    named = {"ours": "every safety on", "aiohttp+msgspec": "by hand, aiohttp + msgspec", "sdk": "official SDK"}
    cells = {name: cell(results, key, 100) for key, name in named.items()}
    bars = (
        Bar(name, each["cpu_us"], f"{each['cpu_us'] / 1e3:.2f} ms", ours=each["contender"] == "ours")
        for name, each in cells.items()
    )
    return (Job("A page of 100 rows", "CPU time of one request", tuple(bars)),)


LOOPBACK = Section(
    "loopback",
    _loopback,
    (
        _cpu(20, 1.06),
        _cpu(100, 1.05),
        _cpu(1000, 0.90),
        *(_cpu(rows, 0.65, "tls") for rows in (20, 100, 1000)),
        _sdk(20, 25),
        _sdk(100, 45),
        _sdk(1000, 90),
    ),
    title="A request beside other clients",
    about=(
        "CPU per request, and requests a second, against a server on this machine; medians of paired rounds, 16 "
        "requests at a time. It says nothing of latency, of the quota and of failures."
    ),
    brief=short,
    jobs=_jobs,
)
INSTRUCTIONS = Section(
    "instructions",
    _instructions,
    title="A request's instructions",
    about=(
        "What callgrind counts of a whole request in user space: the same on a busy machine. It says nothing of "
        "the kernel, nor of what caches and branches cost; left out where valgrind is not installed."
    ),
)
OWN_COST = Section(
    "own-cost",
    _own_cost,
    (
        Target("own cost of a typed get", at("own-cost", "get", "own_us"), 3, "µs", reason=_PIECES),
        Target(
            "own cost of a row in a walk, the each-row-once filter included",
            at("own-cost", "row", "streamed_us"),
            0.2,
            "µs",
            reason=_SCALE,
        ),
    ),
    title="What is ours of a request",
    about=(
        "aiohttp is replaced by a stub: what is left is ours, and what it costs to have a safety switched on. It "
        "says nothing of what aiohttp does with what it is given."
    ),
)
