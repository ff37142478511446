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

_SPREAD = (
    "no hot spot is left: of a page of 20 rows the query, checked and written, takes 16,900 instructions, the "
    "connector with its look at an idle connection 11,800, the `Ratelimit` header 11,300. Tried: aiohttp's own "
    "names for headers (2,200 fewer), a poll object kept for each connection and a query's bounds looked up once "
    '(800 fewer at 20 rows); more stands in benchmarks/README.md, "Where the time goes"'
)
_WAITERS = (
    "who has a deadline asks, whenever it is woken, whether its time can still suffice, and one alarm of the "
    "client's `Clock` wakes whose time is over; an alarm for each took 1.84 s (benchmarks/README.md, \"Where the "
    'time goes")'
)


def cell(
    results: Results, name: str, rows: int, scheme: str = "http", loop: str = "asyncio", at_once: int = MIDDLE
) -> Any:
    """Return the figures of one contender in one column."""
    wanted = {"contender": name, "rows": rows, "scheme": scheme, "loop": loop, "concurrency": at_once}
    return next(cell for cell in results["loopback"] if wanted.items() <= cell.items())


def _counted(rows: int, limit: float, scheme: str = "http") -> Target:
    title = f"a page of {rows:,} rows over {SCHEMES[scheme]}, times aiohttp + msgspec by hand"
    return Target(
        title,
        at("instructions", f"{scheme} {rows}", "ratio"),
        limit,
        "×",
        reason=_SPREAD,
        profile=f"page-of-{rows}",
    )


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
    sizes = {rows: title for rows, title in SIZES.items() if f"http {rows}" in counts}
    lines = [
        [
            name,
            *(
                f"{each['ratio']:.2f} · {each['ours'] / 1e3:,.0f} · {each['bare'] / 1e3:,.0f}"
                for each in (counts[f"{scheme} {rows}"] for rows in sizes)
            ),
        ]
        for scheme, name in SCHEMES.items()
        if f"{scheme} 0" in counts
    ]
    return table(["ours × aiohttp + msgspec · thousands of each", *sizes.values()], lines)


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


def _stall(kind: str) -> str:
    return {"ours": "**realtimekit_async**", "max_wait": "the same with `max_wait`"}.get(
        kind, "`asyncio.Semaphore`, by hand"
    )


def _crowd(results: Results) -> str:
    crowds = results["crowd"]
    sizes = next(iter(crowds.values()))
    lines = [
        [
            _stall(kind),
            *(
                f"{each['stall']:.2f} s · {each['cpu']:.1f} s · {each['cpu_us_a_call']:.0f} µs"
                for each in sized.values()
            ),
        ]
        for kind, sized in crowds.items()
    ]
    return table(["longest stall · CPU · of it a call's", *(f"{int(size):,} calls" for size in sizes)], lines)


def _growth(results: Results) -> float:
    ours = results["crowd"]["ours"]
    return float(ours["40000"]["cpu_us_a_call"] / ours["10000"]["cpu_us_a_call"])


LOOPBACK = Section(
    "loopback",
    _loopback,
    title="A request beside other clients",
    about=(
        "CPU per request, and requests a second, against a server on this machine; medians of paired rounds, 16 "
        "requests at a time. Ratios of CPU time lean on the machine: promises are of instructions. "
        "It says nothing of latency, of the quota and of failures."
    ),
    brief=short,
    jobs=_jobs,
)
INSTRUCTIONS = Section(
    "instructions",
    _instructions,
    (
        _counted(20, 1.10),
        _counted(100, 1.05),
        _counted(1000, 0.99),
        _counted(20, 0.64, "tls"),
    ),
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
        Target("functions of ours that a `get` calls", at("own-cost", "functions", "get"), 28, ""),
        Target("functions of ours that a page calls", at("own-cost", "functions", "page"), 28, ""),
    ),
    title="What is ours of a request",
    about=(
        "aiohttp is replaced by a stub: what is left is ours, and what it costs to have a safety switched on. It "
        "says nothing of what aiohttp does with what it is given."
    ),
)
CROWD = Section(
    "crowd",
    _crowd,
    (
        Target("longest stall, 30,000 calls at once", at("crowd", "ours", "30000", "stall"), 1.2, "s"),
        Target(
            "the same with `max_wait`",
            at("crowd", "max_wait", "30000", "stall"),
            1.2,
            "s",
            reason=_WAITERS,
            profile="crowd-max-wait",
        ),
        Target("CPU of a call among 40,000, times that among 10,000", _growth, 1.25, "×"),
    ),
    title="A crowd of calls",
    about=(
        "Calls begun at once by one client with a hundred connections, aiohttp replaced by a stub that answers "
        "after a millisecond: what it takes to keep those who wait, and how late the event loop is meanwhile, at "
        "most. The semaphore knows no quota, no gate and no deadline. It says nothing of the network."
    ),
)
