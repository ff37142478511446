"""The state of a meeting, and what its events make of it, without a host."""

import gc
import json
import weakref
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from realtimekit_async.meeting import (
    ActiveSpeaker,
    ChatUpdated,
    Event,
    LivestreamUpdated,
    MediaScoreUpdated,
    MessagePinned,
    NewStageRequest,
    PageChanged,
    ParticipantJoined,
    ParticipantStageUpdated,
    PermissionsUpdated,
    PluginAdded,
    PluginDeleted,
    RecordingUpdated,
    StageRequestApproved,
    StageRequestsUpdated,
    StageStatusUpdated,
    TranscriptReceived,
    UnknownEvent,
    ViewerCountUpdated,
)
from realtimekit_async.meeting.events.table import TYPES
from realtimekit_async.meeting.mirror import Mirror
from realtimekit_async.meeting.participant import Participant
from realtimekit_async.meeting.person import Person
from realtimekit_async.meeting.values.people import SelfState
from realtimekit_async.meeting.wire import Told, read_binary, write_binary


class Me(Person):
    def __init__(self, mirror: list[Mirror]) -> None:
        self._mirror = mirror

    @property
    def state(self) -> SelfState:
        return self._mirror[0].me


def new_mirror(chat_size: int = 100, transcript_size: int = 100) -> Mirror:
    found: list[Mirror] = []
    found.append(Mirror(lambda state: Participant(None, state), Me(found), chat_size, transcript_size))
    return found[0]


def tell(mirror: Mirror, namespace: str, name: str, data: Any = None, state: Any = None) -> list[Any]:
    frame = json.dumps([namespace, name, data, state])
    return [*mirror.take(msgspec.json.decode(frame, type=Told))]


def person(peer_id: str, **more: Any) -> dict[str, Any]:
    return {"p": {"id": peer_id, "name": peer_id.title(), **more}, "d": None}


def message(number: int, **more: Any) -> dict[str, Any]:
    return {"type": "text", "id": str(number), "userId": "u", "message": f"text {number}", **more}


def test_one_object_stands_for_a_peer_in_whichever_map():
    mirror = new_mirror()
    [joined] = tell(mirror, "participants.joined", "participantJoined", person("ada"))
    [active] = tell(mirror, "participants.active", "participantJoined", person("ada", audioEnabled=True))
    assert joined.participant is active.participant is mirror.maps["joined"]["ada"]
    assert joined.participant.audio_enabled
    tell(mirror, "participants.joined", "participantLeft", person("ada"))
    assert [*mirror.maps["active"]] == ["ada"]


def test_who_is_let_in_is_the_one_who_waited():
    mirror = new_mirror()
    [waits] = tell(mirror, "participants.waitlisted", "participantJoined", person("ada"))
    [let_in] = tell(mirror, "participants.waitlisted", "participantLeft", person("ada"))
    [joined] = tell(mirror, "participants.joined", "participantJoined", person("ada", audioEnabled=True))
    assert waits.participant is let_in.participant is joined.participant
    assert waits.participant.audio_enabled


def test_who_has_left_is_kept_by_nobody_but_a_caller():
    mirror = new_mirror()
    [joined] = tell(mirror, "participants.joined", "participantJoined", person("ada"))
    kept = weakref.ref(joined.participant)
    del joined
    gc.collect()
    assert kept() is mirror.maps["joined"]["ada"]
    tell(mirror, "participants.joined", "participantLeft", person("ada"))
    gc.collect()
    assert kept() is None


def test_who_is_known_from_a_snapshot_has_not_joined_again():
    mirror = new_mirror()
    snapshot = {"participants": {"joined": [{"id": "ada", "name": "Ada"}]}}
    assert tell(mirror, "", "snapshot", snapshot) == [ParticipantJoined(mirror.maps["joined"]["ada"])]
    assert tell(mirror, "participants.joined", "participantJoined", person("ada", name="Ada L.")) == []
    assert mirror.maps["joined"]["ada"].name == "Ada L."


def test_who_speaks_is_called_by_either_name_and_may_be_oneself_or_nobody():
    mirror = new_mirror()
    tell(mirror, "self", "roomJoined", {}, {"id": "me", "roomState": "joined"})
    tell(mirror, "participants.joined", "participantJoined", person("ada"))
    [by_peer_id] = tell(mirror, "participants", "activeSpeaker", {"peerId": "ada", "volume": 0.5})
    [by_id] = tell(mirror, "participants", "activeSpeaker", {"id": "me"})
    [nobody] = tell(mirror, "participants", "activeSpeaker", {"id": "gone"})
    assert by_peer_id == ActiveSpeaker("ada", 0.5, mirror.maps["joined"]["ada"])
    assert isinstance(by_id.participant, Me)
    assert nobody.participant is None


