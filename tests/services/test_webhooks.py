import pytest

from realtimekit_async.services.webhooks import Webhooks

HOOK = {"id": "w1", "name": "ours", "url": "https://hooks.example/", "events": ["meeting.started", "new.event"]}


async def test_a_webhook_is_registered(recorder):
    recorder.will_answer(HOOK)
    hook = await Webhooks(recorder).create(name="ours", url="https://hooks.example/", events=["meeting.started"])
    assert (hook.url, hook.events) == ("https://hooks.example/", ["meeting.started", "new.event"])
    assert recorder.calls[0].body == {
        "name": "ours",
        "url": "https://hooks.example/",
        "events": ["meeting.started"],
    }


async def test_a_webhook_is_fetched_changed_and_replaced(recorder):
    for _ in range(3):
        recorder.will_answer(HOOK)
    service = Webhooks(recorder)
    assert (await service.get("w1")).name == "ours"
    assert (await service.update("w1", enabled=False)).name == "ours"
    assert (await service.replace("w1", name="ours", url="https://hooks.example/", events=[])).name == "ours"
    assert [call.method for call in recorder.calls] == ["GET", "PATCH", "PUT"]


async def test_a_deleted_webhook_is_given_back_or_nothing_is(recorder):
    recorder.will_answer(HOOK)
    recorder.answers.append(b"")
    assert (await Webhooks(recorder).delete("w1")).name == "ours"
    assert (await Webhooks(recorder).delete("w1")).id == ""


async def test_webhooks_are_listed_in_one_page(recorder):
    recorder.will_answer([HOOK, HOOK | {"id": "w2"}])
    assert [hook.id async for hook in Webhooks(recorder).list()] == ["w1", "w2"]
    assert len(recorder.calls) == 1


@pytest.mark.parametrize(
    "answer",
    [
        ["meeting.started", "meeting.ended"],
        {"events": ["meeting.started", "meeting.ended"]},
        [{"name": "meeting.started"}, {"name": "meeting.ended", "description": "…"}],
    ],
)
async def test_the_supported_events_are_names_however_they_come(recorder, answer):
    recorder.will_answer(answer)
    assert await Webhooks(recorder).supported_events() == ["meeting.started", "meeting.ended"]
    assert recorder.calls[0].route == "/webhooks/all"
