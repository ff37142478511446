"""The emulator: what a request costs it, and how many one core answers. Pure."""

from .targets import Results, Section
from .writing import table

NAMES = {
    "idle": "nobody looks",
    "10,000 kept": "the newest 10,000 requests are kept",
    "a page": "and its page is open",
}


def _requests(results: Results) -> str:
    lines = [
        [NAMES[key], f"{each['cpu_us']:.0f} µs", f"{each['per_core']:,}", f"{each['per_second']:,}"]
        for key, each in results["emulator"].items()
    ]
    return table(["", "CPU of a request", "a second of a core", "a second by the clock"], lines)


EMULATOR = Section(
    "emulator",
    _requests,
    title="The emulator",
    about=(
        "A list of meetings, over sixteen connections, from an emulator in a process of its own; by the clock the "
        "asking process, which shares the machine, is in it. What happens is written down only from the time "
        "somebody has watched, and goes out ten times a second, in one piece. It does not say what other "
        "operations cost."
    ),
    brief=_requests,
)
