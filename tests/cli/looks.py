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
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from shlex import split
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import cast

import msgspec

from realtimekit_async.cli import main, terminal
from realtimekit_async.emulator import Clock, Emulator

from .conftest import everything_sent_to

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden")
WIDTHS = ("60", "80", "100", "140", "piped")
COMMANDS = """
--help
archive --help
check
apps list
meetings list
meetings get {meeting}
meetings create --title Standup --recording-config.max-seconds 600
participants list {meeting}
participants add {meeting} --name Ada --preset-name group_call_host --custom-participant-id ada
participants add {meeting} --name Ada --preset-name nobody --custom-participant-id grace
participants add {meeting} --name Ada
active-session get {meeting}
sessions list
sessions list --columns id,meeting_display_name,status
sessions get {session}
sessions participants {session}
sessions transcript {session}
sessions transcript {session} --to transcript.srt
sessions transcript {session} --to transcript.doc
recordings list
recordings get {recording}
recordings download {recording} --to films/
presets list
presets get {preset}
livestreams list
livestreams create --name Launch
webhooks create --name production --url {hook}/production/recordings --events recording.statusUpdate
webhooks create --name staging --url {hook}/staging/recordings --events recording.statusUpdate
webhooks list
webhooks supported-events
analytics daywise
analytics livestreams-overall
archive store --dry-run
archive store
archive store --since yesterday
meetings get nobody
meetings list --search nobody
meetings open
"""


PIPED = """
meetings list --limit 2
meetings list -o json --limit 1
sessions list -o csv --columns id,minutes_consumed,status
sessions transcript {session} --to transcript.jsonl
participants list {meeting} --limit 2
webhooks supported-events
check
archive store --dry-run --json
meetings get nobody
meetings list --limit 0
"""


def shown() -> dict[str, str]:
    """Return everything that is seen, by width."""
    master, slave = os.openpty()
    with ThreadPoolExecutor() as pool:
        pool.submit(everything_sent_to, master)
        try:
            return _shown_by(*WIDTHS[:-1], stdout=slave, stderr=slave) | _shown_by("piped", stdout=subprocess.PIPE)
        finally:
            os.close(slave)


def _shown_by(*widths: str, **streams: int) -> dict[str, str]:
    """Return what is seen at some widths; a process of its own has consoles of its own."""
    environment = {**os.environ, "COLUMNS": WIDTHS[0], "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    environment.pop("NO_COLOR", None)
    with NamedTemporaryFile() as file:
        command = [sys.executable, "-m", "tests.cli.looks", file.name, *widths]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=100, **streams)
        return msgspec.json.decode(file.read(), type=dict[str, str])


def _seen_at(width: str) -> str:
    """Run all commands at a width, or in a pipe, where there is none."""
    for console in (terminal.OUT, terminal.ERR):
        console.width = 80 if width == "piped" else int(width)
    os.environ["COLUMNS"] = str(terminal.OUT.width)
    clock = Clock(datetime(2026, 11, 28, 12, tzinfo=UTC))
    with Emulator(seed=1, meetings=3, sessions=4, recordings=3, days=5, clock=clock) as emulator:
        os.environ.update(emulator.environment)
        with TemporaryDirectory() as folder, chdir(folder):
            if width == "piped":
                return "\n".join(
                    f"$ realtimekit {line} | cat\n{_piped(*split(line))}" for line in _lines(PIPED, emulator)
                )
            return "\n".join(f"$ realtimekit {line}\n{_seen(*split(line))}" for line in _lines(COMMANDS, emulator))


def _lines(commands: str, emulator: Emulator) -> list[str]:
    app = emulator.app
    names = {
        "meeting": next(iter(app.meetings)),
        "session": next(iter(app.sessions)),
        "recording": next(iter(app.recordings)),
        "preset": next(iter(app.presets)),
        "hook": "https://hooks.example.com/realtimekit/of/our/own/backend",
    }
    return commands.strip().format(**names).split("\n")


def _seen(*arguments: str) -> str:
    """Return what a person sees on a terminal, when all is done: bars have come and gone."""
    master, slave = os.openpty()
    with ThreadPoolExecutor() as pool, os.fdopen(slave, "w") as screen:
        reading = pool.submit(everything_sent_to, master)
        with redirect_stdout(screen), redirect_stderr(screen):
            code = main(arguments)
        screen.close()
        text = _left_on_screen(reading.result().decode())
    return _always_the_same(text) + (f"exit code {code}\n" if code else "")


def _left_on_screen(sent: str) -> str:
    """Return what a terminal shows after all that was sent to it: lines that were erased are gone."""
    lines, row = [""], 0
    for code, text in re.findall(r"(\x1b\[[0-9;?]*[A-Za-z]|\n)|([^\x1b\n]+)", sent):
        if code == "\n":
            row += 1
            lines += [""] if row == len(lines) else []
        elif code.endswith("A"):
            row -= int(code[2:-1] or 1)
        elif code == "\x1b[2K":
            lines[row] = ""
        elif text:
            # A line of bars is written over from its beginning.
            lines[row] = text.rpartition("\r")[2] if "\r" in text.rstrip("\r") else lines[row] + text.rstrip("\r")
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
    text = re.sub(r"(127\.0\.0\.1|localhost):\d{5}", r"\1:00000", text)
    text = re.sub(r"[0-9a-f]{16}-EMU", "0" * 16 + "-EMU", text)
    text = re.sub(r"\d+\.\d s$", "0.0 s", text, flags=re.MULTILINE)
    text = re.sub(r'"seconds":[\d.e-]+', '"seconds":0.0', text)
    text = re.sub(r"eyJ[\w.-]+", "eyJ…", text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).write_bytes(msgspec.json.encode({width: _seen_at(width) for width in sys.argv[2:]}))
    else:
        for width, text in shown().items():
            (GOLDEN / f"{width}.txt").write_text(text, encoding="utf-8")
