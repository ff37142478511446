"""A list that waits: what it says meanwhile, and what becomes of the rows when it is ended."""

import asyncio
import io
import json
import os
import re
import signal
from contextlib import suppress

import pytest
from rich.console import Console

from realtimekit_async.cli.archive_display import display_on
from realtimekit_async.cli.progress import metered
from realtimekit_async.cli.waiting import WatchedClock
from realtimekit_async.emulator import Emulator
from realtimekit_async.errors import RateLimited, ServerError
from realtimekit_async.transport.exchanges import Exchange

PIPE = -1
LIST = ("sessions", "list", "--per-page", "10")
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


@pytest.fixture
def emulator():
    with Emulator(seed=1, quota=(3, 60)) as running:
        yield running


def read_until(terminal: int, pattern: str) -> str:
    seen = ""
    while not re.search(pattern, seen):
        seen += CODES.sub("", os.read(terminal, 65536).decode())
    return seen


def rest_of(terminal: int) -> str:
    chunks: list[bytes] = []
    with suppress(OSError):
        while chunk := os.read(terminal, 65536):
            chunks.append(chunk)
    return CODES.sub("", b"".join(chunks).decode())


def test_a_list_that_waits_counts_down_and_loses_no_row_on_ctrl_c(start, emulator):
    master, slave = os.openpty()
    environment = {"COLUMNS": "120", "TERM": "xterm-256color"}
    with start(*LIST, environment=environment, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        read_until(master, r"waiting 5\d s for quota(?s:.*)waiting 5\d s for quota")
        process.send_signal(signal.SIGINT)
        seen = rest_of(master)
    os.close(master)
    assert process.returncode == 130
    newest = list(emulator.app.sessions.values())[-30:]
    for session in newest:
        assert f"{session.started_at:%Y-%m-%d %H:%M:%S}Z" in seen
    assert "30 of 75 rows are there; --page-no 4 --per-page 10 goes on from the next one" in seen


@pytest.mark.parametrize("output", ["json", "csv"])
def test_ctrl_c_leaves_whole_rows_in_a_pipe_and_says_how_to_go_on(start, output):
    with start("-v", *LIST, "-o", output, stdout=PIPE, stderr=PIPE) as process:
        for _ in range(3):
            assert "GET /sessions → 200" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    read = {"json": json.loads, "csv": lambda text: text.splitlines()[1:]}
    count = len(read[output](out))
    assert count in {20, 30}  # the last page may have come too late
    way_on = f"{count} of 75 rows are there; --page-no {count // 10 + 1} --per-page 10 goes on from the next one"
    assert err.splitlines()[-1] == way_on


def test_a_wait_is_told_in_a_pipe(start):
    """Nothing but the `Ratelimit` of the answers says that there is one: the command's own quota is larger."""
    with start(*LIST, stdout=PIPE, stderr=PIPE) as process:
        assert re.search(r"the quota is used up: waiting for \d\d s", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_an_error_in_the_middle_loses_no_row_and_says_how_to_go_on(command):
    first = command("--wait", "0", *LIST)
    assert first.code == 1
    assert len(first.lines) == 30
    assert "nothing was sent; try again in" in first.err
    assert "allow a longer --wait" in first.err
    assert "--page-no 4 --per-page 10 goes on from the next one" in first.err


def test_a_wait_can_be_bounded_as_a_span(command):
    outcome = command(*LIST, "--wait", "1s")
    assert outcome.code == 1
    assert "nothing was sent" in outcome.err


@pytest.mark.parametrize(("flag", "value"), [("--wait", "soon"), ("--budget", "soon"), ("--budget", "-1")])
def test_a_bound_that_is_none_is_misuse(command, flag, value):
    outcome = command(flag, value, "sessions", "list")
    assert outcome.code == 2


def test_a_budget_bounds_the_tries_after_a_failure(command, emulator):
    emulator.faults.next(status=429, retry_after=90, times=None)
    outcome = command("--budget", "5", "meetings", "create", "--title", "x")
    assert outcome.code == 1
    assert "allow a longer --budget" in outcome.err
    assert len(emulator.requests) == 1


def test_a_wait_that_was_given_bounds_what_an_answer_asks_for(command, emulator):
    emulator.faults.next(status=429, retry_after=52, times=None)
    outcome = command(*LIST, "--wait", "5s")
    assert outcome.code == 1
    assert "hint  try again in 52 s, or allow a longer --wait" in outcome.err
    assert len(emulator.requests) == 1


def test_a_wait_that_fits_is_waited(command, emulator):
    emulator.faults.next(status=429, retry_after=0.1)
    assert command("meetings", "list", "--limit", "1", "--wait", "5s").code == 0
    assert len(emulator.requests) == 2


class Stopped(WatchedClock):
    """A clock that stands still."""

    time = 1000.0

    def now(self) -> float:
        return self.time


async def waiting_through(clock: WatchedClock, seconds: float) -> str | None:
    sleeping = asyncio.ensure_future(clock.sleep(seconds))
    await asyncio.sleep(0)
    said = clock.waiting()
    sleeping.cancel()
    with suppress(asyncio.CancelledError):
        await sleeping
    return said


def exchange(error):
    return Exchange("GET", "/sessions", getattr(error, "status", 200), 0.1, 1, error, 0.0)


async def test_what_is_waited_for_is_said_and_a_blink_is_not():
    clock = Stopped()
    assert await waiting_through(clock, 52.4) == "waiting 52 s for quota"
    assert await waiting_through(clock, 0.4) is None
    clock.heard(exchange(ServerError("no", status=503, method="GET", path="/x")))
    assert await waiting_through(clock, 8) == "waiting 8 s to try again"
    clock.heard(exchange(RateLimited("no", status=429, method="GET", path="/x")))
    assert await waiting_through(clock, 8) == "waiting 8 s for quota"
    assert clock.waiting() is None


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("archives", [True, False])
async def test_at_every_width_the_countdown_is_one_line(width, archives):
    clock, paper = Stopped(), io.StringIO()
    console = Console(file=paper, force_terminal=True, width=width, color_system=None)
    clock.heard(exchange(ServerError("no", status=503, method="GET", path="/x")))
    sleeping = asyncio.ensure_future(clock.sleep(52))
    await asyncio.sleep(0)
    if archives:
        with display_on(console, chatty=False, bars=True, clock=clock).shown():
            pass
    else:
        with metered(console, "sessions list", clock) as meter:
            meter.advance(75)
    sleeping.cancel()
    drawn = [CODES.sub("", line) for line in re.split(r"[\r\n]", paper.getvalue())]
    shown = [line for line in drawn if line.strip()]
    assert shown
    for line in shown:
        assert "waiting 52 s to try again" in line
        assert "0/?" in line or "1/75" in line
        assert len(line) <= width


async def test_the_bars_of_the_archive_say_what_is_waited_for():
    clock, paper = Stopped(), io.StringIO()
    console = Console(file=paper, force_terminal=True, width=100)
    sleeping = asyncio.ensure_future(clock.sleep(52))
    await asyncio.sleep(0)
    with display_on(console, chatty=False, bars=True, clock=clock).shown():
        pass
    sleeping.cancel()
    assert "waiting 52 s for quota" in paper.getvalue()
