"""How many events an agent takes on one core, beside bare aiohttp with msgspec.

A server in a process of its own writes the frames of a busy meeting as fast as they are read, over loopback; each
contender is a process, and they take turns. What is told is processor time, of one agent and of five hundred that
share a process, and, where valgrind is installed, the instructions of an event. It says nothing of how soon an
event is there, of TLS, and of a meeting with nothing to tell.
"""

from collections.abc import Generator
from contextlib import contextmanager
from statistics import median

from benchmarks.callgrind import VALGRIND, counted
from benchmarks.processes import Talk

from .agent_server import BLOCK
from .agent_worker import LONG, SHORT

NAMES = ("ours", "bare")
MANY = 500


@contextmanager
def busy_meeting() -> Generator[str, None, None]:
    """Run a busy meeting; yields its origin."""
    server = Talk("jobs.agent_server")
    try:
        yield f"http://127.0.0.1:{server.hear()['port']}"
    finally:
        server.end()


def measure(*, quick: bool) -> dict[str, object]:
    """Measure CPU and instructions."""
    events, rounds = (20_000, 2) if quick else (100_000, 7)
    return {
        "instructions": _instructions(),
        "one": taken(1, events, rounds),
        "many": taken(MANY, BLOCK, rounds),
    }


def taken(agents: int, events: int, rounds: int) -> dict[str, float]:
    """Let the contenders take turns; ours × bare, and the events a second of one core."""
    seconds: dict[str, list[float]] = {name: [] for name in NAMES}
    with busy_meeting() as origin:
        workers = {name: Talk("jobs.agent_worker", name, origin) for name in NAMES}
        for turn in range(-1, rounds):  # the first warms up
            for name in NAMES if turn % 2 else NAMES[::-1]:
                took = workers[name].ask({"agents": agents, "events": events})
                if turn >= 0:
                    seconds[name].append(took)
        for worker in workers.values():
            worker.end()
    ratio = median(mine / other for mine, other in zip(seconds["ours"], seconds["bare"], strict=True))
    rates = {name: round(agents * events / median(each)) for name, each in seconds.items()}
    print(f"{agents} agents: {ratio:.2f} × bare, {rates['ours']:,} events a second of CPU", flush=True)
    return {"agents": agents, "ratio": round(ratio, 3), **rates}


def _instructions() -> dict[str, float]:
    """Count the instructions of an event; empty where valgrind is not installed."""
    if VALGRIND is None:
        return {}
    with busy_meeting() as origin:
        each = {name: _of_an_event(name, origin) for name in NAMES}
    ratio = each["ours"] / each["bare"]
    print(f"instructions: {ratio:.3f} × bare, {each['ours']:,.0f} an event", flush=True)
    return {"ratio": round(ratio, 4), **{name: round(count) for name, count in each.items()}}


def _of_an_event(name: str, origin: str) -> float:
    short, long = counted("jobs.agent_worker", name, origin, "--count")[1]
    return (long - short) / (LONG - SHORT)
