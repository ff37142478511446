"""`realtimekit meeting`: a participant at the terminal, and whether this machine can be one."""

import io
import os
import signal
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from subprocess import PIPE

import pytest

from realtimekit_async.cli.meeting_lines import LONGEST_LINE
from realtimekit_async.emulator import Emulator
from realtimekit_async.emulator.world import live, written
from tests.meeting.browsers import AS_ROOT, require_browser, require_tarball

PATIENCE = 30


@pytest.fixture
def meeting_id(emulator: Emulator) -> str:
    """A meeting with Grace in it."""
    found = next(one.id for one in emulator.app.meetings.values() if one.status == "ACTIVE")
    emulator.simulate.participant_joins(found, name="Grace")
    return found


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have lines on standard input, and its end after them."""

    def give(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode())))

    return give


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def terminal_is_there(emulator: Emulator) -> bool:
    return any(seat.name == "Terminal" and seat.peer is not None for seat in emulator.meetings.seats)


# ── what is typed ──


def test_what_is_typed_is_written_and_at_its_end_one_leaves(command, emulator, meeting_id, typed):
    typed("Hello, all", "", "/to grace psst", "/who")
    outcome = command("meeting", "join", meeting_id)
    assert outcome.code == 0
    chat = emulator.app.live_session(meeting_id).chat
    assert [(message.text, len(message.to)) for message in chat] == [("Hello, all", 0), ("psst", 1)]
    assert "here: Terminal (you), Grace" in outcome.err
    assert "told Grace alone" in outcome.err
    assert outcome.err.count("left") == 1
    assert "left: asked" in outcome.err
    events = [line["event"] for line in outcome.lines]
    assert events.count("ChatUpdated") == 2
    until(lambda: not emulator.meetings.seats)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_are_read_as_editors_and_shells_write_them(command, emulator, meeting_id, monkeypatch, encoding):
    long = "x" * (LONGEST_LINE - 1) + "é"
    written = f"Hello\r\nCafé, 😀\n{long}\nlast".encode(encoding)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written)))
    assert command("meeting", "join", meeting_id).code == 0
    texts = [message.text for message in emulator.app.live_session(meeting_id).chat]
    assert (texts[:2], texts[-1]) == (["Hello", "Café, 😀"], "last")
    assert not any("\ufffd" in text for text in texts)


@pytest.mark.parametrize("end", [b"\nHello", b""])
def test_a_line_that_is_no_text_is_told_and_not_sent_in_pieces(command, emulator, meeting_id, monkeypatch, end):
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO("/poll Café? | a | b\nCafé".encode("cp1252") + end))
    )
    outcome = command("meeting", "join", meeting_id)
    assert (outcome.code, outcome.err.count("is no UTF-8, so nothing was sent")) == (0, 2)
    session = emulator.app.live_session(meeting_id)
    assert [message.text for message in session.chat] == ([end.decode().strip()] if end else [])
    assert not session.polls


def test_a_poll_is_made_and_voted_in(command, emulator, meeting_id, typed):
    typed("/poll Lunch? | Pizza | Salad", "/vote 2", "/vote 3", "/vote x", "/poll Dinner?")
    outcome = command("meeting", "join", meeting_id, "--preset-name", "group_call_host")
    (poll,) = emulator.app.live_session(meeting_id).polls
    assert [(option.text, option.count) for option in poll.options] == [("Pizza", 0), ("Salad", 1)]
    assert outcome.err.count("a vote is a number from 1 to 2: Lunch?") == 2
    assert "a poll is /poll Question? | one answer | another" in outcome.err


def test_people_are_let_in_turned_away_muted_and_kicked(command, emulator, meeting_id, typed):
    simulate = emulator.simulate
    for name in ("Eve", "Mallory"):
        simulate.waits(meeting_id, name=name)
    simulate.turns_on(meeting_id, "Grace", "audio")
    typed("/accept eve", "/reject Mallory", "/mute Grace", "/kick Grace", "/accept Nobody", "/kick")
    outcome = command("meeting", "join", meeting_id, "--preset-name", "group_call_host")
    session = emulator.app.live_session(meeting_id)
    assert [peer.name for peer in session.present.values()] == ["Eve"]
    (grace,) = [peer for peer in session.peers.values() if peer.name == "Grace"]
    assert (grace.is_muted, grace.was_kicked) == (True, True)
    assert emulator.app.meeting(meeting_id).waiting == {}
    assert "? Mallory waits to be let in" in outcome.err
    for done in ("let Eve in", "turned Mallory away", "muted Grace", "kicked Grace"):
        assert outcome.err.splitlines().count(done) == 1
    assert "nobody waits who is called 'Nobody'" in outcome.err
    assert "who is meant?" in outcome.err


def test_who_has_a_namesake_is_named_by_an_id(command, emulator, meeting_id, typed):
    second = emulator.simulate.participant_joins(meeting_id, name="Grace")
    typed("/to Grace psst", f"/to {second.id} hey you")
    outcome = command("meeting", "join", meeting_id)
    assert "2 are called so; give an id:" in outcome.err
    (message,) = emulator.app.live_session(meeting_id).chat
    assert (message.text, message.to) == ("hey you", (second.participant.id,))


def test_a_name_of_several_words_is_found(command, emulator, meeting_id, typed):
    emulator.simulate.participant_joins(meeting_id, name="Grace Hopper")
    typed("/to Grace Hopper good morning", "/to Grace")
    outcome = command("meeting", "join", meeting_id)
    (message,) = emulator.app.live_session(meeting_id).chat
    assert message.text == "good morning"
    assert "what shall Grace be told?" in outcome.err


def test_what_is_not_permitted_is_told_and_ends_nothing(command, emulator, meeting_id, typed):
    typed(
        "/kick Grace", "/poll Tea? | Yes | No", "/dance", "x" * 3000, "still here", "/help", "/leave", "too late"
    )
    outcome = command("meeting", "join", meeting_id)
    assert outcome.code == 0
    assert outcome.err.count("that did not work:") == 3
    assert "kicked" not in outcome.err
    assert "there is no /dance: /who, /poll" in outcome.err
    assert [message.text for message in emulator.app.live_session(meeting_id).chat] == ["still here"]


# ── what is shown ──


@pytest.fixture
def at_a_terminal(on_a_terminal, monkeypatch, emulator, meeting_id) -> Iterator[Callable[..., str]]:
    """Have a person sit at a terminal while others do something; the session ends after it."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as source, os.fdopen(writing, "wb"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(source)))

        def sit(happen: Callable[[], None], *arguments: str) -> str:
            def meet() -> None:
                until(lambda: terminal_is_there(emulator))
                happen()
                emulator.simulate.session_ends(meeting_id)

            others = threading.Thread(target=meet)
            others.start()
            seen = on_a_terminal("meeting", "join", meeting_id, *arguments)
            others.join()
            return seen

        yield sit