PLAIN = [
    ("recording", "recordingUpdate", "RECORDING", RecordingUpdated("RECORDING")),
    ("livestream", "livestreamUpdate", "LIVESTREAMING", LivestreamUpdated("LIVESTREAMING")),
    ("livestream", "viewerCountUpdate", 7, ViewerCountUpdated(7)),
    ("stage", "stageStatusUpdate", "ON_STAGE", StageStatusUpdated("ON_STAGE")),
    ("stage", "newStageRequest", {"count": 2}, NewStageRequest(2)),
    ("stage", "stageRequestApproved", None, StageRequestApproved()),
    ("stage", "stageAccessRequestUpdate", None, StageRequestsUpdated()),
    ("participants", "pageChanged", {"viewMode": "PAGINATED", "currentPage": 2}, PageChanged("PAGINATED", 2)),
    ("permissions", "permissionsUpdate", {"canRecord": True, "new": 1}, PermissionsUpdated()),
]


@pytest.mark.parametrize(("namespace", "name", "data", "event"), PLAIN, ids=[row[1] for row in PLAIN])
def test_a_payload_is_an_object_or_the_first_field(namespace, name, data, event):
    assert tell(new_mirror(), namespace, name, data) == [event]


def test_what_events_say_is_known_afterwards():
    mirror = new_mirror()
    for namespace, name, data, _ in PLAIN:
        tell(mirror, namespace, name, data)
    assert (mirror.recording, mirror.livestream, mirror.stage) == ("RECORDING", "LIVESTREAMING", "ON_STAGE")
    assert mirror.permissions.can_record is True


def test_a_stage_request_says_whose_it_is():
    requests = [{"displayName": "Ada", "userId": "u", "peerId": "p"}]
    [event] = tell(new_mirror(), "stage", "stageAccessRequestUpdate", requests)
    assert [request.display_name for request in event.requests] == ["Ada"]


def test_messages_are_edited_pinned_and_deleted_where_they_stand():
    mirror = new_mirror(chat_size=3)
    for number in range(5):
        tell(mirror, "chat", "chatUpdate", {"action": "add", "message": message(number)})
    assert [each.id for each in mirror.messages] == ["2", "3", "4"]
    [edited] = tell(mirror, "chat", "chatUpdate", {"action": "edit", "message": message(3, isEdited=True)})
    assert edited == ChatUpdated("edit", mirror.messages[1])
    [pinned] = tell(mirror, "chat", "pinMessage", {"action": None, "message": message(4, pinned=True)})
    assert pinned == MessagePinned(mirror.messages[2])
    tell(mirror, "chat", "chatUpdate", {"action": "delete", "message": message(2)})
    tell(mirror, "chat", "chatUpdate", {"action": "delete", "message": message(99)})
    assert [(each.id, each.is_edited, each.pinned) for each in mirror.messages] == [
        ("3", True, False),
        ("4", False, True),
    ]


def joined_mirror(chat_size: int, before: range) -> Mirror:
    mirror = new_mirror(chat_size)
    tell(mirror, "self", "roomJoined", {}, ME)
    for number in before:
        tell(mirror, "chat", "chatUpdate", {"action": "add", "message": message(number, timeMs=number)})
    return mirror


def changes(mirror: Mirror, *chat: dict[str, Any]) -> list[tuple[str, str]]:
    events = tell(mirror, "", "snapshot", {"self": ME, "chat": [*chat]})
    return [(event.action, event.message.id) for event in events]


ME = {"id": "me", "roomState": "joined", "roomJoined": True}


def test_what_became_of_messages_meanwhile_is_told():
    mirror = joined_mirror(100, range(3))
    edited = message(1, timeMs=1, isEdited=True)
    assert changes(mirror, message(0, timeMs=0), edited, message(3, timeMs=3)) == [
        ("delete", "2"),
        ("edit", "1"),
        ("add", "3"),
    ]
    assert [each.id for each in mirror.messages] == ["0", "1", "3"]
    assert changes(mirror, message(0, timeMs=0), edited, message(3, timeMs=3)) == []
    assert changes(mirror) == [("delete", "0"), ("delete", "1"), ("delete", "3")]


