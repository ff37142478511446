"""What meeting objects may do to each other, what REST does to them, and what is refused with which code."""

from typing import Any

import pytest

from .plain_meeting_object import PlainObject, Room

JOINED, ACTIVE, PINNED = "participants.joined", "participants.active", "participants.pinned"
KINDS = {
    "Audio": ("audio", "audioUpdate", "audioEnabled"),
    "Video": ("video", "videoUpdate", "videoEnabled"),
    "ScreenShare": ("screenshare", "screenShareUpdate", "screenShareEnabled"),
}


async def pair(room: Room, preset: str = "group_call_participant") -> tuple[PlainObject, PlainObject]:
    ada, bob = await room.joins("Ada"), await room.joins("Bob", preset)
    await ada.nothing_more()
    ada.forget()
    return ada, bob


async def active(seat: PlainObject) -> list[str]:
    return [row["name"] for row in (await seat.ask("snapshot"))["participants"]["active"]]


# ── microphone, camera, screen ──


@pytest.mark.parametrize("what", KINDS)
async def test_what_one_turns_on_and_off_is_told_to_oneself_and_to_others(room: Room, what: str):
    _, event, field = KINDS[what]
    ada, bob = await pair(room)
    for is_on in (True, False):
        await bob.call(f"self.{'enable' if is_on else 'disable'}{what}")
        own = await bob.event("self", event)
        assert (own.data[field], own.state[field]) == (is_on, is_on)
        told = await ada.told(JOINED, event)
        assert (told["p"]["id"], told["p"][field], told["d"]) == (bob.id, is_on, own.data)
        tracks = [value for key, value in own.data.items() if "Track" in key]
        track = tracks[0]["video"] if what == "ScreenShare" else tracks[0]
        assert (track is not None) == is_on


@pytest.mark.parametrize("what", KINDS)
async def test_what_the_preset_does_not_let_one_send_is_refused(room: Room, what: str):
    await room.permits("group_call_guest", media={KINDS[what][0]: {"can_produce": "CAN_REQUEST"}})
    _, eve = await pair(room, "group_call_guest")
    assert await eve.refused(f"self.enable{what}") == "1101"


async def test_before_joining_there_are_a_microphone_and_a_camera_but_no_screen(room: Room):
    ada = await room.joins("Ada")
    bob = await room.opens(await room.participant("Bob"))
    await bob.call("self.enableAudio")
    assert (await bob.told("self", "audioUpdate"))["audioEnabled"] is True
    await bob.call("self.enableVideo")
    await bob.call("self.disableVideo")
    assert await bob.refused("self.enableScreenShare") == "1106"
    await bob.call("join")
    told = (await ada.told(JOINED, "participantJoined"))["p"]
    assert (told["audioEnabled"], told["videoEnabled"]) == (True, False)
    assert await active(ada) == ["Bob"]


async def test_what_simulated_people_turn_on_and_off_is_told(room: Room):
    ada = await room.joins("Ada")
    simulate = room.emulator.simulate
    simulate.participant_joins(room.id, name="Grace")
    for kind, event in (("audio", "audioUpdate"), ("video", "videoUpdate"), ("screen", "screenShareUpdate")):
        simulate.turns_on(room.id, "Grace", kind)
        assert (await ada.told(JOINED, event))["p"]["name"] == "Grace"
        simulate.turns_off(room.id, "Grace", kind)
        await ada.told(JOINED, event)
    with pytest.raises(ValueError, match="one of audio, video, screen"):
        simulate.turns_on(room.id, "Grace", "hologram")


async def test_active_are_those_with_sound_or_picture_in_order_of_arrival(room: Room):
    ada, bob = await pair(room)
    simulate = room.emulator.simulate
    simulate.participant_joins(room.id, name="Grace")
    assert await active(ada) == []
    simulate.turns_on(room.id, "Grace", "audio")
    assert (await ada.told(ACTIVE, "participantJoined"))["p"]["name"] == "Grace"
    await bob.call("self.enableVideo")
    await bob.call("self.enableAudio")
    assert await active(ada) == ["Bob", "Grace"]
    await bob.call("self.disableVideo")
    assert await active(ada) == ["Bob", "Grace"]
    await bob.call("self.disableAudio")
    assert (await ada.told(ACTIVE, "participantLeft"))["p"]["name"] == "Bob"
    simulate.participant_leaves(room.id, "Grace")
    assert await active(ada) == []
    simulate.participant_joins(room.id, "Grace")
    simulate.turns_on(room.id, "Grace", "screen")
    assert await active(ada) == []  # a screen alone makes nobody active