def test_people_see_what_happens(at_a_terminal, emulator, meeting_id):
    simulate = emulator.simulate

    def happen() -> None:
        simulate.chats(meeting_id, "Grace", "Hello\nthere")
        simulate.says(meeting_id, "Grace", "I speak", is_final=False)
        simulate.says(meeting_id, "Grace", "I speak now")
        simulate.poll_opens(meeting_id, "Lunch?", "Pizza", "Salad")
        simulate.votes(meeting_id, "Grace", 1)
        simulate.waits(meeting_id, name="Eve")
        simulate.participant_joins(meeting_id, name="Ada")
        simulate.participant_leaves(meeting_id, "Ada")
        simulate.broadcasts(meeting_id, "reload", {"now": True})

    seen = at_a_terminal(happen, "--preset-name", "group_call_host").splitlines()
    assert seen == [
        "in the meeting as Terminal; /who, /poll, /vote, /to, /leave, /help",
        "+ Grace",
        "Grace: Hello",
        "    there",
        "Grace says: I speak now",
        "poll: Lunch?  /vote 1 Pizza  /vote 2 Salad",
        "poll: Lunch?  Pizza 0, Salad 1",
        "? Eve waits: /accept Eve or /reject Eve",
        "+ Ada",
        "- Ada",
        "reload {'now': True}",
        "left: ended",
    ]


