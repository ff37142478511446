"""`realtimekit emulator fault`, `join` and `advance`, against an emulator that runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


def meeting_of(emulator):
    return next(iter(emulator.app.meetings))


def test_a_fault_hits_so_many_requests(command):
    armed = command("emulator", "fault", "--status", "422", "--times", "3", "--path", "/meetings").lines[0]
    assert armed["faults"][0]["left"] == 3
    codes = [command("meetings", "create", "--title", "x").code for _ in range(4)]
    assert codes == [1, 1, 1, 0]


def test_faults_are_forgotten(command):
    command("emulator", "fault", "--status", "404", "--times", "3")
    assert command("emulator", "fault", "--clear").lines == [{"faults": []}]
    assert command("meetings", "create", "--title", "x").code == 0


def test_a_connection_is_dropped(command, emulator):
    assert command("emulator", "fault", "--drop", "after", "--method", "POST").code == 0
    outcome = command("meetings", "create", "--title", "x")
    assert outcome.code == 1
    assert len(emulator.app.meetings) == 26


def test_somebody_joins(command, emulator):
    joined = command("emulator", "join", meeting_of(emulator), "--name", "Ada").lines[0]
    assert joined["name"] == "Ada"
    assert command("active-session", "get", meeting_of(emulator)).lines[0]["status"] == "LIVE"


def test_somebody_who_was_added_joins(command, emulator):
    flags = ("--preset-name", "group_call_host", "--custom-participant-id", "ada")
    added = command("participants", "add", meeting_of(emulator), "--name", "Ada", *flags).lines[0]
    joined = command("emulator", "join", meeting_of(emulator), "--who", "ada").lines[0]
    assert joined["participant_id"] == added["id"]


def test_somebody_new_has_an_id_of_ones_own(command, emulator):
    meeting_id = meeting_of(emulator)
    command("emulator", "join", meeting_id, "--name", "Ada", "--custom-participant-id", "somebody")
    again = command("emulator", "join", meeting_id, "--who", "somebody").lines[0]
    assert again["name"] == "Ada"


def test_who_is_not_there_is_told_which_commands_show_who_is(command, emulator):
    outcome = command("emulator", "join", meeting_of(emulator), "--who", "nobody")
    assert outcome.err.splitlines()[0].endswith("has no participant nobody")
    assert "hint  `realtimekit meetings list`, `participants list MEETING`" in outcome.err
    assert "_emulator" not in outcome.err


def test_the_clock_moves_forward(command, emulator):
    before = emulator.clock.now()
    now = datetime.fromisoformat(command("emulator", "advance", "1h").lines[0]["now"])
    assert timedelta(hours=1) <= now - before < timedelta(hours=1, minutes=1)


def test_the_port_says_which_emulator_it_is(command, emulator, monkeypatch):
    monkeypatch.delenv("REALTIMEKIT_BASE_URL")
    port = emulator.base_url.split(":")[2].partition("/")[0]
    assert command("emulator", "--port", port, "advance", "5m").code == 0


def test_the_public_api_is_never_steered(command, monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_BASE_URL", "https://api.cloudflare.com/client/v4")
    outcome = command("emulator", "--port", "9", "advance", "5m")
    assert "no emulator answers at http://127.0.0.1:9/_emulator" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("fault",), 1, "nothing would go wrong: give status"),
        (("fault", "--status", "42"), 1, "42 is no final status"),
        (("fault", "--delay", "nan"), 2, "'nan' is no number of seconds such as 0.5"),
        (("fault", "--status", "429", "--retry-after", "inf"), 2, "'inf' is no number of seconds"),
        (("--host", "::1", "--port", "9", "advance", "1h"), 1, "no emulator answers at http://[::1]:9/_emulator"),
        (("fault", "--clear", "--status", "429"), 2, "--clear stands alone"),
        (("join", "nobody", "--name", "Ada"), 1, "No meeting found with id nobody"),
        (("join", "nobody"), 2, "Give the --name of somebody new"),
        (("join", "nobody", "--who", "ada", "--name", "Ada"), 2, "with --who alone"),
        (("advance", "later"), 2, "'later' is no span of time such as 90s"),
        (("--port", "9", "advance", "1h"), 1, "no emulator answers at http://127.0.0.1:9/_emulator"),
        (("jion", "x"), 2, "Did you mean 'join'?"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(command, arguments, code, said):
    outcome = command("emulator", *arguments)
    assert outcome.code == code
    assert said in outcome.err
    assert outcome.out == ""


def test_the_answer_of_a_stranger_is_an_error(command, emulator, monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_BASE_URL", emulator.files.url)
    outcome = command("emulator", "advance", "1h")
    assert outcome.code == 1
    assert "it is no emulator's" in outcome.err


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """Serve one answer to whatever is asked, and give the URL."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("body", [b"hello", b"", b'{"x":', b"[" * 100_000])
def test_an_answer_that_is_no_json_is_a_strangers(command, monkeypatch, body):
    with answering(body) as url:
        monkeypatch.setenv("REALTIMEKIT_BASE_URL", url)
        outcome = command("emulator", "advance", "1h")
    assert (outcome.code, outcome.out) == (1, "")
    assert "it is no emulator's" in outcome.err


def test_an_answer_with_odd_text_and_numbers_is_shown(command, monkeypatch):
    with answering(rb'{"name":"half \ud83d","x":1e999}') as url:
        monkeypatch.setenv("REALTIMEKIT_BASE_URL", url)
        outcome = command("emulator", "advance", "1h")
    assert (outcome.code, outcome.lines) == (0, [{"name": "half \ufffd", "x": None}])
