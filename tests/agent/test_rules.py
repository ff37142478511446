"""The parts that are pure: closes, recovery, leaving, presence, transcript, duplicates."""

from math import inf

import msgspec
import pytest
from hypothesis import given, strategies as st

from realtimekit_async import (
    ConfigurationError,
    Forbidden,
    RealtimeKitError,
    ServerError,
    TransportError,
    Unauthorized,
)
from realtimekit_async.agent import (
    AgentClosed,
    AgentRejected,
    AgentReplaced,
    ConnectionNotFound,
    Event,
    Gap,
    InvalidQuery,
    LeavePolicy,
    ParticipantJoined,
    ParticipantLeft,
    Peer,
    Session,
    SessionEnded,
    SessionStarted,
    Speaker,
    TranscriptReceived,
)
from realtimekit_async.agent.duplicates import Duplicates
from realtimekit_async.agent.events import KickedAll
from realtimekit_async.agent.protocol import Close, refusal
from realtimekit_async.agent.recovery import Connect, Over, Recovery
from realtimekit_async.agent.state import State


def recovery(patience: float = 300.0) -> Recovery:
    connected = Recovery(patience)
    connected.connected("c")
    return connected


CLOSES = [
    (Close(1000, "session_ended"), Over()),
    (Close(1013, "queue_overflow"), Connect(0.0, None)),
    (Close(1013, "upstream_lost"), Connect(0.0, "c")),
    (Close(1013, "upstream_unavailable"), Connect(0.25, "c")),
    (Close(1013, "tomorrow"), Connect(0.25, "c")),
    (Close(1001), Connect(0.0, "c")),
    (Close(1006), Connect(0.0, "c")),
    (Close(1011), Connect(0.0, "c")),
    (Close(1009), Connect(0.0, None)),
]


@pytest.mark.parametrize(("close", "step"), CLOSES, ids=str)
def test_after_each_close_the_agent_does_what_the_table_says(close, step):
    assert recovery().after_close(close, 0.0, 0.5) == step


@pytest.mark.parametrize(
    ("close", "kind"),
    [
        (Close(4403, "upstream_rejected"), AgentRejected),
        (Close(4409, "replaced"), AgentReplaced),
        (Close(4499, "tomorrow"), AgentClosed),
    ],
)
def test_closes_that_another_try_cannot_help_are_errors(close, kind):
    step = recovery().after_close(close, 0.0, 0.5)
    assert isinstance(step, Over)
    assert type(step.error) is kind
    assert isinstance(step.error, AgentClosed)
    assert (step.error.code, step.error.reason) == (close.code, close.reason)


def test_back_offs_grow_and_patience_ends():
    away, now, delays = recovery(patience=60), 0.0, []
    step = away.after_close(Close(1006), now, 1.0)
    while isinstance(step, Connect):
        delays.append(step.delay)
        now += step.delay
        step = away.after_failure(TransportError("x", sent=False), now, 1.0)
    assert delays[:5] == [0.0, 1.0, 2.0, 4.0, 8.0]
    assert sum(delays) <= 60
    assert max(delays) == 15.0
    assert isinstance(step.error, TransportError)


def test_an_unknown_connection_is_opened_anew():
    error = ConnectionNotFound("x", status=404)
    assert recovery().after_failure(error, 0.0, 0.5) == Connect(0.0, None)


@pytest.mark.parametrize(
    "error", [Unauthorized("x", status=401), InvalidQuery("x", status=400), Forbidden("x", status=403)]
)
def test_a_refusal_that_stays_is_not_tried_again(error):
    step = recovery().after_failure(error, 0.0, 0.5)
    assert isinstance(step, Over)
    assert step.error is error


def test_nobody_is_kept_waiting_for_the_first_connection():
    first = Recovery(patience=300)
    steps = [first.after_failure(ServerError("x", status=503), 0.0, 0.5) for _ in range(4)]
    assert [type(step) for step in steps] == [Connect, Connect, Connect, Over]


