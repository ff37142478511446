"""The official SDK reads what the emulator says of apps, meetings, participants, presets and webhooks."""

import pytest
from cloudflare import ConflictError, NotFoundError

from .bodies import MEETING, NOW, PARTICIPANT, PRESET, WEBHOOK
from .table import sdk_names

EVENTS = ["meeting.ended", "meeting.transcript"]
CREDENTIALS = {"access_key", "secret", "password", "private_key"}


def plain(model):
    """Return what the SDK read under the names of the wire, without what was not there."""
    return model.to_dict(mode="json")


async def test_apps(kit, here, emulator):
    account = {"account_id": here["account_id"]}
    made = await kit.apps.post(**account, name="Lessons")
    assert (made.success, made.data.app.name, made.data.app.created_at) == (True, "Lessons", NOW)

    listed = await kit.apps.get(**account, page_no=1, per_page=10, sort_order="ASC")
    assert [app.id for app in listed.data] == [emulator.app.id, made.data.app.id]
    assert (listed.paging.total_count, listed.paging.start_offset, listed.paging.end_offset) == (2, 1, 2)

    found = await kit.apps.get(**account, search="lesson")
    assert [app.name for app in found.data] == ["Lessons"]


async def test_a_meeting_is_created_with_every_setting(kit, here):
    made = (await kit.meetings.create(**here, **MEETING)).data
    recording = MEETING["recording_config"]
    public = {key: value for key, value in recording["storage_config"].items() if key not in CREDENTIALS}
    expected = {**MEETING, "recording_config": {**recording, "storage_config": public}}
    assert {key: value for key, value in plain(made).items() if key in MEETING} == expected
    assert (made.status, made.created_at, made.updated_at) == ("ACTIVE", NOW, NOW)


async def test_a_meeting_is_fetched_changed_and_replaced(kit, here, meeting_id, emulator):
    fetched = (await kit.meetings.get_meeting_by_id(meeting_id, **here)).data
    assert (fetched.id, fetched.title, fetched.status, fetched.created_at) == (
        meeting_id,
        "Standup",
        "ACTIVE",
        NOW,
    )

    emulator.simulate.advance(60)
    changed = await kit.meetings.update_meeting_by_id(meeting_id, **here, status="INACTIVE", persist_chat=True)
    assert (changed.data.title, changed.data.status, changed.data.persist_chat) == ("Standup", "INACTIVE", True)
    assert (changed.data.updated_at - changed.data.created_at).total_seconds() == 60

    replaced = await kit.meetings.replace_meeting_by_id(meeting_id, **here, title="Retro")
    assert (replaced.data.id, replaced.data.title, replaced.data.persist_chat) == (meeting_id, "Retro", False)


async def test_meetings_are_listed_by_page_and_found(kit, here):
    for number in range(3):
        await kit.meetings.create(**here, title=f"Lesson {number}")
    page = await kit.meetings.get(**here, page_no=2, per_page=2)
    assert [meeting.title for meeting in page.data] == ["Lesson 0"]
    assert (page.paging.total_count, page.paging.start_offset, page.paging.end_offset) == (3, 3, 3)

    found = await kit.meetings.get(**here, search="lesson 1", status="ACTIVE", start_time=NOW, end_time=NOW)
    assert [(meeting.title, meeting.created_at) for meeting in found.data] == [("Lesson 1", NOW)]


async def test_a_participant_is_added_fetched_and_listed(kit, here, meeting_id):
    made = (
        await kit.meetings.add_participant(meeting_id, **here, **PARTICIPANT, custom_participant_id="user-7")
    ).data
    assert made.token.count(".") == 2
    assert (made.name, made.picture) == ("Ada", PARTICIPANT["picture"])
    assert (made.custom_participant_id, made.preset_name) == ("user-7", "group_call_host")

    fetched = (await kit.meetings.get_meeting_participant(made.id, **here, meeting_id=meeting_id)).data
    assert plain(fetched) == {key: value for key, value in plain(made).items() if key != "token"}

    listed = await kit.meetings.get_meeting_participants(meeting_id, **here, page_no=1, per_page=5)
    assert [(one.id, one.created_at) for one in listed.data] == [(made.id, NOW)]
    assert (listed.paging.total_count, listed.paging.end_offset) == (1, 1)


