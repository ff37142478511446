"""What many clients of one process hold. Pure."""

from .bars import Bar, Job
from .targets import Results, Section, Target
from .writing import table

NAMES = {
    "ours": "**realtimekit_async**",
    "aiohttp+msgspec": "aiohttp sessions",
    "sdk": "official SDK",
}
DRAWN = "100"


def _table(results: Results) -> str:
    found = results["memory"]
    counts = list(found["ours"])
    lines = [
        [
            NAMES[name],
            *(f"{held[count]['mb']:.1f} MB" if count in held else "" for count in counts),
            f"{_last(held)['kb_each']:.0f} kB",
            f"{_last(held)['cpu_us_each'] / 1e3:.1f} ms",
        ]
        for name, held in found.items()
    ]
    heads = [f"{int(count):,} client{'s' if count != '1' else ''}" for count in counts]
    return table(["", *heads, "each further one", "CPU to open it"], lines)


def _last(held: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the figures of the most clients."""
    return held[max(held, key=int)]


def _beside_bare(results: Results) -> float:
    ours, bare = (_last(results["memory"][name])["kb_each"] for name in ("ours", "aiohttp+msgspec"))
    return ours / bare


def _each(results: Results) -> float:
    return _last(results["memory"]["ours"])["kb_each"]


def _jobs(results: Results) -> tuple[Job, ...]:
    held = {name: each[DRAWN]["mb"] for name, each in results["memory"].items()}
    named = {"ours": "RealtimeKit(…)", "aiohttp+msgspec": "aiohttp sessions by hand", "sdk": "official SDK"}
    bars = (Bar(name, held[key], f"{held[key]:.0f} MB", ours=key == "ours") for key, name in named.items())
    return (Job("A hundred clients in one process", "resident memory", tuple(bars)),)


MEMORY = Section(
    "memory",
    _table,
    (
        Target(
            "memory of a further client with a connection, times that of an aiohttp session",
            _beside_bare,
            1.5,
            "×",
        ),
        Target("memory of a further client with a connection", _each, 32, "kB"),
    ),
    title="Many clients in one process",
    about=(
        "Resident memory of a fresh process whose clients all have a connection of their own, used once and kept. "
        "It does not say what TLS adds to each connection, nor what a client holds that is busy."
    ),
    brief=_table,
    jobs=_jobs,
)
