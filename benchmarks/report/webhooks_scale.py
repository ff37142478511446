"""Webhooks at a rate that takes two processes. Pure."""

from .targets import Results, Section, Target, at
from .writing import table

PART = "webhooks-scale"


def _lost(results: Results) -> float:
    return float(results[PART]["deliveries"] - results[PART]["handled"])


def _table(results: Results) -> str:
    found = results[PART]
    if not found:
        return "redis-server is not installed.\n"
    line = [
        f"{found['per_second']:,} a second",
        f"{found['deliveries']:,}",
        f"{found['sent'] - found['deliveries']:,}",
        f"{found['handled']:,}",
        f"{found['handled_twice']:,}",
        f"{found['p50_ms']:.1f} ms",
        f"{found['p99_ms']:.1f} ms",
        f"{found['cpu_us']:.0f} µs",
    ]
    head = [
        "rate",
        "deliveries",
        "of them sent twice",
        "handled",
        "more than once",
        "answered in",
        "99 of 100 in",
        "servers' CPU of each",
    ]
    return table(head, [line])


WEBHOOKS_SCALE = Section(
    PART,
    _table,
    (
        Target("webhooks a second on two processes", at(PART, "per_second"), 2_000, "/s", at_least=True),
        Target("of them not handled", _lost, 0, ""),
        Target("of them handled more than once", at(PART, "handled_twice"), 0, ""),
    ),
    title="2,000 webhooks a second",
    about=(
        "Two servers of aiohttp share one window in a real Redis on this machine. Each delivery has a real "
        "signature and is sent at its moment, to the servers in turn; one in twenty goes to the other one, too, "
        "at the same time. It does not say what TLS adds, nor a Redis that is further away."
    ),
    brief=_table,
)