def test_people_see_pictures_files_private_and_changed_messages(at_a_terminal, emulator, meeting_id):
    def happen() -> None:
        with emulator.world.lock:
            app, (grace, me) = emulator.app, emulator.app.live_session(meeting_id).present.values()
            write = partial(written.write, app, grace, at=app.now)
            write("", kind="image", content={"link": "https://files.example/a.png"})
            write("", kind="file", content={"name": "a.txt", "size": 1234, "link": "https://files.example/a.txt"})
            write("psst", to=(me.participant.id,))
            text = write("Helo")
            written.edit(app, text, "Hello")
            written.pin(app, text, is_pinned=True)
            written.delete(app, text)
            live.start_recording(app, grace.participant.meeting, {}, app.now)
            live.kick(app, me, app.now)

    assert at_a_terminal(happen).splitlines()[2:] == [
        "Grace: a picture: https://files.example/a.png",
        "Grace: a.txt (1,234 bytes): https://files.example/a.txt",
        "Grace (to you): psst",
        "Grace: Helo",
        "Grace (edited): Hello",
        "pinned: Hello",
        "recording: STARTING",
        "left: kicked",
    ]


def test_people_see_that_the_connection_is_down_and_back(at_a_terminal, emulator):
    def happen() -> None:
        emulator.meetings.interrupt("Terminal")
        emulator.meetings.resume("Terminal")

    seen = at_a_terminal(happen).splitlines()
    assert seen[2:4] == ["connection: reconnecting", "connection: connected"]
    assert seen.count("+ Grace") == 1


def test_no_strangers_text_controls_the_terminal_or_passes_for_another_line(at_a_terminal, emulator, meeting_id):
    evil = "\x1b[2J\x1b]0;owned\x07\u202eEve"

    def happen() -> None:
        simulate = emulator.simulate
        simulate.participant_joins(meeting_id, name=f"{evil}\n- Grace")
        simulate.chats(meeting_id, f"{evil}\n- Grace", f"{evil}\r\n- Grace\n+ Root")
        simulate.says(meeting_id, "Grace", f"{evil}\n- Ada")
        simulate.poll_opens(meeting_id, f"{evil}\n- Ada", f"{evil}\n- Ada")
        simulate.broadcasts(meeting_id, evil, {"x": f"{evil}\n- Ada"})

    seen = at_a_terminal(happen)
    assert not {"\x1b", "\x07", "\u202e"} & set(seen)
    assert not [line for line in seen.splitlines() if line.startswith(("- Grace", "- Ada", "+ Root"))]


# ── coming and going ──


def test_told_to_end_the_command_leaves(start, emulator, meeting_id):
    with start("meeting", "join", meeting_id, stdin=-3, stdout=-3) as process:  # -3: /dev/null, which ends nothing
        until(lambda: terminal_is_there(emulator))
        process.send_signal(signal.SIGINT)
    assert process.returncode == 130
    until(lambda: not emulator.meetings.seats)
    assert [peer.name for peer in emulator.app.live_session(meeting_id).present.values()] == ["Grace"]


