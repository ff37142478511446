"""The official SDK reads what the emulator says of recordings, livestreams and what was consumed."""

from datetime import timedelta

import pytest
from cloudflare import (
    APIResponseValidationError,
    BaseModel,
    ConflictError,
    NotFoundError,
    UnprocessableEntityError,
)
from cloudflare.types.realtime_kit import livestream_get_all_livestreams_response as livestreams

from .bodies import NOW, RECORDING, RTMP, TRACK

MARCH = {"start_date": "2026-03-01", "end_date": "2026-03-31"}
TODAY = {"start_time": int(NOW.timestamp()), "end_time": int(NOW.timestamp()) + 86_400}


class LivestreamPage(BaseModel):
    """A page of livestreams as the documentation's example has it."""

    data: list[livestreams.Data]
    paging: livestreams.DataPaging


@pytest.fixture
def session(emulator, meeting_id):
    """A live session with one participant."""
    emulator.simulate.participant_joins(meeting_id, name="Ada")


async def start(kit, here, meeting_id, **fields):
    return (await kit.recordings.start_recordings(**here, meeting_id=meeting_id, **fields)).data


async def control(kit, here, recording_id, action):
    answer = await kit.recordings.pause_resume_stop_recording(recording_id, **here, action=action)
    return answer.data


@pytest.mark.usefixtures("session")
async def test_a_recording_is_started_with_every_setting(kit, here, meeting_id):
    made = await start(
        kit,
        here,
        meeting_id,
        **RECORDING,
        allow_multiple_recordings=True,
        interactive_config={"type": "ID3"},
        rtmp_out_config=RTMP,
        url="https://stage.example/view",
    )
    assert (made.status, made.invoked_time, made.started_time) == ("INVOKED", NOW, None)
    assert (made.output_file_name.startswith("standup_"), made.storage_config.bucket) == (True, "recordings")
    assert (made.start_reason.reason, made.start_reason.caller.user_id) == ("API_CALL", here["app_id"])
    with pytest.raises(ConflictError):
        await start(kit, here, meeting_id)


@pytest.mark.usefixtures("session")
async def test_a_recording_is_paused_resumed_stopped_and_uploaded(kit, here, meeting_id, emulator):
    made = await start(kit, here, meeting_id)
    emulator.simulate.recording_advances(made.id)
    active = (await kit.recordings.get_active_recordings(meeting_id, **here)).data
    assert (active.id, active.status, active.started_time) == (made.id, "RECORDING", NOW)
    assert (await control(kit, here, made.id, "pause")).status == "PAUSED"
    assert (await control(kit, here, made.id, "resume")).status == "RECORDING"

    emulator.simulate.advance(90)
    stopped = await control(kit, here, made.id, "stop")
    assert (stopped.status, stopped.stopped_time) == ("UPLOADING", NOW + timedelta(seconds=90))
    assert (stopped.stop_reason.reason, stopped.stop_reason.caller.type) == ("API_CALL", "ORGANIZATION")
    with pytest.raises(NotFoundError):
        await kit.recordings.get_active_recordings(meeting_id, **here)

    emulator.simulate.recording_advances(made.id)
    done = (await kit.recordings.get_one_recording(made.id, **here)).data
    assert (done.status, done.recording_duration, done.session_id) == ("UPLOADED", 90, made.session_id)
    assert (made.output_file_name in done.download_url, done.file_size > 0) == (True, True)
    assert done.download_url_expiry > done.stopped_time


@pytest.mark.usefixtures("session")
async def test_recordings_are_listed_by_status(kit, here, meeting_id, emulator):
    made = [await start(kit, here, meeting_id, allow_multiple_recordings=True) for _ in range(3)]
    for _ in range(3):
        emulator.simulate.recording_advances(made[0].id)
    emulator.simulate.recording_fails(made[1].id)

    listed = await kit.recordings.get_recordings(
        **here,
        meeting_id=meeting_id,
        status=["UPLOADED", "ERRORED"],
        expired=False,
        sort_by="invokedTime",
        sort_order="ASC",
        page_no=1,
        per_page=5,
        start_time=NOW,
        end_time=NOW + timedelta(days=1),
    )
    assert [(one.id, one.status) for one in listed.data] == [(made[0].id, "UPLOADED"), (made[1].id, "ERRORED")]
    assert [one.meeting.id for one in listed.data] == [meeting_id, meeting_id]
    assert [one.meeting.title for one in listed.data] == ["Standup", "Standup"]
    assert (listed.paging.total_count, listed.paging.start_offset, listed.paging.end_offset) == (2, 1, 2)


async def test_a_track_recording_needs_a_live_session(kit, here, meeting_id, emulator):
    track = {**TRACK, "meeting_id": meeting_id}
    with pytest.raises(UnprocessableEntityError):
        await kit.recordings.start_track_recording(**here, **track)

    emulator.simulate.participant_joins(meeting_id, name="Ada")
    made = await kit.recordings.start_track_recording(**here, **track)
    recording = made.data.recording
    assert (recording.status, recording.invoked_time, recording.download_url) == ("INVOKED", NOW, None)
    assert recording.output_file_name.endswith(".webm")


