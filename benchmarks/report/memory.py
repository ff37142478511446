"""What many clients or agents of one process hold. Pure."""

from collections.abc import Callable

from .bars import Bar, Job
from .targets import Results, Section, Target
from .writing import table

NAMES = {
    "ours": "**clients**",
    "aiohttp": "aiohttp sessions",
    "sdk": "official SDK's clients",
    "agent": "**agents**",
    "websocket": "aiohttp WebSockets",
}
DRAWN = "100"


def _table(results: Results) -> str:
    found = results["memory"]
    counts = list(found["ours"])
    lines = [
        [
            NAMES[name],
            *(f"{held[count]['mb']:.1f} MB" if count in held else "" for count in counts),
            f"{_most(held)['kb_each']:.0f} kB",
            f"{_most(held)['cpu_us_each'] / 1e3:.1f} ms",
        ]
        for name, held in found.items()
    ]
    return table(["", *(f"{int(count):,}" for count in counts), "each further one", "CPU to open it"], lines)


def _most(held: dict[str, dict[str, float]]) -> dict[str, float]:
    return held[max(held, key=int)]


def _each(name: str) -> Callable[[Results], float]:
    def figure(results: Results) -> float:
        return _most(results["memory"][name])["kb_each"]

    return figure


def _beside_bare(results: Results) -> float:
    return _each("ours")(results) / _each("aiohttp")(results)


def _jobs(results: Results) -> tuple[Job, ...]:
    held = {name: each[DRAWN]["mb"] for name, each in results["memory"].items()}
    named = {"ours": "RealtimeKit(…)", "aiohttp": "by hand, aiohttp sessions", "sdk": "official SDK"}
    bars = (Bar(name, held[key], f"{held[key]:.0f} MB", ours=key == "ours") for key, name in named.items())
    return (Job("A hundred clients in one process", "resident memory", tuple(bars)),)


MEMORY = Section(
    "memory",
    _table,
    (
        Target("memory of a further client with a connection", _each("ours"), 32, "kB"),
        Target("the same, times that of an aiohttp session", _beside_bare, 1.5, "×"),
        Target("memory of a further agent in a meeting", _each("agent"), 50, "kB"),
    ),
    title="Many clients, many agents",
    about=(
        "Resident memory of a fresh process. A client has a connection of its own, used once and kept; an agent "
        "is in a meeting that has nothing to tell. It does not say what TLS adds to each connection, nor what is "
        "held by a client or an agent that is busy."
    ),
    brief=_table,
    jobs=_jobs,
)
