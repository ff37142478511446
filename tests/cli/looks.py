"""What people see of the command: every kind of output at one width, against a world that is always the same.

The files in `golden/` were written by

    python -m tests.cli.looks

which is run again, and its difference read, whenever the looks are meant to change.
"""

import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from shlex import split
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import cast

import click
import msgspec

from realtimekit_async.cli import main, terminal
from realtimekit_async.cli.commands import MethodCommand, ServiceGroup
from realtimekit_async.emulator import Clock, Emulator

from .conftest import everything_sent_to
from .tree import all_commands

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden")
WIDTHS = ("60", "80", "100", "140")
PIPE, COLOURS = "piped", "colours"
NAMES = (*WIDTHS, "help-60", "help-100", COLOURS, PIPE)
ESCAPE = "\x1b"
CODES = re.compile(r"\x1b\[[0-9;]*m")
COMMANDS = """
check
apps list
meetings list
meetings get {meeting}
meetings create --title Standup --recording-config.max-seconds 600
participants list {meeting}
participants add {meeting} --name Ada --preset-name group_call_host --custom-participant-id ada
participants add {meeting} --name Ada --preset-name nobody --custom-participant-id grace
participants add {meeting} --name Ada
participants ensure {meeting} --name Ada --preset-name group_call_host --custom-participant-id ada
participants refresh-token {meeting} {participant}
active-session get {meeting}
sessions list
sessions list --columns id,meeting_display_name,status
sessions get {session}
sessions participants {session}
sessions transcript {session}
sessions transcript {session} --to transcript.srt
sessions transcript {session} --to transcript.doc
sessions chat {session} --to chat.jsonl
sessions summary {session}
sessions summary {talked} --to summary.md
recordings list
recordings get {recording}
recordings download {recording} --to films/
presets list
presets get {preset}
presets copy group_call_host --name bot --permissions.kick-participant false
presets copy nobody --name bot
livestreams list
livestreams create --name Launch
webhooks create --name production --url {hook}/production/recordings --events meeting.summary
webhooks create --name staging --url {hook}/staging/recordings --events meeting.summary
webhooks list
webhooks get {webhook}
webhooks send meeting.started {base}/no/receiver
webhooks supported-events
analytics daywise
analytics livestreams-overall
archive store --dry-run
archive store
archive store --since yesterday
meetings get nobody
meetings list --search nobody
meetings open
emulator fault --status 429 --retry-after 2 --times 3
emulator fault --clear
emulator join {meeting} --name Grace --custom-participant-id grace
emulator join nobody --name Grace
active-session get {meeting}
recordings start --meeting-id {meeting}
recordings start --meeting-id {meeting}
emulator advance 1h
agent nobody
"""


COLOURED = """
--help
check
--app-id another check
meetings list
meetings get {meeting}
participants add {meeting} --name Ada --preset-name nobody --custom-participant-id grace
sessions list --columns id,meeting_display_name,status
recordings list
livestreams create --name Launch
archive store --dry-run
archive store
meetings list --search nobody
"""


PIPED = """
meetings list --limit 2
meetings list -o json --limit 1
sessions list -o csv --columns id,minutes_consumed,status
sessions transcript {session} --to transcript.jsonl
participants list {meeting} --limit 2
participants refresh-token {meeting} {participant}
webhooks supported-events
check
archive store --dry-run --json
meetings get nobody
meetings list --limit 0
"""


def shown(*names: str, **variables: str) -> dict[str, str]:
    """Return what is seen, by the name of its file, with these variables in the environment."""
    master, slave = os.openpty()
    with ThreadPoolExecutor() as pool:
        pool.submit(everything_sent_to, master)
        try:
            on_a_terminal = [name for name in names if name != PIPE]
            seen = _shown_by(*on_a_terminal, variables=variables, stdout=slave, stderr=slave)
            return seen | (_shown_by(PIPE, variables=variables, stdout=subprocess.PIPE) if PIPE in names else {})
        finally:
            os.close(slave)


