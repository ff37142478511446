"""The official SDK reads what the emulator says of sessions, live and past, and of what was said in them."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from cloudflare import NotFoundError

from .bodies import NOW


class Live(NamedTuple):
    """A live session: the ids of its meeting and of those in it."""

    meeting_id: str
    ada: str
    grace: str


@pytest.fixture
async def live(kit, here, meeting_id, emulator) -> Live:
    """A session that Grace joined a minute after Ada."""
    ids = []
    for name in ("Ada", "Grace"):
        person = {"name": name, "custom_participant_id": f"user-{name}", "preset_name": "group_call_host"}
        added = await kit.meetings.add_participant(meeting_id, **here, **person)
        ids.append(added.data.id)
    emulator.simulate.participant_joins(meeting_id, "Ada")
    emulator.simulate.advance(60)
    emulator.simulate.participant_joins(meeting_id, "Grace")
    return Live(meeting_id, *ids)


@pytest.fixture
def session_id(emulator, live) -> str:
    """A session of ten minutes that is over, nine of them with Grace."""
    emulator.simulate.advance(540)
    return emulator.simulate.session_ends(live.meeting_id).id


def at(moment: str) -> timedelta:
    """Say how long after the beginning something was; the SDK leaves the moments of sessions as text."""
    return datetime.fromisoformat(moment) - NOW


async def test_the_live_session_of_a_meeting(kit, here, live):
    session = (await kit.active_session.get_active_session(live.meeting_id, **here)).data
    assert (session.associated_id, session.organization_id) == (live.meeting_id, here["app_id"])
    assert (session.meeting_display_name, session.status, session.type) == ("Standup", "LIVE", "meeting")
    assert (session.live_participants, session.max_concurrent_participants) == (2, 2)
    assert (session.minutes_consumed, at(session.started_at), session.ended_at) == (1.0, timedelta(), None)


async def test_a_meeting_without_a_live_session_has_none(kit, here, meeting_id):
    with pytest.raises(NotFoundError):
        await kit.active_session.get_active_session(meeting_id, **here)


async def test_a_poll_is_opened(kit, here, live):
    made = await kit.active_session.create_poll(
        live.meeting_id, **here, question="Tea?", options=["yes", "no"], anonymous=True, hide_votes=False
    )
    poll = made.data.poll
    assert (poll.question, [option.text for option in poll.options]) == ("Tea?", ["yes", "no"])
    assert [(option.count, option.votes) for option in poll.options] == [(0, []), (0, [])]
    assert (poll.anonymous, poll.hide_votes, poll.voted) == (True, False, [])


async def test_one_is_kicked_by_each_kind_of_id(kit, here, live):
    by_ours = {"participant_ids": [], "custom_participant_ids": ["user-Grace"]}
    kicked = await kit.active_session.kick_participants(live.meeting_id, **here, **by_ours)
    assert [(one.id, one.name) for one in kicked.data.participants] == [(live.grace, "Grace")]
    left = (await kit.active_session.get_active_session(live.meeting_id, **here)).data
    assert left.live_participants == 1

    by_theirs = {"participant_ids": [live.ada], "custom_participant_ids": []}
    kicked = await kit.active_session.kick_participants(live.meeting_id, **here, **by_theirs)
    assert [one.id for one in kicked.data.participants] == [live.ada]
    with pytest.raises(NotFoundError):
        await kit.active_session.get_active_session(live.meeting_id, **here)


async def test_all_are_kicked_and_the_session_is_over(kit, here, live):
    kicked = await kit.active_session.kick_all_participants(live.meeting_id, **here)
    assert kicked.data.kicked_participants_count == 2
    with pytest.raises(NotFoundError):
        await kit.active_session.get_active_session(live.meeting_id, **here)


async def test_a_past_session_is_listed_and_fetched(kit, here, meeting_id, session_id):
    listed = await kit.sessions.get_sessions(
        **here,
        associated_id=meeting_id,
        page_no=1,
        per_page=5,
        search="stand",
        sort_by="minutesConsumed",
        sort_order="DESC",
        status="ENDED",
    )
    [session] = listed.data.sessions
    assert (listed.paging.total_count, listed.paging.start_offset, listed.paging.end_offset) == (1, 1, 1)
    assert (session.id, session.status, session.live_participants) == (session_id, "ENDED", 0)
    assert (session.minutes_consumed, session.max_concurrent_participants) == (19.0, 2)
    assert (at(session.started_at), at(session.ended_at)) == (timedelta(), timedelta(minutes=10))

    fetched = (await kit.sessions.get_session_details(session_id, **here, include_breakout_rooms=True)).data
    assert fetched.breakout_rooms == []
    assert fetched.to_dict(exclude_none=True) == session.to_dict(exclude_none=True) | {"breakout_rooms": []}


async def test_those_who_were_in_a_session(kit, here, session_id, live):
    listed = await kit.sessions.get_session_participants(
        session_id, **here, sort_by="duration", sort_order="DESC", view="raw", page_no=1, per_page=5
    )
    participants = listed.data.participants
    assert [one.display_name for one in participants] == ["Ada", "Grace"]
    assert [one.user_id for one in participants] == [live.ada, live.grace]
    assert [one.duration for one in participants] == [10.0, 9.0]
    assert [one.custom_participant_id for one in participants] == ["user-Ada", "user-Grace"]
    assert [at(one.joined_at) for one in participants] == [timedelta(), timedelta(minutes=1)]
    assert [at(one.left_at) for one in participants] == [timedelta(minutes=10)] * 2


async def test_one_who_was_in_a_session_with_events(kit, here, session_id, live):
    fetched = await kit.sessions.get_session_participant_details(
        live.grace, **here, session_id=session_id, include_peer_events=True
    )
    participant = fetched.data.participant
    assert (participant.display_name, participant.preset_name) == ("Grace", "group_call_host")
    assert [event.event_name for event in participant.peer_events] == [
        "PEER_CREATED",
        "PEER_JOINING",
        "PEER_LEAVING",
    ]
    assert {event.session_id for event in participant.peer_events} == {session_id}
    assert {event.preset_view_type for event in participant.peer_events} == {"GROUP_CALL"}


async def test_the_report_on_a_peer(kit, here, session_id, live):
    listed = await kit.sessions.get_session_participants(session_id, **here, search="grace")
    [peer] = listed.data.participants
    fetched = await kit.sessions.get_participant_data_from_peer_id(
        peer.id, **here, filters="quality_stats", include_peer_events=True
    )
    participant = fetched.data.participant
    assert (participant.id, participant.user_id, participant.session_id) == (peer.id, live.grace, session_id)
    assert (participant.duration, len(participant.peer_events)) == (9.0, 3)

    metadata, quality = participant.peer_report.metadata, participant.peer_report.quality
    assert (metadata.browser_metadata.browser, metadata.browser_metadata.webgl_support) == ("Chrome", True)
    assert (metadata.device_info.is_mobile, metadata.ip_information.asn.asn) == (False, "AS64500")
    assert metadata.candidate_pairs.producing_transport[0].nominated is True
    assert 0 <= quality.audio_producer_cumulative.quality_mos.avg <= 5
    assert quality.video_producer_cumulative.packet_loss.api_50_or_greater_event_fraction >= 0


async def test_the_chat_and_the_transcript_of_a_session(kit, here, live, emulator):
    emulator.simulate.chats(live.meeting_id, "Ada", "Hello")
    emulator.simulate.says(live.meeting_id, "Grace", "Good morning")
    session_id = emulator.simulate.session_ends(live.meeting_id).id

    chat = (await kit.sessions.get_session_chat(session_id, **here)).data
    assert f"{session_id}.csv" in chat.chat_download_url
    assert at(chat.chat_download_url_expiry) > timedelta(hours=1)

    transcript = (await kit.sessions.get_session_transcripts(session_id, **here, format="VTT")).data
    assert transcript.session_id == session_id
    assert f"{session_id}.vtt" in transcript.transcript_download_url
    assert at(transcript.transcript_download_url_expiry) > timedelta(hours=1)


async def test_a_summary_is_there_when_it_was_asked_for(kit, here, session_id):
    with pytest.raises(NotFoundError):
        await kit.sessions.get_session_summary(session_id, **here)
    asked = (await kit.sessions.generate_summary_of_transcripts(session_id, **here)).data
    assert (asked.session_id, asked.status) == (session_id, "IN_PROGRESS")

    summary = (await kit.sessions.get_session_summary(session_id, **here)).data
    assert (summary.session_id, f"{session_id}.txt" in summary.summary_download_url) == (session_id, True)
    assert at(summary.summary_download_url_expiry) > timedelta(hours=1)