async def test_as_many_are_active_as_the_preset_has_streams(room: Room):
    preset = room.emulator.app.preset_named("group_call_guest")
    streams = {"max_video_streams": {"desktop": 2, "mobile": 1}}
    await room.api("PATCH", f"/presets/{preset.id}", {"config": streams})
    eve = await room.joins("Eve", "group_call_guest")
    simulate = room.emulator.simulate
    for name in ("one", "two", "three"):
        simulate.participant_joins(room.id, name=name)
        simulate.turns_on(room.id, name, "video")
    assert await active(eve) == ["one", "two"]
    simulate.participant_leaves(room.id, "one")
    assert await active(eve) == ["two", "three"]
    assert [(await eve.told(ACTIVE, "participantJoined"))["p"]["name"] for _ in range(3)] == [
        "one",
        "two",
        "three",
    ]


# ── muting ──


async def test_muting_over_rest_shows(room: Room):
    ada, bob = await pair(room)
    await bob.call("self.enableAudio")
    await room.api("POST", f"/meetings/{room.id}/active-session/mute", {"participant_ids": [bob.user_id]})
    assert [(await ada.told(JOINED, "audioUpdate"))["p"]["audioEnabled"] for _ in range(2)] == [True, False]
    await bob.told("self", "audioUpdate")
    assert (await bob.event("self", "audioUpdate")).state["audioEnabled"] is False
    await bob.call("self.enableAudio")
    assert (await ada.told(JOINED, "audioUpdate"))["p"]["audioEnabled"] is True


async def test_who_is_muted_for_good_cannot_unmute(room: Room):
    ada, bob = await pair(room)
    await bob.call("self.enableAudio")
    await ada.call("participants.disableAllAudio", *(False,))
    assert await bob.refused("self.enableAudio") == "1101"


async def test_muting_everybody_mutes_oneself_too(room: Room):
    ada, bob = await pair(room)
    for one in (ada, bob):
        await one.call("self.enableAudio")
        await one.call("self.enableVideo")
    await ada.call("participants.disableAllAudio")
    await ada.call("participants.disableAllVideo")
    for one in (ada, bob):
        own = (await one.ask("snapshot"))["self"]
        assert (own["audioEnabled"], own["videoEnabled"]) == (False, False)
    await bob.call("self.enableAudio")  # which is allowed unless it was ruled out


async def test_one_is_muted_or_put_out_of_sight(room: Room):
    ada, bob = await pair(room)
    await bob.call("self.enableAudio")
    await bob.call("self.enableVideo")
    await ada.call("participant.disableAudio", id=bob.id)
    await ada.call("participant.disableVideo", id=bob.id)
    own = (await bob.ask("snapshot"))["self"]
    assert (own["audioEnabled"], own["videoEnabled"]) == (False, False)


# ── kicking and pinning ──


async def test_who_is_kicked_knows_it_and_others_see_it(room: Room):
    ada, bob = await pair(room)
    await ada.call("participant.kick", id=bob.id)
    assert await bob.told("self", "roomLeft") == {"state": "kicked"}
    assert (await ada.told(JOINED, "participantLeft"))["p"]["id"] == bob.id
    assert await ada.refused("participant.kick", id=bob.id) == "GONE"


async def test_who_kicks_everybody_goes_too(room: Room):
    ada, bob = await pair(room)
    await ada.call("participants.kickAll")
    for one in (ada, bob):
        assert await one.told("self", "roomLeft") == {"state": "ended"}
    assert room.emulator.app.meeting(room.id).session is None


