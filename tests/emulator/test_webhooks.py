"""Which webhooks are sent, what they say, and who signed them."""

import base64
from typing import Any

import aiohttp
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from realtimekit_async.emulator import Clock, Emulator

from .conftest import NOON, Api, Arrival, Receiver, api_of

EVENTS = (
    "meeting.started",
    "meeting.ended",
    "meeting.participantJoined",
    "meeting.participantLeft",
    "meeting.chatSynced",
    "recording.statusUpdate",
    "livestreaming.statusUpdate",
    "meeting.transcript",
    "meeting.summary",
)


async def subscribe(api: Api, url: str, *events: str, **fields: Any) -> Any:
    body = {"name": "ours", "url": url, "events": list(events or EVENTS), **fields}
    reply = await api("POST", "/webhooks", body)
    assert reply.status == 201
    return reply.data


async def key_of(emulator: Emulator) -> RSAPublicKey:
    """Ask for the public key as a receiver does, without a token."""
    async with aiohttp.ClientSession() as http, http.get(emulator.webhook_key_url) as response:
        assert response.status == 200
        answer = await response.json()
    assert (answer["success"], answer["message"]) == (True, "")
    key = load_pem_public_key(answer["data"]["publicKey"].encode())
    assert isinstance(key, RSAPublicKey)
    return key


def check(key: RSAPublicKey, arrival: Arrival, prefix: str = "rtk") -> None:
    signature = base64.b64decode(arrival.headers[f"{prefix}-signature"], validate=True)
    key.verify(signature, arrival.body, PKCS1v15(), SHA256())


async def whole_meeting(api: Api) -> str:
    """Let everything happen that webhooks tell of."""
    simulate = api.emulator.simulate
    on_start = {"record_on_start": True, "live_stream_on_start": True}
    meeting = await api.meeting(title="Standup", summarize_on_end=True, **on_start)
    await api.participant(meeting["id"], "user-7", name="Ada")
    simulate.participant_joins(meeting["id"], "user-7")
    (recording_id,) = api.emulator.app.recordings
    simulate.recording_advances(recording_id)
    simulate.livestream_goes_live(meeting["id"])
    simulate.says(meeting["id"], "Ada", "Can everybody hear me?")
    simulate.chats(meeting["id"], "Ada", "Hello!")
    simulate.advance(90)
    simulate.participant_leaves(meeting["id"], "Ada")
    simulate.recording_advances(recording_id)
    return meeting["id"]


async def test_everything_that_happens_is_told_once_and_in_order(api: Api, emulator: Emulator, receiver: Receiver):
    hook = await subscribe(api, receiver.url)
    await whole_meeting(api)
    await emulator.deliveries.settled()
    assert [(one.event, status_of(one)) for one in receiver.arrived] == [
        ("meeting.started", None),
        ("recording.statusUpdate", "INVOKED"),
        ("livestreaming.statusUpdate", "IDLE"),
        ("meeting.participantJoined", None),
        ("recording.statusUpdate", "RECORDING"),
        ("livestreaming.statusUpdate", "LIVE"),
        ("meeting.participantLeft", None),
        ("meeting.ended", None),
        ("recording.statusUpdate", "UPLOADING"),
        ("livestreaming.statusUpdate", "OFFLINE"),
        ("meeting.chatSynced", None),
        ("meeting.transcript", None),
        ("meeting.summary", None),
        ("recording.statusUpdate", "UPLOADED"),
    ]
    assert [one.id for one in emulator.deliveries] == [one.headers["rtk-uuid"] for one in receiver.arrived]
    assert {(one.webhook_id, one.status, one.attempt) for one in emulator.deliveries} == {(hook["id"], 200, 1)}
    assert {one.headers["rtk-webhook-id"] for one in receiver.arrived} == {hook["id"]}
    assert len({one.id for one in emulator.deliveries}) == 14


def status_of(arrival: Arrival) -> str | None:
    return arrival.json.get("status") or arrival.json.get("recording", {}).get("status")