def test_a_server_that_asks_for_patience_gets_it():
    step = recovery().after_failure(ServerError("x", status=503, retry_after=9), 0.0, 0.0)
    assert step == Connect(9, "c")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "INVALID_QUERY", InvalidQuery),
        (401, "UNAUTHENTICATED", Unauthorized),
        (404, "CONNECTION_NOT_FOUND", ConnectionNotFound),
        (503, "TOMORROW", ServerError),
    ],
)
def test_each_refusal_is_an_error_of_its_own(status, code, kind):
    body = f'{{"success":false,"error":{{"code":"{code}","message":"why","retryable":false}}}}'.encode()
    error = refusal(status, body, "ray", 3.0)
    assert type(error) is kind
    assert (error.status, error.code, error.message, error.ray_id, error.retry_after) == (
        status,
        code,
        "why",
        "ray",
        3.0,
    )


@pytest.mark.parametrize("odd", [b"no \\ud83d here", b"no \xff here"])
def test_a_refusal_whose_text_is_no_unicode_says_why_all_the_same(odd):
    body = b'{"error":{"code":"INVALID_QUERY","message":"%s","retryable":false}}' % odd
    assert (type(error := refusal(400, body, None, None)), error.message) == (InvalidQuery, "no \ufffd here")


def test_no_close_and_no_refusal_moves_a_cursor():
    escape = "\x1b]0;x\x07"
    step = recovery().after_close(Close(4403, escape), 0.0, 0.5)
    lost = Recovery(patience=0, attempts=1).after_close(Close(1006, escape), 0.0, 0.5)
    refused = refusal(400, b'{"error":{"message":"\\u001b]0;x\\u0007"}}', None, None)
    for error in (step.error, lost.error, refused):
        assert str(error).isprintable()
        assert r"\x1b]0;x\x07" in str(error)
    assert step.error.reason == escape  # data is as it came


@given(st.integers(300, 599), st.binary())
def test_any_refusal_is_an_error_of_ours(status, body):
    assert isinstance(refusal(status, body, None, None), RealtimeKitError)


# ── leaving ──


def started() -> SessionStarted:
    return SessionStarted(Session("s", "m"))


def state(transcript_size: int = 20_000, **rules: float | None) -> State:
    begun = State(LeavePolicy(**{"at_most": None, **rules}), 100.0, transcript_size)
    begun.begin_session(started())
    begun.count_others(100.0)
    return begun


def take(room: State, event: Event, now: float) -> str:
    return room.take(event, f"{event} at {now}", lambda: now)


ADA = Peer("ada", "participant-ada", display_name="Ada")


def test_alone_counts_from_the_last_leave():
    room = state(alone=60)
    assert room.leave_timer.next_moment() == (inf, "")
    take(room, ParticipantJoined(ADA), 110)
    assert room.leave_timer.next_moment() == (inf, "")
    assert take(room, ParticipantLeft(Peer("ada")), 120) == "may leave sooner"
    assert room.leave_timer.next_moment() == (180, "alone")
    take(room, ParticipantJoined(Peer("bob")), 130)
    assert room.leave_timer.next_moment() == (inf, "")


def test_after_a_kick_all_the_agent_is_alone():
    room = state(alone=60)
    take(room, ParticipantJoined(ADA), 110)
    take(room, KickedAll(), 120)
    assert room.leave_timer.next_moment() == (180, "alone")


def test_nobody_came_is_over_once_somebody_came():
    room = state(nobody_came=300)
    assert room.leave_timer.next_moment() == (400, "nobody_came")
    take(room, ParticipantJoined(ADA), 110)
    take(room, ParticipantLeft(ADA), 120)
    assert room.leave_timer.next_moment() == (inf, "")


def test_silent_counts_from_the_last_words():
    room = state(silent=600)
    assert room.leave_timer.next_moment() == (700, "silent")
    take(room, TranscriptReceived("hello"), 500)
    assert room.leave_timer.next_moment() == (1100, "silent")


def test_at_most_counts_whatever_happens_and_the_earliest_rule_wins():
    room = state(at_most=7200, silent=600)
    take(room, TranscriptReceived("hello"), 7000)
    assert room.leave_timer.next_moment() == (7300, "at_most")


def test_the_end_of_the_session_is_followed_by_leaving():
    room = state()
    take(room, SessionEnded(Session("s", "m")), 200)
    assert room.leave_timer.next_moment() == (205, "session_ended")


@pytest.mark.parametrize("wrong", [-1, inf, float("nan"), "soon"])
def test_a_policy_is_made_of_finite_seconds(wrong):
    with pytest.raises(ConfigurationError, match="alone"):
        LeavePolicy(alone=wrong)


# ── presence and transcript ──