@pytest.mark.parametrize("chat_size", [0, 1, 2, 100])
@pytest.mark.parametrize("deleted", [0, 1, 10], ids=["none gone", "the last gone", "all gone"])
def test_all_that_was_written_meanwhile_is_told_once_however_little_is_kept(chat_size, deleted):
    mirror = joined_mirror(chat_size, range(10))
    rows = [message(number, timeMs=number) for number in (*range(10 - deleted), *range(10, 15))]
    told = changes(mirror, *rows)
    assert [number for action, number in told if action == "add"] == ["10", "11", "12", "13", "14"]
    assert len([number for action, number in told if action == "delete"]) == min(deleted, chat_size)
    assert len(mirror.messages) == min(chat_size, len(rows))
    assert changes(mirror, *rows) == []


def test_all_is_new_in_a_chat_that_was_empty():
    assert changes(joined_mirror(100, range(0)), message(1), message(2)) == [("add", "1"), ("add", "2")]


def test_nothing_is_kept_where_nothing_shall_be():
    mirror = new_mirror(chat_size=0, transcript_size=0)
    tell(mirror, "chat", "chatUpdate", {"action": "add", "message": message(1)})
    [said] = tell(mirror, "ai", "transcript", {"transcript": "Hello", "date": "2026-11-28T10:00:00.000Z"})
    assert isinstance(said, TranscriptReceived)
    assert said.date is not None
    tell(mirror, "", "snapshot", {"chat": [message(1)], "transcripts": [{"transcript": "Hello"}]})
    assert (mirror.messages, mirror.transcripts) == ([], [])


def test_a_partial_is_told_and_not_kept():
    mirror = new_mirror()
    [event] = tell(mirror, "ai", "transcript", {"transcript": "Hel", "isPartialTranscript": True})
    assert event.is_partial_transcript
    assert mirror.transcripts == []


def test_plugins_come_and_go():
    mirror = new_mirror()
    plugin = {"p": {"id": "m:board", "name": "Board"}, "d": None}
    [added] = tell(mirror, "plugins", "pluginAdded", plugin)
    assert added == PluginAdded(mirror.plugins["m:board"])
    [deleted] = tell(mirror, "plugins", "pluginDeleted", plugin)
    assert isinstance(deleted, PluginDeleted)
    assert mirror.plugins == {}


def test_what_is_told_of_members_names_the_member():
    mirror = new_mirror()
    [joined] = tell(mirror, "participants.joined", "participantJoined", person("ada"))
    score = {"kind": "audio", "score": 9, "isScreenshare": False}
    told = person("ada") | {"d": score}
    assert tell(mirror, "participants.joined", "mediaScoreUpdate", told) == [
        MediaScoreUpdated(joined.participant, "audio", 9)
    ]
    assert tell(mirror, "participants.joined", "stageStatusUpdate", person("ada")) == [
        ParticipantStageUpdated(joined.participant)
    ]
    assert tell(mirror, "participants.joined", "pinned", person("ada")) == []
    [unknown] = tell(mirror, "participants.joined", "kicked", person("ada"))
    assert (unknown.namespace, unknown.name) == ("participants.joined", "kicked")


def test_every_event_of_the_vendors_has_one_type():
    names = [name for kind in Event.__subclasses__() for name in kind.js]
    assert len(names) == len({*names}) == len(TYPES)


KNOWN = [
    *(name.replace("plugins.all", "plugins").replace("self.permissions", "permissions") for name in TYPES),
    ".snapshot", "participants.pinned.participantsCleared", "self.magic", "chat.magic", "magic.magic",
]  # fmt: skip
ODD: list[Any] = [
    None, True, 7, "text", [], [7], {}, {"p": None}, {"p": 7}, {"p": {"id": 7}}, {"p": {"id": "ada"}, "d": 7},
    {"p": {"id": "ada", "audioTrack": "none"}, "d": None}, {"participants": {"joined": [7]}}, {"self": 7},
    {"message": {"type": "hologram"}}, {"action": 7, "message": None}, {"polls": [{}]}, {"state": {}},
]  # fmt: skip


def test_whatever_a_host_tells_ends_nothing():
    mirror = new_mirror()
    for known, data in product(KNOWN, ODD):
        namespace, _, name = known.rpartition(".")
        for event in tell(mirror, namespace, name, data, data if namespace in ("self", "meta") else None):
            assert isinstance(event, Event)
            assert repr(event)


@settings(max_examples=25)
@given(st.integers(1, 2), st.integers(0, 2**32 - 1), st.binary(max_size=50))
def test_a_binary_frame_is_what_was_written(kind, number, payload):
    frame = read_binary(write_binary(kind, number, payload))
    assert (frame.kind, frame.number, frame.payload) == (kind, number, payload)


def test_an_unknown_event_holds_what_came():
    assert tell(new_mirror(), "chat", "magic", {"action": "x"}) == [UnknownEvent("chat", "magic", {"action": "x"})]
