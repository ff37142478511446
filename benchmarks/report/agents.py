"""Agents: how many events one core takes, and how much memory many of them. Pure."""

from .bars import Bar, Job
from .targets import Results, Section, Target, at
from .writing import number, table

DRAWN = 100_000
_QUEUE = (
    "what an agent adds to an event is spread thin: the duplicate's mark is 3,300 instructions, 1,600 of them the "
    "hash of the frame, a queue with its two ends 4,300, who is there and what was said 3,000; tried besides: "
    "decoding without a function of its own (2 %), the queue's `put` inside of who calls it (2 %)"
)


def _events(results: Results) -> str:
    found = results["agents"]
    lines = [
        [f"{each['agents']:,} in a process", f"{each['ours']:,}", f"{each['bare']:,}", f"{each['ratio']:.2f}"]
        for each in (found["one"], found["many"])
    ]
    head = ["agents", "events a second of a core", "aiohttp + msgspec, by hand", "×"]
    counts = found["instructions"]
    counted = (
        f"\nInstructions of an event: {counts['ours']:,}, by hand {counts['bare']:,}: {counts['ratio']:.2f} ×.\n"
        if counts
        else ""
    )
    return table(head, lines) + counted


def _jobs(results: Results) -> tuple[Job, ...]:
    found = results["agents"]["one"]
    named = {"ours": "async for event in agent", "bare": "by hand, aiohttp + msgspec"}
    seconds = {key: DRAWN / found[key] for key in named}
    bars = (
        Bar(name, seconds[key], f"{number(seconds[key])} s", ours=key == "ours") for key, name in named.items()
    )
    return (Job(f"{DRAWN:,} events of a meeting", "CPU to take them", tuple(bars)),)


AGENTS = Section(
    "agents",
    _events,
    (
        Target(
            "instructions of an agent's event, times bare aiohttp + msgspec",
            at("agents", "instructions", "ratio"),
            1.55,
            "×",
            reason=_QUEUE,
        ),
    ),
    title="Agents",
    about=(
        "A server in a process of its own writes the frames of a busy meeting as fast as they are read, over "
        "loopback. Beside `async for event in agent` stands aiohttp's `receive()` with one msgspec decode into "
        "the same types: no presence, transcript, duplicates, heartbeat or bounded queue. Both take turns; "
        "figures are processor time. It does not say how soon an event is there, nor what TLS adds."
    ),
    brief=_events,
    jobs=_jobs,
)
