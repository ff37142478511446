"""What it costs to begin: time, modules and memory of an import and a first client, each in a fresh process.

Measures `import aiohttp, msgspec`; this library on top of them, with one service touched; and the official SDK
with its RealtimeKit touched. Once with bytecode in place, as an installed package has it, and once without, as
an editable install has it where PYTHONDONTWRITEBYTECODE is set: then this library alone is compiled at every
start. And the command from its first line to its end: `realtimekit --help` beside the import of what it is made
of, `realtimekit meetings list`, which asks an emulator, beside the import of the official SDK alone. It does not
measure a cold disk: everything has been read before.
"""

import compileall
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.processes import CHECKOUT, compiled
from realtimekit_async.emulator import Emulator

_TELL = """
import json, sys, time
from pathlib import Path
def state():
    status = Path("/proc/self/status").read_text()
    rss = int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6
    return {"ms": time.process_time() * 1e3, "modules": len(sys.modules), "mb": rss}
states = [state()]
"""
_THEN = "states.append(state())\n"
_END = "print(json.dumps(states))\n"
BARE = "import aiohttp, msgspec\n"
OURS = (
    "import realtimekit_async\nrealtimekit_async.RealtimeKit(account_id='a', app_id='b', api_token='c').meetings\n"
)
SDK = "import cloudflare\ncloudflare.AsyncCloudflare(api_token='c').realtime_kit.meetings\n"
SCRIPTS = {
    "aiohttp+msgspec": _TELL + BARE + _THEN + _END,
    "ours": _TELL + BARE + _THEN + OURS + _THEN + _END,
    "sdk": _TELL + SDK + _THEN + _END,
}
# What an installer writes into the command's file.
COMMAND = ["-c", "import sys; from realtimekit_async.cli import main; sys.exit(main())"]
COMMANDS = {
    "help": [*COMMAND, "--help"],
    "click+rich": ["-c", "import click, rich"],
    "list": [*COMMAND, "meetings", "list"],
    "cloudflare": ["-c", "import cloudflare"],
}

State = dict[str, float]


def measure(*, quick: bool) -> dict[str, object]:
    """Measure all starts, taking turns."""
    times = 3 if quick else 21
    with TemporaryDirectory() as folder, Emulator(seed=7, meetings=10) as emulator:
        ready, source = Path(folder, "ready"), Path(folder, "source")
        _copy(ready)
        _copy(source)
        compileall.compile_dir(ready, quiet=2)
        # The first round compiles what is imported besides, and is thrown away.
        environments = {
            "bytecode": compiled() | {"PYTHONPATH": str(ready)},
            "source": {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"},
        }
        states = _states(environments, times)
        commands = _commands(environments["bytecode"] | emulator.environment, times)
    figures: dict[str, object] = {}
    for name in environments:
        ours = [_grown(each[1], each[2]) for each in states[f"ours {name}"]]
        figures[f"ours_more_{name}"] = _middle(ours)
    for name in ("aiohttp+msgspec", "ours", "sdk"):
        figures[name] = _middle([_grown(each[0], each[-1]) for each in states[f"{name} bytecode"]])
    grown = [(_grown(each[1], each[2]), _grown(each[0], each[1])) for each in states["ours bytecode"]]
    figures["share"] = round(median(ours["ms"] / bare["ms"] for ours, bare in grown), 4)
    figures["commands"] = {name: _middle([each[name] for each in commands]) for name in COMMANDS}
    for name, beside in (("help", "click+rich"), ("list", "cloudflare")):
        ratios = [each[name]["ms"] / each[beside]["ms"] for each in commands]
        figures[f"{name}_ratio"] = round(median(ratios), 3)
    return figures


def _copy(folder: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "realtimekit_async", folder / "realtimekit_async", ignore=ignored)


def _states(environments: dict[str, dict[str, str]], times: int) -> dict[str, list[list[State]]]:
    found: dict[str, list[list[State]]] = {}
    for _ in range(times + 1):
        for name, script in SCRIPTS.items():
            for kind, environment in environments.items():
                found.setdefault(f"{name} {kind}", []).append(json.loads(_printed(["-c", script], environment)))
    return {name: states[1:] for name, states in found.items()}


def _printed(arguments: list[str], environment: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    with TemporaryDirectory() as elsewhere:  # not beside the checkout's own package
        done = subprocess.run(  # noqa: S603 - our own scripts
            command, env=environment, cwd=elsewhere, check=True, capture_output=True, text=True
        )
    return done.stdout


def _commands(environment: dict[str, str], times: int) -> list[dict[str, State]]:
    rounds = [
        {name: _run(arguments, environment) for name, arguments in COMMANDS.items()} for _ in range(times + 1)
    ]
    return rounds[1:]


def _run(arguments: list[str], environment: dict[str, str]) -> State:
    """Return the CPU time and the time of a process, in milliseconds."""
    cpu, began = _cpu_of_children(), time.perf_counter()
    _printed(arguments, environment)
    return {"ms": (_cpu_of_children() - cpu) * 1e3, "wall_ms": (time.perf_counter() - began) * 1e3}


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _grown(before: State, after: State) -> State:
    return {name: after[name] - before[name] for name in before}


def _middle(states: list[State]) -> State:
    return {name: round(median(state[name] for state in states), 2) for name in states[0]}
