"""The commands that send webhooks and receive them."""

import base64
import os
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from realtimekit_async.emulator import Emulator
from realtimekit_async.emulator.world.signing import Signer
from realtimekit_async.emulator.world.state import Webhook

PIPE = subprocess.PIPE


class Arrival(NamedTuple):
    path: str
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Hooks(ThreadingHTTPServer):
    """A receiver on threads of its own, which answers `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.arrived: list[Arrival] = []
        self.status = 200
        self.url = f"http://127.0.0.1:{self.server_port}/hooks"


class Taking(BaseHTTPRequestHandler):
    server: Hooks

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.arrived.append(Arrival(self.path, self.headers, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    with Hooks() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def shared_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "webhook-key.pem"


@pytest.fixture(autouse=True)
def key_file(shared_key: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEY_FILE", str(shared_key))
    return shared_key


def check(pem: str, arrival: Arrival, prefix: str = "rtk") -> None:
    key = load_pem_public_key(pem.encode())
    assert isinstance(key, RSAPublicKey)
    signature = base64.b64decode(arrival.headers[f"{prefix}-signature"], validate=True)
    key.verify(signature, arrival.body, PKCS1v15(), SHA256())


# ── send ──


def test_a_sample_is_sent_and_signed_with_the_key_that_is_printed(command, hooks):
    outcome = command("webhooks", "send", "meeting.ended", hooks.url)
    assert outcome.code == 0
    (arrival,), (line,) = hooks.arrived, outcome.lines
    check(command("webhooks", "public-key").out, arrival)
    assert (arrival.path, arrival.json["event"], arrival.json["reason"]) == (
        "/hooks",
        "meeting.ended",
        "ALL_PARTICIPANTS_LEFT",
    )
    assert (line["event"], line["status"], line["url"]) == ("meeting.ended", 200, hooks.url)
    assert (line["id"], line["webhook_id"]) == (arrival.headers["rtk-uuid"], arrival.headers["rtk-webhook-id"])


def test_all_sends_a_whole_meeting_in_order(command, hooks):
    assert command("webhooks", "send", "all", hooks.url).code == 0
    events = [arrival.json["event"] for arrival in hooks.arrived]
    assert (events[0], events[-1]) == ("meeting.started", "recording.statusUpdate")
    assert len({*events}) == 9
    assert len({arrival.json["meeting"]["id"] for arrival in hooks.arrived if "meeting" in arrival.json}) == 1


def test_every_call_sends_another_meeting_so_that_none_is_taken_for_a_repeated_one(command, hooks):
    for _ in range(2):
        command("webhooks", "send", "meeting.started", hooks.url)
    assert len({arrival.body for arrival in hooks.arrived}) == 2


def test_times_repeats_the_body_under_other_ids(command, hooks):
    assert command("webhooks", "send", "meeting.started", hooks.url, "--times", "3").code == 0
    assert len({arrival.body for arrival in hooks.arrived}) == 1
    assert len({arrival.headers["rtk-uuid"] for arrival in hooks.arrived}) == 3
    assert len({arrival.headers["rtk-webhook-id"] for arrival in hooks.arrived}) == 1


def test_count_sends_other_meetings_every_so_often(command, hooks):
    outcome = command("webhooks", "send", "meeting.started", hooks.url, "--count", "3", "--every", "0.01")
    assert (outcome.code, len(outcome.lines)) == (0, 3)
    assert len({arrival.json["meeting"]["id"] for arrival in hooks.arrived}) == 3
    again = command("webhooks", "send", "meeting.ended", hooks.url, "--count", "2", "--times", "2")
    assert len({arrival.body for arrival in hooks.arrived[3:]}) == 2
    assert len(again.lines) == 4


@pytest.mark.parametrize("flags", [("--count", "0"), ("--every", "soon")])
def test_a_number_or_a_pause_that_is_none_is_misuse(command, hooks, flags):
    assert command("webhooks", "send", "meeting.ended", hooks.url, *flags).code == 2
    assert hooks.arrived == []


def test_the_payload_can_be_ones_own_and_the_headers_the_old_ones(command, hooks, tmp_path):
    file = tmp_path / "body.json"
    file.write_text('{"meeting": {"id": "m1"}}')
    given = ("--json", f"@{file}", "--prefix", "dyte")
    assert command("webhooks", "send", "meeting.started", hooks.url, *given).code == 0
    (arrival,) = hooks.arrived
    assert arrival.json == {"meeting": {"id": "m1"}, "event": "meeting.started"}
    check(command("webhooks", "public-key").out, arrival, "dyte")


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (307, "follows no redirect"),
        (401, "does the receiver trust this key?"),
        (404, "look at the path"),
        (418, "would not send it again"),
        (500, "would send it again"),
    ],
)
def test_a_refusal_is_a_failure_with_a_hint(command, hooks, status, hint):
    hooks.status = status
    outcome = command("webhooks", "send", "meeting.started", hooks.url)
    assert (outcome.code, outcome.lines[0]["status"]) == (1, status)
    assert outcome.err.splitlines()[-1].startswith("hint  ")
    assert hint in outcome.err


def test_a_receiver_that_is_not_there_is_a_failure_with_a_hint(command):
    outcome = command("webhooks", "send", "meeting.started", "http://127.0.0.1:1/")
    assert (outcome.code, outcome.lines[0]["status"]) == (1, None)
    assert "Cannot connect" in outcome.lines[0]["error"]
    assert "does the receiver run" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("tea.ready", "http://127.0.0.1/"), "'tea.ready' is no event; there are meeting.started"),
        (("meeting.end", "http://127.0.0.1/"), "'meeting.end' is no event; did you mean 'meeting.ended'?"),
        (("meeting.started", "127.0.0.1:8000"), "is no URL of http or https"),
        (("meeting.started", "http://127.0.0.1/", "--json", "[]"), "not a JSON object"),
        (("all", "http://127.0.0.1/", "--json", "{}"), "name it instead of `all`"),
        (("all", "http://127.0.0.1/", "--times", "0"), "--times"),
    ],
)
def test_what_cannot_be_sent_is_misuse(command, arguments, complaint):
    outcome = command("webhooks", "send", *arguments)
    assert outcome.code == 2
    assert complaint in outcome.err


def test_a_person_sees_a_line_for_each_delivery(on_a_terminal, hooks):
    seen = on_a_terminal("webhooks", "send", "recording.statusUpdate", hooks.url)
    assert re.search(r"^200 recording\.statusUpdate +\d+ ms  [0-9a-f-]{36}$", seen, re.MULTILINE)


# ── the key ──


def test_a_key_is_made_once_and_that_is_told(command, tmp_path):
    file = tmp_path / "new" / "key.pem"
    first, second = (command("webhooks", "public-key", "--key-file", str(file)) for _ in range(2))
    assert first.out == second.out
    assert first.out.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert (first.err, second.err) == (f"made a key for development: {file}\n", "")


def test_a_file_that_holds_no_key_is_an_error_that_names_it(command, tmp_path):
    file = tmp_path / "key.pem"
    file.write_text("nonsense")
    outcome = command("webhooks", "public-key", "--key-file", str(file))
    assert outcome.code == 1
    assert f"{file} holds no private key in PEM" in outcome.err.replace("\n", "")


# ── listen ──


@pytest.fixture
def serve(start) -> Callable[..., AbstractContextManager["subprocess.Popen[str]"]]:
    """Start a command that serves until it is told to end, which a failed test does, too."""

    @contextmanager
    def serving(*arguments: str, **options: Any) -> Generator["subprocess.Popen[str]"]:
        with start(*arguments, **{"stdout": PIPE, "stderr": PIPE, **options}) as process:
            try:
                yield process
            finally:
                process.kill()

    return serving


def listening(process: "subprocess.Popen[str]") -> str:
    """Wait until the command listens, and give its URL."""
    for line in process.stderr or ():
        if found := re.search(r"listening on (\S+) until", line):
            return found[1]
    raise AssertionError("it does not listen")


def ended(process: "subprocess.Popen[str]", number: int) -> str:
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_sent_is_shown_as_a_line_of_json(serve, command, number):
    with serve("webhooks", "listen", "--port", "0") as process:
        url = listening(process)
        sent = command("webhooks", "send", "recording.statusUpdate", f"{url}any/path")
        assert sent.code == 0
        event = msgspec.json.decode(process.stdout.readline())
        assert (event["event"], event["recording"]["status"]) == ("recording.statusUpdate", "UPLOADED")
        ended(process, number)


def test_an_event_of_tomorrow_is_shown_as_it_came(serve, key_file):
    body = b'{"event": "kettle.boils",\n "kettle": [1]}'
    signed = {"rtk-signature": Signer(key_file).sign(body), "rtk-uuid": "u1", "rtk-webhook-id": "w1"}
    with serve("webhooks", "listen", "--port", "0") as process:
        with urllib.request.urlopen(urllib.request.Request(listening(process), body, signed)) as answer:
            assert answer.status == 200
        assert process.stdout.readline() == '{"event":"kettle.boils","kettle":[1]}\n'
        ended(process, signal.SIGTERM)


@pytest.mark.parametrize("odd", [rb'"\ud83d"', b'"Caf\xe9"', b"1e999", b"NaN", b"[" * 400 + b"]" * 400])
def test_an_odd_event_of_tomorrow_ends_nothing(serve, key_file, odd):
    bodies = [b'\xef\xbb\xbf{"event": "kettle.boils", "odd": %s}' % odd, b'{"event": "kettle.boils", "odd": 1}']
    with serve("webhooks", "listen", "--port", "0") as process:
        url = listening(process)
        for body in bodies:
            signed = {"rtk-signature": Signer(key_file).sign(body), "rtk-uuid": "u1", "rtk-webhook-id": "w1"}
            assert posted(url, body, signed) == 200
            assert msgspec.json.decode(process.stdout.readline())["event"] == "kettle.boils"
        ended(process, signal.SIGTERM)


def posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_verified_delivery_is_passed_on_unchanged_and_answered_as_the_application_does(serve, hooks, key_file):
    body = b'{"event": "kettle.boils",\n "kettle":  [1]}'
    headers = {
        "rtk-signature": Signer(key_file).sign(body),
        "rtk-uuid": "u1",
        "rtk-webhook-id": "w1",
        "X-Own": "a",
    }
    with serve("webhooks", "listen", "--port", "0", "--forward-to", hooks.url) as process:
        url = listening(process)
        assert posted(url, body, headers) == 200
        shown = msgspec.json.decode(process.stdout.readline())
        assert (shown["event"], shown["answer"]["status"]) == ("kettle.boils", 200)
        hooks.status = 503
        assert posted(url, body, headers) == 503  # so that it comes again
        assert msgspec.json.decode(process.stdout.readline())["answer"]["status"] == 503
        assert posted(url, body + b" ", headers) == 401
        ended(process, signal.SIGTERM)
    assert [(arrival.path, arrival.body) for arrival in hooks.arrived] == [("/hooks", body)] * 2
    passed_on = {name.lower(): value for name, value in hooks.arrived[0].headers.items()}
    sent = {name.lower(): value for name, value in headers.items()}
    assert passed_on.items() >= sent.items()
    assert passed_on["user-agent"].startswith("Python-urllib")
    assert passed_on["content-type"] == "application/x-www-form-urlencoded"
    assert "accept" not in passed_on


def test_an_application_that_does_not_run_is_told(serve, command):
    with serve("webhooks", "listen", "--port", "0", "--forward-to", "http://127.0.0.1:9/") as process:
        sent = command("webhooks", "send", "meeting.started", listening(process))
        assert (sent.code, sent.lines[0]["status"]) == (1, 502)
        answer = msgspec.json.decode(process.stdout.readline())["answer"]
        assert answer["status"] is None
        assert "127.0.0.1:9" in answer["error"]
        ended(process, signal.SIGTERM)


def test_the_password_in_an_applications_url_is_not_shown_and_what_contradicts_it_is_told(serve, key_file):
    body = b'{"event": "kettle.boils"}'
    signed = {"rtk-signature": Signer(key_file).sign(body), "rtk-uuid": "u1", "rtk-webhook-id": "w1"}
    target = "http://me:not-to-be-shown@127.0.0.1:9/hooks"
    with serve("webhooks", "listen", "--port", "0", "--forward-to", target) as process:
        url = listening(process)
        # Line by line: what has been read ahead of a line is lost to whoever reads the rest at once.
        greeting = process.stderr.readline() + process.stderr.readline()
        assert "passing on to http://127.0.0.1:9/hooks" in greeting
        assert posted(url, body, {**signed, "Authorization": "Bearer x"}) == 502
        said = process.stdout.readline()
        assert "AUTHORIZATION" in msgspec.json.decode(said)["answer"]["error"]
        assert "not-to-be-shown" not in said + greeting + ended(process, signal.SIGTERM)


def test_the_address_of_ipv6_is_written_as_in_urls(serve):
    with serve("webhooks", "listen", "--host", "::1", "--port", "0") as process:
        assert re.fullmatch(r"http://\[::1\]:\d+/", listening(process))
        ended(process, signal.SIGTERM)


def test_what_is_passed_on_goes_to_a_url(command):
    outcome = command("webhooks", "listen", "--forward-to", "localhost:8000")
    assert outcome.code == 2
    assert "is no URL such as http://localhost:8000/webhooks/" in outcome.err


def test_what_an_emulator_tells_is_verified_with_the_key_it_serves(serve, emulator: Emulator):
    # The emulator of the tests has a key of its own, and --base-url leads to it.
    with serve("webhooks", "listen", "--port", "0") as process:
        subscribe(emulator, listening(process), "meeting.participantJoined")
        emulator.simulate.participant_joins(next(iter(emulator.app.meetings)), name="Ada")
        event = msgspec.json.decode(process.stdout.readline())
        assert event["participant"]["userDisplayName"] == "Ada"
        emulator.deliveries.wait()
        assert [delivery.status for delivery in emulator.deliveries] == [200]
        ended(process, signal.SIGTERM)


def subscribe(emulator: Emulator, url: str, *events: str) -> None:
    now = emulator.clock.now()
    hook = Webhook(id="w1", created_at=now, updated_at=now, name="ours", url=url, events=list(events))
    with emulator.world.lock:
        emulator.app.webhooks.clear()
        emulator.app.webhooks[hook.id] = hook


def test_what_a_stranger_sends_is_refused_and_told(serve, command, tmp_path):
    with serve("webhooks", "listen", "--port", "0") as process:
        url = listening(process)
        strange = ("--key-file", str(tmp_path / "strange.pem"))
        assert command("webhooks", "send", "meeting.started", url, *strange).lines[0]["status"] == 401
        err = ended(process, signal.SIGTERM)
    assert "a delivery was answered 401" in err


def test_a_person_sees_who_joined_where_and_no_secret(serve, command):
    master, slave = os.openpty()
    environment = {"COLUMNS": "120", "TERM": "xterm-256color"}
    options = {"stdin": slave, "stdout": slave, "stderr": PIPE}
    with serve("webhooks", "listen", "--port", "0", environment=environment, **options) as process:
        os.close(slave)
        command("webhooks", "send", "all", listening(process))
        seen = b""
        while b"UPLOADED" not in seen:
            seen += os.read(master, 65536)
        ended(process, signal.SIGTERM)
    os.close(master)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", seen.decode())
    assert re.search(
        r"^\d\d:\d\d:\d\d meeting\.participantJoined +Ada +Weekly sync  [0-9a-f-]{36}$", text, re.MULTILINE
    )
    assert len(text.splitlines()) == 16
    assert "sk_" not in text


def test_a_port_that_is_taken_is_told(command, hooks):
    outcome = command("webhooks", "listen", "--port", str(hooks.server_port))
    assert outcome.code == 1
    assert f"cannot listen on 127.0.0.1:{hooks.server_port}" in outcome.err
    assert "hint  `--port 0` takes a free one" in outcome.err


# ── the emulator ──


def test_the_emulator_tells_a_url_of_everything(serve, command, hooks):
    arguments = ("emulator", "--port", "0", "--webhooks-to", hooks.url)
    with serve(*arguments) as process:
        exported = dict(line.removeprefix("export ").rstrip().split("=", 1) for line in take(process.stdout, 4))
        key_url = next(
            found[1] for line in process.stderr if (found := re.search(r"their public key is at (\S+)", line))
        )
        with urllib.request.urlopen(key_url) as answer:
            pem = msgspec.json.decode(answer.read())["data"]["publicKey"]
        assert pem == command("webhooks", "public-key").out
        kit = f"{exported['REALTIMEKIT_BASE_URL']}/accounts/{exported['CLOUDFLARE_ACCOUNT_ID']}/realtime/kit"
        app = f"{kit}/{exported['REALTIMEKIT_APP_ID']}"
        headers = {"Authorization": f"Bearer {exported['CLOUDFLARE_API_TOKEN']}"}
        meeting = post(f"{app}/meetings", {}, headers)
        post(f"{app}/recordings", {"meeting_id": meeting["id"]}, headers)
        told = next(line for line in process.stderr if "→" in line)
        assert told == f"200 → recording.statusUpdate {hooks.url}\n"
        ended(process, signal.SIGTERM)
    check(pem, hooks.arrived[0])


def take(lines: Any, number: int) -> list[str]:
    return [lines.readline() for _ in range(number)]


def post(url: str, body: object, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(url, msgspec.json.encode(body), headers, method="POST")
    with urllib.request.urlopen(request) as answer:
        return msgspec.json.decode(answer.read())["data"]


def test_a_url_that_is_none_is_misuse(command):
    outcome = command("emulator", "--webhooks-to", "ftp://127.0.0.1/")
    assert outcome.code == 2
    assert "is no URL of http or https" in outcome.err