MEETING = {"id", "sessionId", "title", "roomName", "status", "createdAt", "startedAt", "organizedBy"}
PERSON = {"peerId", "userDisplayName", "customParticipantId", "clientSpecificId", "joinedAt"}
RECORDING = {
    "id", "recordingId", "status", "downloadUrl", "audioDownloadUrl", "downloadUrlExpiry", "startedTime",
    "stoppedTime", "fileSize", "outputFileName", "meetingId", "recordingDuration", "organizationId", "roomUUID",
    "stopReason",
}  # fmt: skip
CHAT = {
    "sessionId", "meetingId", "title", "chatDownloadUrl", "chatDownloadUrlExpiry", "createdAt", "startedAt",
    "endedAt", "organizedBy",
}  # fmt: skip
STREAM = {"streamId", "status", "manualIngest", "playbackUrl", "ingestServer", "streamKey"}
# The keys of each event and of the objects in it, as the last one of its kind has them.
KEYS: dict[str, dict[str, set[str]]] = {
    "meeting.started": {"meeting": MEETING},
    "meeting.ended": {"meeting": {*MEETING, "endedAt"}, "reason": set()},
    "meeting.participantJoined": {"meeting": MEETING, "participant": PERSON},
    "meeting.participantLeft": {"meeting": MEETING, "participant": {*PERSON, "leftAt"}},
    "meeting.chatSynced": {key: {"id", "name"} if key == "organizedBy" else set() for key in CHAT},
    "meeting.transcript": {
        "meeting": {*MEETING, "endedAt"},
        "transcriptDownloadUrl": set(),
        "transcriptDownloadUrlExpiry": set(),
    },
    "meeting.summary": {
        "meeting": {*MEETING, "endedAt"},
        "summaryDownloadUrl": set(),
        "summaryDownloadUrlExpiry": set(),
    },
    "recording.statusUpdate": {"recording": RECORDING, "meeting": {*MEETING, "endedAt"}},
    "livestreaming.statusUpdate": {
        **{key: set() for key in STREAM},
        "meeting": MEETING - {"sessionId", "startedAt"},
    },
}


async def test_payloads_have_the_documented_keys(api: Api, emulator: Emulator, receiver: Receiver):
    await subscribe(api, receiver.url)
    await whole_meeting(api)
    await emulator.deliveries.settled()
    last = {arrival.event: arrival.json for arrival in receiver.arrived}
    assert set(last) == set(EVENTS)
    for event, payload in last.items():
        found = {key: set(value) if isinstance(value, dict) else set() for key, value in payload.items()}
        assert found == {"event": set(), **KEYS[event]}, event


async def test_payloads_have_the_documented_quirks(api: Api, emulator: Emulator, receiver: Receiver):
    await subscribe(api, receiver.url)
    meeting_id = await whole_meeting(api)
    await emulator.deliveries.settled()
    last = {arrival.event: arrival.json for arrival in receiver.arrived}
    session = next(iter(emulator.app.sessions.values()))
    ended, person = last["meeting.ended"], last["meeting.participantLeft"]["participant"]
    assert (ended["meeting"]["status"], ended["reason"]) == ("LIVE", "ALL_PARTICIPANTS_LEFT")
    assert ended["meeting"]["sessionId"] == session.id
    assert ended["meeting"]["endedAt"] == "2026-03-02T12:01:30.000Z"
    assert person["customParticipantId"] == person["clientSpecificId"] == "user-7"
    assert last["meeting.chatSynced"]["meetingId"] == meeting_id
    recording = last["recording.statusUpdate"]["recording"]
    assert recording["roomUUID"] == session.id
    assert recording["fileSize"].isdecimal()
    assert recording["recordingDuration"] == 90
    assert recording["stopReason"].startswith("{'reason': 'ALL_PEERS_LEFT'")


async def test_who_ends_a_meeting_is_told(api: Api, emulator: Emulator, receiver: Receiver):
    await subscribe(api, receiver.url, "meeting.ended", "meeting.participantLeft")
    meeting = await api.meeting()
    for name in ("Ada", "Grace"):
        emulator.simulate.participant_joins(meeting["id"], name=name)
    await api("POST", f"/meetings/{meeting['id']}/active-session/kick-all")
    await emulator.deliveries.settled()
    assert receiver.events == ["meeting.participantLeft", "meeting.participantLeft", "meeting.ended"]
    assert receiver.arrived[-1].json["reason"] == "HOST_ENDED_MEETING"


async def test_rest_makes_things_happen_too(api: Api, emulator: Emulator, receiver: Receiver):
    meeting = await api.meeting()
    peer = emulator.simulate.participant_joins(meeting["id"], name="Ada")
    await subscribe(api, receiver.url)
    recording = (await api("POST", "/recordings", {"meeting_id": meeting["id"]})).data
    for action in ("pause", "resume", "stop"):
        await api("PUT", f"/recordings/{recording['id']}", {"action": action})
    await api("POST", f"/meetings/{meeting['id']}/livestreams", {"name": "All hands"})
    await api("POST", f"/meetings/{meeting['id']}/active-livestream/stop")
    emulator.simulate.session_ends(meeting["id"])
    await api("POST", f"/sessions/{peer.session.id}/summary")
    await emulator.deliveries.settled()
    statuses = [status for arrival in receiver.arrived if (status := status_of(arrival))]
    assert statuses == ["INVOKED", "PAUSED", "RECORDING", "UPLOADING", "IDLE", "OFFLINE"]
    assert receiver.events[-1] == "meeting.summary"