def _shown_by(*names: str, variables: Mapping[str, str], **streams: int) -> dict[str, str]:
    """Return what is seen; a process of its own has consoles of its own."""
    environment = {**os.environ, "COLUMNS": WIDTHS[0], "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    environment.pop("NO_COLOR", None)
    with NamedTemporaryFile() as file:
        command = [sys.executable, "-m", "tests.cli.looks", file.name, *names]
        subprocess.run(command, env={**environment, **variables}, cwd=ROOT, check=True, timeout=100, **streams)
        return msgspec.json.decode(file.read(), type=dict[str, str])


def _seen_as(name: str) -> str:
    """Run the commands of a file: at a width, in colours, or in a pipe, where there are neither."""
    width = name.rpartition("-")[2]
    for console in (terminal.OUT, terminal.ERR):
        console.width = int(width) if width.isdecimal() else 80
    os.environ["COLUMNS"] = str(terminal.OUT.width)
    clock = Clock(datetime(2026, 11, 28, 12, tzinfo=UTC))
    with Emulator(seed=1, meetings=3, sessions=4, recordings=3, days=5, clock=clock) as emulator:
        os.environ.update(emulator.environment)
        os.environ["REALTIMEKIT_WEBHOOK_KEY_FILE"] = "key.pem"
        with TemporaryDirectory() as folder, chdir(folder):
            return "\n".join(_run(name, line) for line in _lines(name, emulator))


def _run(name: str, line: str) -> str:
    shown = _always_the_same(f"$ realtimekit {line}")
    if name == PIPE:
        return f"{shown.rstrip()} | cat\n{_piped(*split(line))}"
    return shown + _seen(*split(line), in_colours=name == COLOURS)


def _lines(name: str, emulator: Emulator) -> list[str]:
    if name.startswith("help"):
        return [f"{words} --help".strip() for words, context in all_commands() if not _is_derived(context.command)]
    app = emulator.app
    meeting = next(iter(app.meetings.values()))
    names = {
        "meeting": meeting.id,
        "participant": next(iter(meeting.participants)),
        "session": next(iter(app.sessions)),
        "talked": [*app.sessions][-1],
        "recording": next(iter(app.recordings)),
        "preset": next(iter(app.presets)),
        "webhook": next(iter(app.webhooks)),
        "base": emulator.base_url,
        "hook": "https://hooks.example.com/realtimekit/of/our/own/backend",
    }
    commands = {PIPE: PIPED, COLOURS: COLOURED}.get(name, COMMANDS)
    return commands.strip().format(**names).split("\n")


def _is_derived(command: click.Command) -> bool:
    """Tell whether the help of a command comes from a service's signatures and docstrings."""
    return isinstance(command, MethodCommand | ServiceGroup)


def _seen(*arguments: str, in_colours: bool) -> str:
    """Return what a person sees on a terminal, when all is done: bars have come and gone."""
    master, slave = os.openpty()
    with ThreadPoolExecutor() as pool, os.fdopen(slave, "w") as screen:
        reading = pool.submit(everything_sent_to, master)
        with redirect_stdout(screen), redirect_stderr(screen):
            code = main(arguments)
        screen.close()
        text = _left_on_screen(reading.result().decode())
    text = text.replace(ESCAPE, "␛") if in_colours else CODES.sub("", text)
    return _always_the_same(text) + (f"exit code {code}\n" if code else "")


def _left_on_screen(sent: str) -> str:
    """Return what a terminal shows after all that was sent to it: lines that were erased are gone."""
    lines, row = [""], 0
    for code, text in re.findall(r"(\x1b\[[0-9;?]*[A-Za-ln-z]|\n)|((?:\x1b\[[0-9;]*m|[^\x1b\n])+)", sent):
        if code == "\n":
            row += 1
            lines += [""] if row == len(lines) else []
        elif code.endswith("A"):
            row -= int(code[2:-1] or 1)
        elif code == "\x1b[2K":
            lines[row] = ""
        elif text:
            # A line of bars is written over from its beginning.
            before = "" if "\r" in text.rstrip("\r") else lines[row]
            lines[row] = before + text.rstrip("\r").rpartition("\r")[2]
    return "\n".join(lines[: row + 1])


def _piped(*arguments: str) -> str:
    """Return what goes into a pipe, and then what a person reads beside it."""
    errors, pipe = io.StringIO(), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(pipe), redirect_stderr(errors):
        code = main(arguments)
        pipe.flush()
    text = cast("io.BytesIO", pipe.buffer).getvalue().decode() + errors.getvalue()
    return _always_the_same(text) + (f"exit code {code}\n" if code else "")


def _always_the_same(text: str) -> str:
    """Replace what is another one each time by something as long."""
    text = re.sub(r"(127\.0\.0\.1|localhost):(?!2178)\d{5}", r"\1:00000", text)
    text = re.sub(r"^\d\d:\d\d:\d\d ", "00:00:00 ", text, flags=re.MULTILINE)
    text = re.sub(r"[0-9a-f]{16}-EMU", "0" * 16 + "-EMU", text)
    text = re.sub(r"\d+\.\d s$", "0.0 s", text, flags=re.MULTILINE)
    text = re.sub(r'"seconds":[\d.e-]+', '"seconds":0.0', text)
    text = re.sub(r"eyJ[\w.-]+", "eyJ…", text)
    text = re.sub(r" *\d+ ms(\s+)[0-9a-f-]{36}", rf" 1 ms\g<1>{'0' * 36}", text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).write_bytes(msgspec.json.encode({name: _seen_as(name) for name in sys.argv[2:]}))
    else:
        for name, text in shown(*NAMES).items():
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
