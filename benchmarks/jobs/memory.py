"""Memory of 1, 100 and 1,000 clients in one process, beside bare aiohttp sessions and the official SDK.

Each client has a connection of its own, used once for a meeting by its id, and all are kept: a program that serves
many accounts, with a client for each. Measured is the resident memory of the process with all of them open, and
what each one after the first adds; each count has a fresh process, and all take turns. It does not measure TLS,
whose context and buffers come on top for all alike, nor what a client that is busy holds meanwhile.
"""

from statistics import median

from benchmarks.processes import Talk, served
from benchmarks.request.contenders import BARE, OURS

COUNTS = (1, 100, 1000)
SDK_MOST = 100
"""Each of its clients loads the certificates of the system: a thousand of them take minutes."""

Held = dict[str, float]


def measure(*, quick: bool) -> dict[str, dict[str, Held]]:
    """Measure each count of each contender, taking turns."""
    rounds, counts = (1, COUNTS[:2]) if quick else (3, COUNTS)
    asked = [(name, clients) for name in (OURS, BARE, "sdk") for clients in counts if _is_played(name, clients)]
    played: dict[tuple[str, int], list[Held]] = {each: [] for each in asked}
    with served() as server:
        for _ in range(rounds):
            for name, clients in asked:
                talk = Talk("jobs.clients", name, server.origin, "--clients", str(clients))
                played[name, clients].append(talk.hear())
                talk.end()
    found: dict[str, dict[str, Held]] = {}
    for (name, clients), held in played.items():
        found.setdefault(name, {})[str(clients)] = _middle(held)
        print(f"{name}, {clients} clients: {found[name][str(clients)]}", flush=True)
    return found


def _is_played(name: str, clients: int) -> bool:
    return name != "sdk" or clients <= SDK_MOST


def _middle(held: list[Held]) -> Held:
    return {figure: round(median(each[figure] for each in held), 2) for figure in held[0]}