def test_the_end_of_the_meeting_ends_the_command_while_its_input_is_open(start, emulator, meeting_id):
    with start("meeting", "join", meeting_id, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        print("Hello", file=process.stdin, flush=True)
        until(lambda: emulator.app.live_session(meeting_id).chat)
        emulator.simulate.session_ends(meeting_id)
        assert process.wait(PATIENCE) == 0  # before its input is closed, which would release who reads it
        assert process.stderr.read().splitlines()[-1] == "left: ended"


def test_nobody_waits_for_ever_before_the_room(command, emulator, meeting_id, typed):
    preset = emulator.app.preset_named("group_call_guest")
    permissions = preset.document["permissions"]
    preset.document = {**preset.document, "permissions": {**permissions, "waiting_room_type": "SKIP_ON_ACCEPT"}}
    typed("Hello")
    outcome = command("meeting", "join", meeting_id, "--preset-name", "group_call_guest", "--timeout", "0.1")
    assert outcome.code == 1
    assert "waiting to be let in" in outcome.err
    assert "--timeout" in outcome.err
    assert emulator.app.meeting(meeting_id).waiting == {}


@pytest.mark.parametrize("option", ["--alone", "--timeout"])
def test_seconds_that_cannot_be_are_misuse(command, meeting_id, option):
    outcome = command("meeting", "join", meeting_id, option, "-1")
    assert (outcome.code, option.strip("-") in outcome.err) == (2, True)


# ── check and install-sdk ──


def test_who_means_the_calls_of_the_api_is_told_their_name(command):
    outcome = command("meeting", "list")
    assert outcome.code == 2
    assert "`realtimekit meetings …`" in outcome.err


def test_what_is_missing_is_named_with_what_to_do(command, monkeypatch, tmp_path):
    monkeypatch.setenv("REALTIMEKIT_CHROMIUM", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("REALTIMEKIT_SDK", raising=False)
    outcome = command("meeting", "check")
    assert outcome.code == 1
    browser, sdk, _, live = outcome.out.splitlines()
    assert browser.startswith("✗ browser")
    assert "chromium-headless-shell" in browser
    assert sdk.startswith("✗ SDK")
    assert "`realtimekit meeting install-sdk`" in sdk
    assert "not tested" in live


@pytest.mark.parametrize(
    ("user", "options", "sandbox"),
    [
        (0, (), "✗ sandbox  Chromium does not run as root with its sandbox: use another user, or --no-sandbox"),
        (0, ("--no-sandbox",), "· sandbox  not tried"),
        (1000, (), "· sandbox  not tried"),
    ],
)
def test_a_browser_that_is_not_started_is_not_said_to_have_its_sandbox(
    command, monkeypatch, tmp_path, user, options, sandbox
):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("REALTIMEKIT_SDK", raising=False)
    outcome = command("meeting", "check", "--executable", "/bin/false", *options)
    assert outcome.code == 1
    assert outcome.out.splitlines()[2].startswith(sandbox)


def test_a_browser_that_does_not_start_is_told(command, monkeypatch, tmp_path):
    (tmp_path / "sdk.js").write_text("")
    monkeypatch.setenv("REALTIMEKIT_SDK", str(tmp_path / "sdk.js"))
    outcome = command("meeting", "check", "--executable", "/bin/false")
    assert outcome.code == 1
    assert "✗ started" in outcome.out


@pytest.mark.browser
def test_a_machine_that_has_everything_is_told_so(command, monkeypatch, tmp_path):
    with tarfile.open(require_tarball()) as tar:
        bundle = tar.extractfile("package/dist/browser.js")
        assert bundle is not None
        (tmp_path / "browser.js").write_bytes(bundle.read())
    monkeypatch.setenv("REALTIMEKIT_SDK", str(tmp_path / "browser.js"))
    monkeypatch.setenv("REALTIMEKIT_CHROMIUM", require_browser())
    outcome = command("meeting", "check", *(["--no-sandbox"] if AS_ROOT else []))
    assert (outcome.code, outcome.err) == (0, "")
    assert [line[:9] for line in outcome.out.splitlines()] == [
        "✓ browser",
        "✓ SDK    ",
        "✓ started",
        "✓ complet",
        "· live   ",
    ]


def test_another_tarball_is_not_installed(command, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "other.tgz").write_bytes(b"other")
    outcome = command("meeting", "install-sdk", str(tmp_path / "other.tgz"))
    assert outcome.code == 1
    assert "5 bytes are not @cloudflare/realtimekit" in outcome.err
    assert not (tmp_path / "cache").exists()
