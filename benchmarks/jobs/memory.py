"""Memory of 1, 100 and 1,000 clients or agents in one process, beside aiohttp by hand and the official SDK.

Each client has a connection of its own, used once for a meeting by its id, and all are kept: a program that serves
many accounts, with a client for each. Each agent is in a meeting that has nothing to tell. Measured is the memory
of the process with all of them open, and what each one after the first adds; each count has a fresh process, and
all take turns. It does not measure TLS, whose context and buffers come on top for all alike, nor what a client or
an agent holds that is busy.
"""

from statistics import median

from benchmarks.processes import Talk, served

from .agents import busy_meeting

COUNTS = (1, 100, 1000)
CLIENTS, AGENTS = ("ours", "aiohttp", "sdk"), ("agent", "websocket")
SDK_MOST = 100
"""Each of its clients loads the certificates of the system: a thousand of them take minutes."""

Held = dict[str, float]


def measure(*, quick: bool) -> dict[str, dict[str, Held]]:
    """Measure each count of each kind, taking turns."""
    rounds, counts = (1, COUNTS[:2]) if quick else (3, COUNTS)
    asked = [(kind, count) for kind in CLIENTS + AGENTS for count in counts if kind != "sdk" or count <= SDK_MOST]
    with served() as server, busy_meeting() as meeting:
        where = dict.fromkeys(CLIENTS, server.origin) | dict.fromkeys(AGENTS, meeting)
        played = [{each: held(*each, where[each[0]]) for each in asked} for _ in range(rounds)]
    found: dict[str, dict[str, Held]] = {}
    for kind, count in asked:
        found.setdefault(kind, {})[str(count)] = _middle([each[kind, count] for each in played])
    return found


def held(kind: str, count: int, origin: str) -> Held:
    """Open so many in a process of their own."""
    talk = Talk("jobs.clients", kind, origin, "--clients", str(count))
    found: Held = talk.hear()
    talk.end()
    print(f"{count:5} {kind}: {found}", flush=True)
    return found


def _middle(played: list[Held]) -> Held:
    return {figure: round(median(each[figure] for each in played), 2) for figure in played[0]}
