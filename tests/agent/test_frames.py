import msgspec
import pytest
from hypothesis import given, strategies as st

from realtimekit_async.agent import (
    BroadcastReceived,
    Event,
    KickedAll,
    ParticipantJoined,
    ParticipantLeft,
    SessionEnded,
    SessionStarted,
    TranscriptReceived,
    UnknownEvent,
)
from realtimekit_async.agent.events import Result
from realtimekit_async.agent.frames import connection_id_of, read_frame, request_frame

SESSION = {"id": "s", "meeting_id": "m", "started_at": "2026-01-01T00:00:00Z", "ended_at": None}
KICKED = {"participant": {"peer_id": "p", "meeting_id": "m"}}
SPEECH = {
    "text": "hello",
    "is_final": True,
    "started_at": "2026-01-01T00:00:00Z",
    "ended_at": "2026-01-01T00:00:02Z",
    "confidence": 0.9,
    "speaker": {"peer_id": "p", "participant_id": "q", "custom_participant_id": None, "display_name": "Ada"},
}
DOCUMENTED = [
    ("session.started", {"session": SESSION}, SessionStarted),
    ("session.ended", {"session": SESSION, "reason": "host_ended_meeting"}, SessionEnded),
    ("participant.kick_all", {}, KickedAll),
    (
        "participant.join",
        {"participant": {"peer_id": "p", "waitlisted": False, "picture_url": None}},
        ParticipantJoined,
    ),
    ("participant.leave", KICKED, ParticipantLeft),
    ("transcript.received", SPEECH, TranscriptReceived),
    (
        "broadcast.received",
        {"type": "t", "payload": {"aB": [1]}, "created_at": "2026-01-01T00:00:00Z"},
        BroadcastReceived,
    ),
]


def frame(name: object, data: object, **more: object) -> str:
    return msgspec.json.encode({"category": "message", "name": name, "data": data, **more}).decode()


@pytest.mark.parametrize(("name", "data", "kind"), DOCUMENTED, ids=[row[0] for row in DOCUMENTED])
def test_every_documented_message_has_its_type(name, data, kind):
    event = read_frame(frame(name, data))
    assert type(event) is kind
    wanted = msgspec.json.decode(msgspec.json.encode(event))
    assert wanted == {key: value for key, value in _without_nulls(data).items() if value not in ({}, None, False)}


def _without_nulls(data):
    if isinstance(data, dict):
        return {key: _without_nulls(value) for key, value in data.items() if value is not None}
    return data


def test_unknown_fields_and_categories_do_not_disturb():
    event = read_frame(frame("participant.leave", {**KICKED, "tomorrow": [1]}, also={"x": 1}))
    assert isinstance(event, ParticipantLeft)
    assert event.participant.peer_id == "p"


def test_an_event_of_tomorrow_is_an_unknown_event_with_its_frame():
    sent = frame("hand.raised", {"peer_id": "p"})
    event = read_frame(sent)
    assert isinstance(event, UnknownEvent)
    assert event.name == "hand.raised"
    assert event.raw == sent.encode()


def test_a_known_event_that_cannot_be_read_is_not_lost():
    event = read_frame(frame("transcript.received", {"text": ["no", "text"]}))
    assert isinstance(event, UnknownEvent)
    assert event.name == "transcript.received"


@pytest.mark.parametrize("name", [b"Ada \\ud83d", b"Ada \xff"])
def test_a_name_that_is_no_unicode_loses_no_event(name):
    peer = b'{"peer_id":"p","display_name":"%s"}'
    sent = b'{"category":"message","name":"participant.join","data":{"participant":' + peer + b"}}"
    told = []
    event = read_frame(sent % name, lambda: told.append(name))
    assert isinstance(event, ParticipantJoined)
    assert (event.participant.peer_id, event.participant.display_name) == ("p", "Ada \ufffd")
    assert told == [name]
    if name.isascii():
        assert read_frame((sent % name).decode()) == event


@pytest.mark.parametrize("number", [b"1e999", b"9" * 5000, b"NaN"])
def test_a_number_out_of_range_loses_no_event(number):
    told = []
    sent = b'{"category":"message","name":"transcript.received","data":{"text":"hi","confidence":%s}}' % number
    event = read_frame(sent, lambda: told.append(number))
    assert event == TranscriptReceived(text="hi")
    broadcast = b'{"category":"message","name":"broadcast.received","data":{"type":"t","payload":[1,%s]}}'
    assert read_frame(broadcast % number) == BroadcastReceived(type="t", payload=[1, None])
    assert told == [number]


def test_an_unknown_event_keeps_its_frame_as_it_came():
    sent = b'{"category":"message","name":"hand.raised","data":"\xff"}'
    assert read_frame(sent) == UnknownEvent("hand.raised", sent)


def test_results_are_told_from_messages():
    answer = read_frame(
        '{"category":"result","request_id":"7","name":"connection.get",'
        '"data":{"connection":{"id":"c","subscriptions":[]}},"error":null}'
    )
    assert isinstance(answer, Result)
    assert (answer.request_id, connection_id_of(answer)) == ("7", "c")
    refused = read_frame(
        '{"category":"result","request_id":"7","name":"connection.get","data":null,'
        '"error":{"code":"INTERNAL_ERROR","message":"x"}}'
    )
    assert isinstance(refused, Result)
    assert refused.error is not None
    assert connection_id_of(refused) is None


def test_a_request_is_what_the_documentation_says():
    assert msgspec.json.decode(request_frame("connection.ping", "1")) == {
        "category": "request",
        "request_id": "1",
        "name": "connection.ping",
        "data": {},
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([row[0] for row in DOCUMENTED]) | JSON


@given(st.builds(frame, NAMES, JSON) | st.text() | st.binary())
def test_whatever_comes_is_an_event_or_a_result(anything):
    event = read_frame(anything)
    assert isinstance(event, Event | Result)
    assert repr(event)
