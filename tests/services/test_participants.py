import pytest

from realtimekit_async.errors import DecodeError
from realtimekit_async.services.participants import Participants

ADA = {"id": "p1", "name": "Ada", "custom_participant_id": "user-7", "preset_name": "host", "picture": None}


async def test_an_added_participant_comes_with_a_token(recorder):
    recorder.will_answer({"token": "eyJ", **ADA})
    guest = await Participants(recorder).add("m1", custom_participant_id="user-7", preset_name="host", name="Ada")
    assert (guest.token, guest.id, guest.custom_participant_id) == ("eyJ", "p1", "user-7")
    assert recorder.calls[0].body == {"custom_participant_id": "user-7", "preset_name": "host", "name": "Ada"}
    assert not recorder.calls[0].is_repeatable


async def test_a_token_alone_is_enough_of_an_answer(recorder):
    recorder.will_answer({"token": "eyJ"})
    assert (await Participants(recorder).add("m1", custom_participant_id="u", preset_name="host")).token == "eyJ"


async def test_an_answer_without_a_token_is_an_error(recorder):
    recorder.will_answer(ADA)
    with pytest.raises(DecodeError, match="token"):
        await Participants(recorder).add("m1", custom_participant_id="u", preset_name="host")


async def test_a_missing_required_field_is_named_before_anything_is_sent(recorder):
    with pytest.raises(TypeError, match="preset_name"):
        await Participants(recorder).add("m1", custom_participant_id="u")  # pyright: ignore[reportCallIssue] - the mistake
    assert recorder.calls == []


async def test_a_participant_is_fetched_by_both_ids(recorder):
    recorder.will_answer(ADA)
    assert (await Participants(recorder).get("m1", "p1")).preset_name == "host"
    assert recorder.calls[0].ids == ("m1", "p1")


async def test_a_changed_participant_comes_with_a_token(recorder):
    recorder.will_answer({"token": "eyJ2", **ADA})
    assert (await Participants(recorder).update("m1", "p1", name=None)).token == "eyJ2"
    assert recorder.calls[0].body == {"name": None}


async def test_a_removed_participant_is_told_of_or_not(recorder):
    recorder.will_answer({"custom_participant_id": "user-7", "preset_id": "q1"})
    recorder.answers += [b"", b'{"success":true}']
    assert (await Participants(recorder).delete("m1", "p1")).preset_id == "q1"
    for _ in range(2):
        assert (await Participants(recorder).delete("m1", "p1")).preset_id is None
    assert recorder.calls[0].is_repeatable


async def test_a_refreshed_token_is_a_plain_string(recorder):
    recorder.will_answer({"token": "eyJ3"})
    assert await Participants(recorder).refresh_token("m1", "p1") == "eyJ3"
    assert (recorder.calls[0].method, recorder.calls[0].is_repeatable) == ("POST", False)


async def test_participants_are_listed_from_the_page_asked_for(recorder):
    recorder.will_answer([ADA], paging={"total_count": 3, "start_offset": 3, "end_offset": 3})
    assert (await Participants(recorder).list("m1", page_no=3, per_page=1).page()).items[0].name == "Ada"
    assert recorder.calls[0].query == {"page_no": 3, "per_page": 1}


async def test_a_replaced_participant_has_a_new_token(recorder):
    recorder.will_answer({"id": "p1", "token": "hush"})
    replaced = await Participants(recorder).replace("m1", "p1", custom_participant_id="user-7", preset_name="host")
    assert (replaced.token, "hush" in repr(replaced)) == ("hush", False)
    assert (recorder.calls[0].method, recorder.calls[0].is_repeatable) == ("PUT", True)
