"""A million sessions walked by one process. Pure."""

from .targets import Results, Section, Target, at
from .writing import table


def _grown(results: Results) -> float:
    return float(results["scale"]["rss_peak"] - results["scale"]["rss_early"])


def _table(results: Results) -> str:
    found = results["scale"]
    line = [
        f"{found['sessions']:,}",
        f"{found['lists']:,}",
        f"{found['requests']:,}",
        f"{found['refused']:,}",
        f"{found['hours']:.2f} h",
        f"{found['cpu_us_a_row']:.1f} µs",
        f"{found['rss_early']:.1f} MB",
        f"{found['rss_peak']:.1f} MB",
    ]
    head = [
        "sessions",
        "lists of participants",
        "requests",
        "refused",
        "virtual time",
        "CPU a row",
        "memory after a tenth",
        "peak memory",
    ]
    return table(head, [line])


SCALE = Section(
    "scale",
    _table,
    (
        Target("requests refused on the way through a million sessions", at("scale", "refused"), 0, ""),
        Target("its use of the quota", at("scale", "used"), 0.99, "", at_least=True),
        Target("its peak memory, above that after a tenth of them", _grown, 4, "MB"),
        Target("its CPU of a row, the simulation included", at("scale", "cpu_us_a_row"), 6, "µs"),
    ),
    title="A million sessions",
    about=(
        "One process walks them with `prefetch(8)` and lists the participants of every tenth, under the account's "
        "quota of 1,200 requests in five minutes, which the emulator's limiter keeps on a virtual clock. It does "
        "not say what the network takes, nor what a program does with the rows."
    ),
    brief=_table,
)
