"""What it costs to begin. Pure."""

from collections.abc import Mapping

from .bars import Bar, Job
from .targets import Results, Section, Target, at
from .writing import table

_CLICK = (
    "besides click nothing but the command's own modules is imported, and a test holds it there: the rest is "
    "reading what ten services say of themselves, and writing the help"
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
    return table(["", "CPU time", "modules", "memory"], lines) + _commands(start.get("commands", {}))


def _commands(commands: Mapping[str, Mapping[str, float]]) -> str:
    if not commands:
        return ""
    named = {
        "`realtimekit --help`": "help",
        '`python -c "import click, rich"`': "click+rich",
        "`realtimekit meetings list`, of an emulator": "list",
        '`python -c "import cloudflare"`': "cloudflare",
    }
    lines = [
        [name, *(f"{commands[key][each]:.0f} ms" for each in ("ms", "wall_ms"))] for name, key in named.items()
    ]
    return "\n" + table(["a whole process", "CPU time", "time"], lines)


def _jobs(results: Results) -> tuple[Job, ...]:
    commands = results["start"].get("commands", {})
    named = {"list": "realtimekit meetings list", "cloudflare": "import cloudflare, and no more"}
    bars = tuple(
        Bar(name, commands[key]["wall_ms"], f"{commands[key]['wall_ms']:.0f} ms", ours=key == "list")
        for key, name in named.items()
        if key in commands
    )
    return (Job("A cold command", "a whole process", bars),) if bars else ()


START = Section(
    "start",
    _starts,
    (
        Target("import and a client, of the time of `import aiohttp, msgspec`", at("start", "share"), 0.15, ""),
        Target("its memory", at("start", "ours_more_bytecode", "mb"), 3, "MB"),
        Target(
            "`realtimekit --help`, times `import click, rich`", at("start", "help_ratio"), 1.3, "×", reason=_CLICK
        ),
        Target("`realtimekit meetings list`, times `import cloudflare`", at("start", "list_ratio"), 1, "×"),
    ),
    title="The start",
    about=(
        "CPU time, modules and memory in fresh processes, the installed package's bytecode in place. It does not "
        "say what a cold disk adds."
    ),
    brief=_starts,
    jobs=_jobs,
)