async def test_a_meeting_is_livestreamed(kit, here, meeting_id, emulator):
    made = await kit.livestreams.start_livestreaming_a_meeting(
        meeting_id, **here, name="On air", video_config={"height": 720, "width": 1280}
    )
    assert (made.data.status, made.data.ingest_server[:8]) == ("INVOKED", "rtmps://")
    emulator.simulate.livestream_goes_live(meeting_id, viewers=3)
    emulator.simulate.advance(60)

    active = (await kit.livestreams.get_meeting_active_livestreams(meeting_id, **here)).data
    assert (active.id, active.meeting_id, active.name) == (made.data.id, meeting_id, "On air")
    assert (active.status, active.disabled, active.created_at) == ("LIVE", "false", NOW)
    assert active.stream_key == made.data.stream_key

    stopped = await kit.livestreams.stop_livestreaming_a_meeting(meeting_id, **here)
    assert stopped.data.message == "Stopped live stream successfully"
    with pytest.raises(NotFoundError):
        await kit.livestreams.get_meeting_active_livestreams(meeting_id, **here)


@pytest.fixture
async def livestream_id(kit, here, meeting_id, emulator) -> str:
    """A livestream that three people have watched for a minute."""
    made = await kit.livestreams.start_livestreaming_a_meeting(meeting_id, **here, name="On air")
    emulator.simulate.livestream_goes_live(meeting_id, viewers=3)
    emulator.simulate.advance(60)
    return made.data.id


async def test_the_session_of_a_livestream_on_the_air_and_afterwards(kit, here, livestream_id, emulator):
    active = (await kit.livestreams.get_active_livestreams_for_livestream_id(livestream_id, **here)).data
    assert (active.livestream.id, active.livestream.status) == (livestream_id, "LIVE")
    assert (active.session.livestream_id, active.session.started_time) == (livestream_id, NOW)
    assert (active.session.ingest_seconds, active.session.viewer_seconds) == ("60", "180")

    emulator.simulate.livestream_stops(livestream_id, error="the encoder went away")
    past = await kit.livestreams.get_livestream_session_details_for_session_id(active.session.id, **here)
    assert (past.data.id, past.data.livestream_id) == (active.session.id, livestream_id)
    assert (past.data.err_message, past.data.created_at) == ("the encoder went away", NOW)
    assert (past.data.ingest_seconds, past.data.viewer_seconds) == (60, 180)


async def test_a_livestream_with_its_session_and_paging(kit, here, livestream_id):
    fetched = await kit.livestreams.get_livestream_session_for_livestream_id(
        livestream_id, **here, page_no=1, per_page=5
    )
    data = fetched.data
    assert (data.livestream.id, data.livestream.name, data.paging.total_count) == (livestream_id, "On air", 1)
    assert (data.session.livestream_id, data.session.invoked_time) == (livestream_id, NOW)
    assert (data.session.ingest_seconds, data.session.stopped_time) == (60.0, None)


async def test_livestreams_are_listed(kit, here, livestream_id, meeting_id):
    query = {"page_no": 1, "per_page": 5, "sort_order": "DSC", "status": "LIVE", "exclude_meetings": False}
    answer = await kit.livestreams.with_raw_response.get_all_livestreams(**here, **query)
    page = await answer.parse(to=LivestreamPage)
    assert [(one.id, one.meeting_id, one.created_at) for one in page.data] == [(livestream_id, meeting_id, NOW)]
    assert (page.paging.total_count, page.paging.end_offset) == (1, 1)

    # The SDK's own type for this list is one livestream with the paging inside it. The emulator answers rows and
    # paging as every other list does, and as the documentation's example of this one.
    with pytest.raises(APIResponseValidationError):
        await kit.livestreams.get_all_livestreams(**here, **query)


@pytest.mark.parametrize("resource", ["analytics", "livestreams"])
async def test_sessions_and_recordings_day_by_day(resource, kit, here, meeting_id, emulator):
    emulator.simulate.participant_joins(meeting_id, name="Ada")
    made = await start(kit, here, meeting_id)
    emulator.simulate.recording_advances(made.id)
    emulator.simulate.advance(120)
    emulator.simulate.session_ends(meeting_id)

    methods = {"analytics": kit.analytics.get_org_analytics, "livestreams": kit.livestreams.get_org_analytics}
    data = (await methods[resource](**here, **MARCH)).data
    assert (data.session_stats.sessions_count, data.session_stats.sessions_minutes_consumed) == (1, 2.0)
    assert (data.recording_stats.recording_count, data.recording_stats.recording_minutes_consumed) == (1, 2)
    [day] = data.session_stats.day_stats
    assert (day.day, day.total_sessions, day.total_session_minutes) == ("2026-03-02", 1, 2.0)
    [day] = data.recording_stats.day_stats
    assert (day.day, day.total_recordings, day.total_recording_minutes) == ("2026-03-02", 1, 2)


@pytest.mark.usefixtures("livestream_id")
async def test_livestreams_in_all_and_day_by_day(kit, here):
    total = (await kit.livestreams.get_livestream_analytics_complete(**here, **TODAY)).data
    assert (total.count, total.total_ingest_seconds, total.total_viewer_seconds) == (1, 60, 180)

    [day] = (await kit.livestreams.get_livestream_analytics_daywise(**here, **TODAY)).data
    assert (day.date[:10], day.count) == ("2026-03-02", 1)
    assert (day.total_ingest_seconds, day.total_viewer_seconds) == (60, 180)