async def test_one_is_pinned_at_a_time(room: Room):
    ada, bob = await pair(room)
    grace = room.emulator.simulate.participant_joins(room.id, name="Grace")
    await ada.call("participant.pin", id=bob.id)
    assert (await ada.told(PINNED, "participantJoined"))["p"]["isPinned"] is True
    await ada.call("participant.pin", id=grace.id)
    assert (await ada.told(PINNED, "participantLeft"))["p"]["id"] == bob.id
    snapshot = await ada.ask("snapshot")
    assert [row["name"] for row in snapshot["participants"]["pinned"]] == ["Grace"]
    room.emulator.simulate.participant_leaves(room.id, "Grace")
    assert (await ada.told(PINNED, "participantLeft"))["p"]["id"] == grace.id
    await ada.call("self.pin")
    assert (await ada.ask("snapshot"))["self"]["isPinned"] is True
    assert (await bob.told(PINNED, "participantJoined"))["p"]["name"] in ("Grace", "Ada")
    await ada.call("self.unpin")
    await ada.call("participant.unpin", id=bob.id)


# ── who may ──

NEEDED: list[tuple[str, list[Any], str]] = [
    ("participant.kick", [], "kick_participant"),
    ("participant.pin", [], "pin_participant"),
    ("participant.unpin", [], "pin_participant"),
    ("participant.disableAudio", [], "disable_participant_audio"),
    ("participant.disableVideo", [], "disable_participant_video"),
    ("participants.kickAll", [], "kick_participant"),
    ("participants.disableAllAudio", [], "disable_participant_audio"),
    ("participants.disableAllVideo", [], "disable_participant_video"),
    ("participants.acceptWaitingRoomRequest", ["x"], "accept_waiting_requests"),
    ("participants.acceptAllWaitingRoomRequest", [["x"]], "accept_waiting_requests"),
    ("participants.rejectWaitingRoomRequest", ["x"], "accept_waiting_requests"),
    ("participants.updatePermissions", [["x"], {}], "can_change_participant_permissions"),
]


@pytest.mark.parametrize(("call", "arguments", "permission"), NEEDED)
async def test_what_the_preset_does_not_permit_is_refused_with_1201(
    room: Room, call: str, arguments: list[Any], permission: str
):
    ada, bob = await pair(room)
    assert await bob.refused(call, *arguments, id=ada.id) == "1201"
    await room.permits("group_call_participant", **{permission: True})
    if "WaitingRoom" in call:
        assert await bob.refused(call, *arguments) == "1202"
    else:
        await bob.call(call, *arguments, id=ada.id)


@pytest.mark.parametrize(
    "call", [*NEEDED, ("participants.broadcastMessage", ["x", {}], ""), ("participants.getAllJoinedPeers", [], "")]
)
async def test_before_joining_people_are_out_of_reach(room: Room, call: tuple[str, list[Any], str]):
    ada, bob = await room.joins("Ada"), await room.opens(await room.participant("Bob"))
    assert await bob.refused(call[0], *call[1], id=ada.id) == "1205"


async def test_who_may_not_take_a_name_is_refused(room: Room):
    await room.permits("group_call_guest", can_edit_display_name=False)
    eve = await room.opens(await room.participant("Eve", "group_call_guest"))
    assert await eve.refused("self.setName", "Mallory") == "1101"


async def test_permissions_are_shown_as_the_sdk_shows_them(room: Room):
    ada, bob = await pair(room)
    shown = ada.snapshot["permissions"]
    assert len(shown) == 33
    assert (shown["kickParticipant"], shown["canProduceAudio"], shown["mediaRoomType"]) == (
        True,
        "ALLOWED",
        "GROUP_CALL",
    )
    assert shown["chatPublic"] == {"canSend": True, "files": True, "text": True}
    assert shown["waitingRoomBehaviour"] == "SKIP"
    theirs = await ada.call("participant.getPermissions", id=bob.id)
    assert (theirs["kickParticipant"], theirs["polls"]["canCreate"]) == (False, False)
    assert theirs.keys() == shown.keys()


async def test_permissions_are_changed_for_one_and_told(room: Room):
    ada, bob = await pair(room)
    await ada.call("participants.updatePermissions", [bob.id], {"polls": {"canCreate": True}})
    assert (await bob.told("permissions", "permissionsUpdate"))["polls"]["canCreate"] is True
    await bob.call("polls.create", "Lunch?", ["Pizza", "Salad"])
    eve = await room.joins("Eve", "group_call_participant")
    assert await eve.refused("polls.create", "Tea?", ["Yes", "No"]) == "0700"


# ── messages of the application, lists, devices ──


