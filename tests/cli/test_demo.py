import io
import re
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest

from realtimekit_async import TransportError
from realtimekit_async.cli import main
from realtimekit_async.cli.demo_figures import DemoFigures
from realtimekit_async.emulator import Emulator


class Seen(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


once = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo() -> Seen:
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main(["demo"])
    return Seen(code, out.getvalue(), err.getvalue())


def figure(out: str, name: str) -> str:
    found = re.search(rf"^ *{name} +(\S+)", out, re.MULTILINE)
    assert found is not None
    return found.group(1)


@once
def test_the_demo_needs_no_credentials_and_succeeds(demo):
    assert demo.returncode == 0
    assert demo.stderr == ""


@once
def test_piped_into_a_file_the_demo_is_plain_text(demo):
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", demo.stdout)
    assert max(map(len, demo.stdout.splitlines())) <= 120


@once
def test_the_demo_streams_every_meeting_session_and_recording(demo):
    assert "200 meetings in" in demo.stdout
    assert "1,000 sessions in" in demo.stdout
    assert "300 recordings in" in demo.stdout
    assert figure(demo.stdout, "streamed") == "1,500"


@once
def test_the_demo_shows_no_join_token(demo):
    assert "token='***'" in demo.stdout
    assert not re.search(r"eyJ[\w-]+\.[\w-]+", demo.stdout)


@once
def test_the_demo_rides_out_a_rate_limit_and_a_lost_connection(demo):
    assert "429" in demo.stdout
    assert "Retry-After: 2 s" in demo.stdout
    assert "attempt 1: the server closed the connection" in demo.stdout
    assert demo.stdout.count("attempt 2: 200") == 2
    assert figure(demo.stdout, "retries") == "2"
    assert float(figure(demo.stdout, "held back")) >= 2


@once
def test_the_demo_counts_what_the_emulator_counts(demo):
    assert f"the emulator counted the same {figure(demo.stdout, 'requests')} requests" in demo.stdout


async def test_the_ledger_equals_what_arrived():
    figures = DemoFigures()
    async with Emulator(seed=1) as emulator:
        async with emulator.client(on_exchange=figures.note) as rtk:
            emulator.faults.next(drop="before")
            await rtk.meetings.list().collect()
            emulator.faults.next(drop="after")
            with pytest.raises(TransportError):
                await rtk.meetings.create(title="x")
            emulator.faults.next(status=503)
            await rtk.presets.list().first()
        arrived = Counter((request.method, request.status) for request in emulator.requests)
    assert figures.outcomes() == arrived
    assert figures.requests == arrived.total()
    assert figures.retries == 2


def test_on_a_terminal_the_demo_counts_down(watch):
    seen = watch("demo", "--seed", "8")
    assert "held back, 1." in seen
    assert "1000/1000" in seen


def test_live_reads_from_the_configured_api(command, emulator):
    outcome = command("demo", "--live")
    assert outcome.code == 0
    assert "25 meetings in" in outcome.out
    assert {request.method for request in emulator.requests} == {"GET"}


def test_live_without_credentials_is_misuse(command, monkeypatch):
    monkeypatch.delenv("CLOUDFLARE_API_TOKEN")
    assert command("demo", "--live").code == 2


MEETING = (
    "Grace waits to be let in",
    "Ada   lets Grace in",
    "Ship it? Yes 1, Tomorrow 0",
    "Notes Ada said: we ship it on Monday",
    "Ada has heard 0.5 s, peak 8,000 of 32,767",
    "Grace has left: kicked; 1 other is there",
)


def test_the_demo_of_a_meeting_shows_three_that_meet(capsys):
    assert main(["demo", "--meeting"]) == 0
    out = capsys.readouterr().out
    for line in MEETING:
        assert line in out
    chat = out.partition("What is left")[2]
    assert [line.split(maxsplit=1) for line in chat.splitlines() if line.startswith(" " * 7)] == [
        ["Ada", "Hi Grace!"],
        ["Ada", "Hi Notes!"],
        ["Grace", "Notes, what was decided?"],
        ["Notes", "Ada said: we ship it on Monday"],
    ]
    assert "not yet tested in a live meeting" in out


@pytest.mark.slow
def test_the_demo_of_a_meeting_fits_a_narrow_terminal(on_a_terminal, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    seen = on_a_terminal("demo", "--meeting")
    assert max(map(len, seen.splitlines())) <= 60
    assert all(line in seen for line in MEETING)