def test_presence_is_kept_by_peer_and_by_participant():
    room = state()
    take(room, ParticipantJoined(ADA), 1)
    take(room, ParticipantJoined(Peer("ada-phone", "participant-ada")), 2)
    assert len(room.present) == 2
    assert [peer.peer_id for peer in room.present.participants["participant-ada"]] == ["ada", "ada-phone"]
    assert "participant-ada" in room.present
    take(room, ParticipantLeft(Peer("ada")), 3)
    assert set(room.present.peers) == {"ada-phone"}


def test_who_was_there_before_is_noticed_when_he_speaks_but_not_after_he_left():
    room = state(alone=60)
    take(room, TranscriptReceived("hello", speaker=Speaker("ada", "participant-ada", None, "Ada")), 1)
    assert set(room.present.peers) == {"ada"}
    take(room, ParticipantLeft(Peer("ada")), 2)
    take(room, TranscriptReceived("last words", speaker=Speaker("ada")), 3)
    assert not room.present


def test_the_agent_itself_is_not_among_those_it_reads_of():
    room = state()
    room.present.me = "me"
    room.present.read([Peer("1", "me"), Peer("2", "you")])
    assert set(room.present.peers) == {"2"}
    assert room.present.is_complete


def said(text: str, at: str, who: str = "ada", *, final: bool = True) -> TranscriptReceived:
    event = {
        "text": text,
        "is_final": final,
        "started_at": at,
        "speaker": {"peer_id": who, "display_name": who.title()},
    }
    return msgspec.convert(event, TranscriptReceived)


def test_a_final_replaces_the_partial_of_its_speaker_and_finals_stand_in_the_order_of_speech():
    room = state()
    take(room, said("hel", "2026-01-01T00:00:02Z", final=False), 1)
    take(room, said("good", "2026-01-01T00:00:01Z", "bob", final=False), 1)
    assert {who: line.text for who, line in room.transcript.partials.items()} == {"ada": "hel", "bob": "good"}
    take(room, said("hello", "2026-01-01T00:00:02Z"), 2)
    take(room, said("good day", "2026-01-01T00:00:01Z", "bob"), 3)
    assert str(room.transcript) == "Bob: good day\nAda: hello"
    assert room.transcript.partials == {}


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_transcript_holds_the_last_finals_and_counts_those_before(size, caplog):
    room = state(transcript_size=size)
    for number in range(5):
        take(room, said(f"line {number}", f"2026-01-01T00:00:0{number}Z"), number)
    assert [line.text for line in room.transcript] == [f"line {number}" for number in range(5 - size, 5)]
    assert room.transcript.forgotten == 5 - size
    assert caplog.text.count("are forgotten") == (size > 0)


def test_a_gap_drops_the_partials_for_their_finals_were_missed():
    room = state()
    take(room, said("good", "2026-01-01T00:00:01Z"), 1)
    take(room, said("hel", "2026-01-01T00:00:02Z", final=False), 2)
    assert isinstance(room.begin_session(started()), Gap)
    assert (str(room.transcript), room.transcript.partials) == ("Ada: good", {})


def test_another_session_begins_another_transcript_and_nobody_is_there():
    room = state()
    take(room, ParticipantJoined(ADA), 1)
    take(room, said("hello", "2026-01-01T00:00:02Z"), 2)
    kept = room.transcript
    take(room, SessionEnded(Session("s", "m")), 3)
    assert isinstance(room.begin_session(SessionStarted(Session("t", "m"))), SessionStarted)
    assert len(room.transcript) == 0
    assert len(kept) == 1


# ── duplicates ──


def test_what_happens_once_is_recognised_when_it_comes_again():
    seen = Duplicates()
    assert [seen.is_repeated(frame) for frame in ("a", "b", "a", "c")] == [False, False, True, False]


def test_equal_broadcasts_are_two_unless_they_come_again_after_a_reconnection():
    seen = Duplicates()
    assert [seen.is_replayed(frame) for frame in ("a", "a", "b")] == [False, False, False]
    seen.reconnected()
    assert [seen.is_replayed(frame) for frame in ("a", "a", "a", "b", "b")] == [True, True, False, True, False]


def test_the_memory_is_bounded():
    seen = Duplicates()
    for number in range(10_000):
        assert not seen.is_repeated(str(number))
        assert not seen.is_replayed(str(number))
    assert not seen.is_repeated("0")
    seen.reconnected()
    assert not seen.is_replayed("0")
