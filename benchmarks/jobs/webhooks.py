"""What a webhook costs a server, beside a handler that only verifies the same signature.

Servers of aiohttp, ASGI and FastAPI (the latter two in uvicorn), each with this library and with a bare handler,
are processes of their own. One more process signs deliveries before the clock runs, and sends each server the same
ones over sixteen connections; the servers take turns. Told is their processor time, and, where valgrind is
installed, the instructions of a delivery. It says nothing of TLS, nor of how long a delivery takes.
"""

from statistics import median

from benchmarks.callgrind import VALGRIND, counted
from benchmarks.processes import Talk

from .webhook_server import COUNTED, SERVERS

FRAMEWORKS = ("aiohttp", "asgi", "fastapi")
DELIVERIES = 400

Figures = dict[str, dict[str, float]]


def measure(*, quick: bool) -> Figures:
    """Measure CPU and instructions; ours × bare for each framework."""
    seconds = taken(3 if quick else 25)
    counts = instructions()
    found: Figures = {}
    for framework in FRAMEWORKS:
        ours, bare = seconds[f"ours-{framework}"], seconds[f"bare-{framework}"]
        found[framework] = {
            "ratio": round(median(mine / other for mine, other in zip(ours, bare, strict=True)), 3),
            "ours_us": round(1e6 * median(ours) / DELIVERIES, 1),
            "bare_us": round(1e6 * median(bare) / DELIVERIES, 1),
        }
        if counts:
            mine, other = counts[f"ours-{framework}"], counts[f"bare-{framework}"]
            found[framework] |= {"ours_count": mine, "bare_count": other, "count_ratio": round(mine / other, 4)}
        print(f"{framework}: {found[framework]}", flush=True)
    return found


def taken(rounds: int) -> dict[str, list[float]]:
    """Let the servers take turns; give the CPU seconds of each round."""
    seconds: dict[str, list[float]] = {name: [] for name in SERVERS}
    sender = Talk("jobs.webhook_sender")
    pem = sender.hear()["pem"]
    servers = {name: Talk("jobs.webhook_server", name, pem) for name in SERVERS}
    ports = {name: server.hear()["port"] for name, server in servers.items()}
    for turn in range(-1, rounds):  # the first warms up
        for name in SERVERS if turn % 2 else reversed(SERVERS):
            order = {"ports": [ports[name]], "first": (turn + 1) * DELIVERIES, "count": DELIVERIES}
            before = servers[name].ask({})["cpu"]
            if (accepted := sender.ask(order)["accepted"]) != DELIVERIES:
                raise RuntimeError(f"{name} accepted {accepted} of {DELIVERIES} deliveries")
            if turn >= 0:
                seconds[name].append(servers[name].ask({})["cpu"] - before)
    for process in (sender, *servers.values()):
        process.end()
    return seconds


def instructions() -> dict[str, float]:
    """Count the instructions of a delivery; empty where valgrind is not installed."""
    if VALGRIND is None:
        return {}
    return {name: round(counted("jobs.webhook_server", name)[1][-1] / COUNTED) for name in SERVERS}
