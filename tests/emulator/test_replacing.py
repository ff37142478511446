"""Replacing a participant."""

from .conftest import Api


async def test_replacing_a_participant_forgets_what_is_not_sent_and_answers_a_token(api: Api):
    meeting_id = (await api.meeting())["id"]
    added = await api.participant(meeting_id, name="Ada", picture="https://example.com/ada.png")
    path = f"/meetings/{meeting_id}/participants/{added['id']}"
    reply = await api("PUT", path, {"custom_participant_id": "other", "preset_name": "webinar_viewer"})
    assert reply.status == 200
    assert reply.data["token"] != added["token"]
    sent = {"custom_participant_id": "other", "preset_name": "webinar_viewer", "name": None, "picture": None}
    assert reply.data == added | sent | {name: reply.data[name] for name in ("token", "updated_at")}
    assert (await api.participant(meeting_id, "user-1"))["id"] != added["id"]  # the old id is free again


async def test_the_custom_id_of_somebody_else_is_a_conflict_and_ones_own_is_none(api: Api):
    meeting_id = (await api.meeting())["id"]
    ada = await api.participant(meeting_id, "ada", name="Ada")
    await api.participant(meeting_id, "grace")
    path = f"/meetings/{meeting_id}/participants/{ada['id']}"
    taken = await api("PUT", path, {"custom_participant_id": "grace", "preset_name": "webinar_viewer"})
    assert (taken.status, taken.json["errors"]) == (409, [{"code": 40901}])
    assert (await api("GET", path)).data["name"] == "Ada"
    own = await api("PUT", path, {"custom_participant_id": "ada", "preset_name": "webinar_viewer"})
    assert own.status == 200


async def test_nobody_is_replaced_with_an_unknown_preset(api: Api):
    meeting_id = (await api.meeting())["id"]
    ada = await api.participant(meeting_id, "ada", name="Ada")
    path = f"/meetings/{meeting_id}/participants/{ada['id']}"
    reply = await api("PUT", path, {"custom_participant_id": "new", "preset_name": "nope"})
    assert reply.status == 404
    assert (await api("GET", path)).data["custom_participant_id"] == "ada"