async def test_a_participant_is_changed_gets_a_new_token_and_is_deleted(kit, here, meeting_id):
    where = {**here, "meeting_id": meeting_id}
    made = (
        await kit.meetings.add_participant(**where, custom_participant_id="user-7", preset_name="group_call_guest")
    ).data
    changed = (await kit.meetings.edit_participant(made.id, **where, **PARTICIPANT)).data
    assert (changed.id, changed.name, changed.preset_name) == (made.id, "Ada", "group_call_host")
    assert changed.token.count(".") == 2

    refreshed = await kit.meetings.refresh_participant_token(made.id, **where)
    assert refreshed.data.token not in {made.token, changed.token}

    deleted = (await kit.meetings.delete_meeting_participant(made.id, **where)).data
    assert (deleted.custom_participant_id, deleted.created_at) == ("user-7", NOW)
    with pytest.raises(NotFoundError):
        await kit.meetings.get_meeting_participant(made.id, **where)


async def test_a_full_preset_is_created_and_comes_back_whole(kit, here):
    made = (await kit.presets.create(**here, **sdk_names(PRESET))).data
    assert {key: value for key, value in plain(made).items() if key in PRESET} == PRESET
    assert (made.config.media.video.quality, made.permissions.media.audio.can_produce) == ("fhd", "ALLOWED")
    assert (made.ui.design_tokens.colors.brand.api_300, made.created_at) == ("#8EDDB8", NOW)
    assert plain((await kit.presets.get_preset_by_id(made.id, **here)).data) == plain(made)


async def test_presets_are_changed_replaced_listed_and_deleted(kit, here):
    made = (await kit.presets.create(**here, **sdk_names(PRESET))).data
    polls = {"polls": {"can_vote": True}}
    changed = (await kit.presets.update(made.id, **here, name="Quiz host", permissions=polls)).data
    assert (changed.id, changed.name) == (made.id, "Quiz host")
    assert changed.permissions.polls.to_dict() == {"can_create": True, "can_view": True, "can_vote": True}

    replaced = (await kit.presets.replace_preset_by_id(made.id, **here, **sdk_names(PRESET))).data
    assert (replaced.id, replaced.name, replaced.permissions.polls.can_vote) == (made.id, "lecture_host", False)

    listed = await kit.presets.get(**here, search="lecture", page_no=1, per_page=5)
    assert [(preset.id, preset.name) for preset in listed.data] == [(made.id, "lecture_host")]
    assert listed.paging.total_count == 1

    deleted = (await kit.presets.delete(made.id, **here)).data
    assert (deleted.id, deleted.config.view_type) == (made.id, "WEBINAR")
    with pytest.raises(NotFoundError):
        await kit.presets.get_preset_by_id(made.id, **here)


async def test_a_webhook_is_created_listed_and_fetched(kit, here):
    made = (await kit.webhooks.create_webhook(**here, **WEBHOOK)).data
    assert {key: value for key, value in plain(made).items() if key in WEBHOOK} == WEBHOOK
    assert (made.created_at, made.updated_at) == (NOW, NOW)
    assert [plain(webhook) for webhook in (await kit.webhooks.get_webhooks(**here)).data] == [plain(made)]
    assert plain((await kit.webhooks.get_webhook_by_id(made.id, **here)).data) == plain(made)
    with pytest.raises(ConflictError):
        await kit.webhooks.create_webhook(**here, **WEBHOOK)


async def test_a_webhook_is_changed_replaced_and_deleted(kit, here):
    made = (await kit.webhooks.create_webhook(**here, **WEBHOOK)).data
    changed = (await kit.webhooks.edit_webhook(made.id, **here, enabled=True, events=EVENTS)).data
    assert (changed.id, changed.name, changed.enabled, changed.events) == (made.id, "ours", True, EVENTS)

    replaced = (await kit.webhooks.replace_webhook(made.id, **here, **{**WEBHOOK, "name": "theirs"})).data
    assert (replaced.name, replaced.url, replaced.enabled) == ("theirs", WEBHOOK["url"], False)

    deleted = (await kit.webhooks.delete_webhook(made.id, **here)).data
    assert (deleted.id, deleted.name) == (made.id, "theirs")
    assert (await kit.webhooks.get_webhooks(**here)).data == []