async def test_a_broadcast_reaches_everybody_or_those_it_is_for(room: Room):
    ada, bob = await pair(room)
    eve = await room.joins("Eve", "group_call_guest")
    everybody = [ada, bob, eve]
    for target, reached in [
        (None, everybody),
        ({"participantIds": [bob.id]}, [bob]),
        ({"participantIds": [eve.user_id]}, [eve]),
        ({"presetNames": ["group_call_guest"]}, [eve]),
        ({"participantIds": [ada.id], "presetNames": ["group_call_guest"]}, [ada, eve]),
        ({"participantIds": []}, []),
    ]:
        await ada.call("participants.broadcastMessage", "wave", {"hands": 2}, target)
        for one in everybody:
            await one.nothing_more()
            told = [event.data for event in one.events if event.name == "broadcastedMessage"]
            one.forget()
            message = {"type": "wave", "payload": {"hands": 2}, "timestamp": 1_772_452_800_000}
            assert told == ([message] if one in reached else []), target


async def test_a_broadcast_of_the_application_is_told(room: Room):
    ada = await room.joins("Ada")
    room.emulator.simulate.broadcasts(room.id, "reload", {"now": True})
    assert (await ada.told("participants", "broadcastedMessage"))["payload"] == {"now": True}


async def test_who_is_there_is_listed_by_name_and_in_pages(room: Room):
    ada, _ = await pair(room)
    for name in ("Grace", "Gretel"):
        room.emulator.simulate.participant_joins(room.id, name=name)

    async def listed(*arguments: Any) -> list[str]:
        return [row["name"] for row in await ada.call("participants.getAllJoinedPeers", *arguments)]

    assert await listed() == ["Bob", "Grace", "Gretel"]
    assert await listed("gr") == ["Grace", "Gretel"]
    assert await listed("", 1, 1) == ["Grace"]


async def test_there_are_devices_of_three_kinds_and_one_is_chosen(room: Room):
    ada = await room.opens(await room.participant("Ada"))
    devices = await ada.call("self.getAllDevices")
    assert {one["kind"] for one in devices} == {"audioinput", "videoinput", "audiooutput"}
    for call, kind in (("Audio", "audioinput"), ("Video", "videoinput"), ("Speaker", "audiooutput")):
        found = await ada.call(f"self.get{call}Devices")
        assert found == [one for one in devices if one["kind"] == kind] != []
    last = (await ada.call("self.getAudioDevices"))[-1]
    await ada.call("self.setDevice", {"$device": last["deviceId"], "kind": "audioinput"})
    assert (await ada.told("self", "deviceUpdate"))["device"] == last
    assert (await ada.call("self.getCurrentDevices"))["audio"] == last
    assert await ada.refused("self.setDevice", {"$device": "none", "kind": "audioinput"}) == "GONE"


async def test_pages_and_view_modes_are_ones_own(room: Room):
    ada, bob = await pair(room)
    await ada.call("participants.setViewMode", "PAGINATED")
    assert (await ada.told("participants", "viewModeChanged"))["viewMode"] == "PAGINATED"
    await ada.call("participants.setPage", 2)
    assert (await ada.told("participants", "pageChanged"))["currentPage"] == 2
    await ada.call("participants.subscribe", [bob.id], ["audio"])
    await ada.call("participants.unsubscribe", [bob.id])
    assert {name for _, name in await bob.nothing_more()}.isdisjoint({"viewModeChanged", "pageChanged"})


# ── transcripts ──


async def test_what_is_said_is_told_finals_and_partials(room: Room):
    ada = await room.joins("Ada")
    grace = room.emulator.simulate.participant_joins(room.id, name="Grace")
    room.emulator.simulate.says(room.id, "Grace", "Good mor", is_final=False)
    room.emulator.simulate.says(room.id, "Grace", "Good morning")
    partial, final = [await ada.told("ai", "transcript") for _ in range(2)]
    assert (partial["isPartialTranscript"], final["isPartialTranscript"]) == (True, False)
    assert (final["transcript"], final["peerId"], final["name"]) == ("Good morning", grace.id, "Grace")
    assert final["date"] == "2026-03-02T12:00:00.000Z"


async def test_whom_the_preset_does_not_transcribe_is_not_told_of(room: Room):
    await room.permits("group_call_guest", transcription_enabled=False)
    ada = await room.joins("Ada")
    room.emulator.simulate.participant_joins(room.id, name="Eve", preset_name="group_call_guest")
    room.emulator.simulate.says(room.id, "Eve", "Off the record")
    assert ("ai", "transcript") not in await ada.nothing_more()