async def test_a_recording_that_reaches_its_limit_and_one_that_fails_are_told(
    api: Api, emulator: Emulator, receiver: Receiver
):
    await subscribe(api, receiver.url, "recording.statusUpdate")
    meeting = await api.meeting()
    emulator.simulate.participant_joins(meeting["id"], name="Ada")
    body = {"meeting_id": meeting["id"], "max_seconds": 60}
    recording = (await api("POST", "/recordings", body)).data
    emulator.simulate.recording_advances(recording["id"])
    emulator.simulate.advance(60)
    emulator.simulate.recording_fails(recording["id"])
    await emulator.deliveries.settled()
    assert [*map(status_of, receiver.arrived)] == ["INVOKED", "RECORDING", "UPLOADING", "ERRORED"]
    assert "stopReason" not in receiver.arrived[-1].json["recording"]


async def test_only_what_was_subscribed_is_sent_and_only_while_it_is_enabled(
    api: Api, emulator: Emulator, receiver: Receiver
):
    hook = await subscribe(api, receiver.url, "meeting.started", "meeting.ended")
    await subscribe(api, f"{receiver.url}/off", enabled=False)
    meeting = await api.meeting()
    emulator.simulate.participant_joins(meeting["id"], name="Ada")
    await emulator.deliveries.settled()
    assert receiver.events == ["meeting.started"]
    await api("PATCH", f"/webhooks/{hook['id']}", {"events": ["meeting.participantLeft"]})
    emulator.simulate.session_ends(meeting["id"])
    await emulator.deliveries.settled()
    assert receiver.events == ["meeting.started", "meeting.participantLeft"]


async def test_every_webhook_gets_the_event(api: Api, emulator: Emulator, receiver: Receiver):
    hooks = [await subscribe(api, f"{receiver.url}/{number}", "meeting.started") for number in range(3)]
    emulator.simulate.participant_joins((await api.meeting())["id"], name="Ada")
    await emulator.deliveries.settled()
    assert {one.headers["rtk-webhook-id"] for one in receiver.arrived} == {hook["id"] for hook in hooks}
    assert len({one.body for one in receiver.arrived}) == 1


# ── signatures ──


async def test_the_signature_holds_for_the_raw_body_under_the_served_key(
    api: Api, emulator: Emulator, receiver: Receiver
):
    await subscribe(api, receiver.url, "meeting.started")
    emulator.simulate.participant_joins((await api.meeting(title="Grüße 🎉"))["id"], name="Ada")
    await emulator.deliveries.settled()
    (arrival,) = receiver.arrived
    key = await key_of(emulator)
    assert arrival.headers["Content-Type"] == "application/json"
    check(key, arrival)
    with pytest.raises(InvalidSignature):
        check(key, arrival._replace(body=arrival.body + b" "))
    assert load_pem_public_key(emulator.webhook_key.encode()).public_numbers() == key.public_numbers()


async def test_a_rotated_key_is_served_and_signs_from_then_on(api: Api, emulator: Emulator, receiver: Receiver):
    await subscribe(api, receiver.url, "meeting.participantJoined")
    meeting = await api.meeting()
    emulator.simulate.participant_joins(meeting["id"], name="Ada")
    await emulator.deliveries.settled()
    before = await key_of(emulator)
    emulator.rotate_webhook_key()
    emulator.simulate.participant_joins(meeting["id"], name="Grace")
    await emulator.deliveries.settled()
    after = await key_of(emulator)
    first, second = receiver.arrived
    check(before, first)
    check(after, second)
    with pytest.raises(InvalidSignature):
        check(before, second)


async def test_headers_can_have_the_names_that_were_seen_live(api: Api, emulator: Emulator, receiver: Receiver):
    await subscribe(api, receiver.url, "meeting.started")
    emulator.deliveries.prefix = "dyte"
    emulator.simulate.participant_joins((await api.meeting())["id"], name="Ada")
    await emulator.deliveries.settled()
    (arrival,) = receiver.arrived
    check(await key_of(emulator), arrival, "dyte")
    assert {"dyte-uuid", "dyte-webhook-id"} <= {name.lower() for name in arrival.headers}
    assert not [name for name in arrival.headers if name.lower().startswith("rtk-")]


async def test_the_live_layout_has_those_headers_and_no_room_name(receiver: Receiver):
    async with Emulator(shapes="live", clock=Clock(NOON)) as emulator, api_of(emulator) as api:
        await subscribe(api, receiver.url, "meeting.started")
        emulator.simulate.participant_joins((await api.meeting())["id"], name="Ada")
        await emulator.deliveries.settled()
        (arrival,) = receiver.arrived
        assert "dyte-signature" in arrival.headers
        assert "roomName" not in arrival.json["meeting"]
