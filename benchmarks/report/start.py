"""What it costs to begin. Pure."""

from .targets import Results, Section, Target, at
from .writing import table

_SCALE = (
    "set on a machine where msgspec decodes a row in 0.18 µs; the table of own-cost says what that takes here, "
    "and all Python code scales with it"
)


def _starts(results: Results) -> str:
    start = results["start"]
    named = {
        "`import aiohttp, msgspec`": "aiohttp+msgspec",
        "realtimekit_async, a client and a service, with these": "ours",
        "of it ours": "ours_more_bytecode",
        "of it ours, without bytecode": "ours_more_source",
        "`import cloudflare`, a client and its realtime_kit": "sdk",
    }
    lines = [
        [name, f"{start[key]['ms']:.1f} ms", f"{start[key]['modules']:.0f}", f"{start[key]['mb']:.1f} MB"]
        for name, key in named.items()
    ]
    return table(["", "CPU time", "modules", "memory"], lines)


START = Section(
    "start",
    _starts,
    (
        Target(
            "import and a client, on top of aiohttp and msgspec",
            at("start", "ours_more_bytecode", "ms"),
            6,
            "ms",
            reason=_SCALE,
        ),
        Target("the same without bytecode", at("start", "ours_more_source", "ms"), 12, "ms", reason=_SCALE),
        Target("its memory", at("start", "ours_more_bytecode", "mb"), 3, "MB"),
        Target("`realtimekit --help`", at("start", "cli_help_seconds"), 0.4, "s"),
    ),
    title="The start",
    about=(
        "CPU time, modules and memory in fresh processes, the installed package's bytecode in place. It does not "
        "say what a cold disk adds."
    ),
    brief=_starts,
)