# ── recording, livestream, stage ──


async def test_a_recording_that_is_started_here_is_a_recording_of_rest(room: Room):
    ada, bob = await pair(room)
    await ada.call("recording.start")
    assert await bob.told("recording", "recordingUpdate") == "STARTING"
    (row,) = (await room.api("GET", "/recordings")).data
    assert (row["status"], row["meeting"]["id"]) == ("INVOKED", room.id)
    room.emulator.simulate.recording_advances(row["id"])
    assert await bob.told("recording", "recordingUpdate") == "RECORDING"
    assert await ada.refused("recording.start") == "1000"
    await ada.call("recording.start", {"allowMultiple": True})
    assert await bob.told("recording", "recordingUpdate") == "STARTING"
    await ada.call("recording.stop")
    assert await bob.told("recording", "recordingUpdate") == "RECORDING"
    for call, state in (("pause", "PAUSED"), ("resume", "RECORDING"), ("stop", "IDLE")):
        await ada.call(f"recording.{call}")
        assert await bob.told("recording", "recordingUpdate") == state
    assert await ada.refused("recording.stop") == "1000"
    assert await bob.refused("recording.start") == "1001"


async def test_a_recording_that_rest_starts_is_told(room: Room):
    ada = await room.joins("Ada")
    await room.api("POST", "/recordings", {"meeting_id": room.id})
    assert await ada.told("recording", "recordingUpdate") == "STARTING"
    assert (await ada.ask("snapshot"))["recording"] == "STARTING"


async def test_a_livestream_is_started_and_stopped(room: Room):
    ada, bob = await pair(room)
    await ada.call("livestream.start")
    assert await bob.told("livestream", "livestreamUpdate") == "STARTING"
    assert await ada.refused("livestream.start") == "1000"
    room.emulator.simulate.livestream_goes_live(room.id)
    assert await bob.told("livestream", "livestreamUpdate") == "LIVESTREAMING"
    room.emulator.simulate.livestream_is_watched(room.id, 17)
    assert await bob.told("livestream", "viewerCountUpdate") == 17
    await ada.call("livestream.stop")
    assert await bob.told("livestream", "livestreamUpdate") == "IDLE"
    assert await ada.refused("livestream.stop") == "1000"
    assert await bob.refused("livestream.start") == "1001"


@pytest.mark.parametrize("call", ["recording.start", "livestream.start", "stage.join"])
async def test_before_joining_nothing_is_recorded_streamed_or_staged(room: Room, call: str):
    ada = await room.opens(await room.participant("Ada"))
    assert await ada.refused(call) in ("1005", "1205")


async def test_the_way_onto_the_stage(room: Room):
    host, eve = await room.joins("Host", "webinar_presenter"), await room.joins("Eve", "webinar_participant")
    assert (host.snapshot["stage"], eve.snapshot["stage"]) == ("ON_STAGE", "OFF_STAGE")
    assert await eve.refused("stage.join") == "1201"
    await eve.call("stage.requestAccess")
    (request,) = await host.told("stage", "stageAccessRequestUpdate")
    assert request == {"displayName": "Eve", "userId": eve.user_id, "peerId": eve.id}
    assert await host.told("stage", "newStageRequest") == {"count": 1}
    assert await eve.refused("stage.grantAccess", [eve.user_id]) == "1201"
    await host.call("stage.grantAccess", [eve.user_id])
    await eve.told("stage", "stageRequestApproved")
    await eve.call("stage.join")
    for status in ("REQUESTED_TO_JOIN_STAGE", "ACCEPTED_TO_JOIN_STAGE", "ON_STAGE"):
        assert await eve.told("stage", "stageStatusUpdate") == status
    await host.call("stage.kick", [eve.user_id])
    assert await eve.told("stage", "stageStatusUpdate") == "OFF_STAGE"
    await eve.call("stage.requestAccess")
    await host.call("stage.denyAccess", [eve.user_id])
    await eve.told("stage", "stageRequestRejected")
    await eve.call("stage.requestAccess")
    await eve.call("stage.cancelRequestAccess")
    assert (await eve.ask("snapshot"))["stage"] == "OFF_STAGE"
    await host.call("stage.leave")
    assert (await host.ask("snapshot"))["stage"] == "OFF_STAGE"
