import pytest

from realtimekit_async.services.active_session import ActiveSession


@pytest.mark.parametrize("wrap", [lambda session: session, lambda session: {"session": session}])
async def test_the_live_session_of_a_meeting_is_read_bare_and_wrapped(recorder, wrap):
    recorder.will_answer(wrap({"id": "s1", "live_participants": 2, "minutes_consumed": 2.25, "ended_at": "null"}))
    session = await ActiveSession(recorder).get("m1")
    assert (session.live_participants, session.minutes_consumed, session.ended_at) == (2, 2.25, None)


async def test_those_who_were_removed_are_named(recorder):
    recorder.will_answer({"action": "kick", "participants": [{"id": "p1", "email": "ada@example.org"}]})
    kicked = await ActiveSession(recorder).kick("m1", participant_ids=["p1"], custom_participant_ids=["user-7"])
    assert kicked.participants[0].email == "ada@example.org"
    assert recorder.calls[0].body == {"participant_ids": ["p1"], "custom_participant_ids": ["user-7"]}


async def test_all_who_were_removed_are_counted_or_named(recorder):
    recorder.will_answer({"action": "kick_all", "kicked_participants_count": 3})
    recorder.will_answer({"action": "kick", "participants": [{"id": "p1", "created_at": "2025-03-04T05:06:07Z"}]})
    assert (await ActiveSession(recorder).kick_all("m1")).kicked_participants_count == 3
    assert (await ActiveSession(recorder).kick_all("m1")).participants[0].created_at.year == 2025
    assert recorder.calls[0].body is None


POLL = {
    "id": "q",
    "question": "Tea?",
    "options": [{"text": "yes", "count": 1, "votes": [{"id": "v", "name": "Ada"}]}],
}


@pytest.mark.parametrize("wrap", [lambda poll: poll, lambda poll: {"action": "poll", "poll": poll}])
async def test_a_poll_is_read_bare_and_wrapped(recorder, wrap):
    recorder.will_answer(wrap(POLL))
    poll = await ActiveSession(recorder).create_poll("m1", question="Tea?", options=["yes"], anonymous=True)
    assert (poll.question, poll.options[0].votes[0].name) == ("Tea?", "Ada")
    assert recorder.calls[0].body == {"question": "Tea?", "options": ["yes"], "anonymous": True}


async def test_those_who_were_muted_are_named_and_both_lists_are_sent(recorder):
    recorder.will_answer({"action": "mute", "participants": [{"id": "p1", "name": "Ada"}]})
    muted = await ActiveSession(recorder).mute("m1", participant_ids=["p1"])
    assert muted.participants[0].name == "Ada"
    assert recorder.calls[0].body == {"participant_ids": ["p1"], "custom_participant_ids": []}


@pytest.mark.parametrize(
    ("given", "sent"), [({}, True), ({"allow_unmute": True}, True), ({"allow_unmute": False}, False)]
)
async def test_whether_all_may_unmute_themselves_is_always_sent(recorder, given, sent):
    recorder.will_answer({"action": "mute-all", "muted_participants_count": 3})
    assert (await ActiveSession(recorder).mute_all("m1", **given)).muted_participants_count == 3
    assert recorder.calls[0].body == {"allow_unmute": sent}


@pytest.mark.parametrize("method", ["kick", "mute"])
@pytest.mark.parametrize(
    "ids", [{}, {"participant_ids": []}, {"participant_ids": [], "custom_participant_ids": ()}]
)
async def test_nobody_can_be_neither_removed_nor_muted(recorder, method, ids):
    with pytest.raises(ValueError, match=f"names at least one participant; {method}_all"):
        await getattr(ActiveSession(recorder), method)("m1", **ids)
    with pytest.raises(TypeError, match="participant_ids is a list of ids, got str"):
        await getattr(ActiveSession(recorder), method)("m1", participant_ids="p1")
    assert recorder.calls == []
