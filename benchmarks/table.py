"""The tables of the documentation and of the README beside this, written from the results. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from .targets import TARGETS, Results, Target, cell

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


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    rows = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def number(value: float) -> str:
    """Write a figure with three digits that mean something."""
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0  # noqa: PLR2004
    return f"{value:,.{digits}f}"


def short(results: Results) -> str:
    """Write what the documentation shows."""
    lines = [
        [name, *(f"{number(figures['ratio'])} ({number(figures['cpu_us'])} µs)" for figures in cells)]
        for name, cells in _by_contender(results, "http", "asyncio")
    ]
    met = sum(target.met(results) for target in TARGETS)
    return (
        table(["CPU per request, × aiohttp + msgspec", *SIZES.values()], lines)
        + f"\n{where(results)}\n"
        + f"\n## Targets: {met} of {len(TARGETS)} met\n\n{targets(results)}"
    )


def where(results: Results) -> str:
    """Name machine and versions."""
    machine, versions = results["machine"], results["versions"]
    named = ", ".join(f"{name} {version}" for name, version in versions.items() if name != "python")
    quick = "**A quick run: these figures are rough.** " if results["quick"] else ""
    place = f"{machine['cores']} cores of {machine['cpu']}, {machine['system']}"
    return (
        f"{quick}Measured on {place}, {versions['python']}; {named}.\n"
        "Medians of paired rounds, 16 requests at a time, asyncio, every contender in a process of its own."
    )


def targets(results: Results) -> str:
    """Write each target with what was measured."""
    return table(["", "target", "measured", ""], (_target(target, results) for target in TARGETS))


def _target(target: Target, results: Results) -> list[str]:
    sign, met = "≥" if target.at_least else "≤", target.met(results)
    verdict = "met" if met else f"**missed** {target.reason}".strip()
    limit = f"{sign} {target.limit:g} {target.unit}"
    return [target.title, limit, f"{number(target.figure(results))} {target.unit}", verdict]


def _by_contender(results: Results, scheme: str, loop: str) -> Iterator[tuple[str, list[dict[str, float]]]]:
    for name, shown in NAMES.items():
        yield shown, [cell(results, name, rows, scheme, loop) for rows in SIZES]


def long(results: Results) -> str:
    """Write what benchmarks/README.md shows."""
    return "\n".join(
        [
            f"{where(results)}\n",
            *(_column(results, scheme, loop) for scheme in SCHEMES for loop in ("asyncio", "uvloop")),
            _at_once(results),
            _instructions(results),
            _own_cost(results),
            _walks(results),
            _starts(results),
            _quota(results),
        ]
    )


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
    return f"**loopback**, {SCHEMES[scheme]}, {loop}, 16 at a time\n\n" + table(
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
    return "**loopback**, the two that are measured in every column\n\n" + table(head, lines)


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
    return "**instructions** of a request in user space, asyncio, 16 at a time\n\n" + table(head, lines)


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
    return "**own-cost**\n\n" + table(["", "ours", "with msgspec's decoding"], lines)


def _walks(results: Results) -> str:
    found = results["walk"]
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
    return "**walk**, pages of 100 rows\n\n" + table(["", "first row", "last row", "CPU", "peak memory"], lines)


def _starts(results: Results) -> str:
    start = results["start"]
    named = {
        "`import aiohttp, msgspec`": "aiohttp+msgspec",
        "realtimekit_async, a client and a service, with these": "ours",
        "of it ours": "ours_more_bytecode",
        "of it ours, without bytecode": "ours_more_source",
        "`import cloudflare`, a client and its realtime_kit": "sdk",
    }
    lines = [
        [name, f"{start[key]['ms']:.1f} ms", f"{start[key]['modules']:.0f}", f"{start[key]['mb']:.1f} MB"]
        for name, key in named.items()
    ]
    return "**start**, CPU time\n\n" + table(["", "time", "modules", "memory"], lines)


def _quota(results: Results) -> str:
    lines = [
        [
            name,
            f"{100 * each['used']:.1f} %",
            f"{each['refused_per_hour']:,}",
            f"{each['failed_calls_per_hour']:,}",
            f"{100 * each['blocked']:.0f} %",
            f"{each['hours']:g}",
        ]
        for name, each in results["quota"].items()
    ]
    head = [
        "",
        "quota used",
        "429s an hour",
        "calls failed an hour",
        "time the token is blocked",
        "hours simulated",
    ]
    return "**quota**, 1,200 requests in five minutes\n\n" + table(head, lines)
