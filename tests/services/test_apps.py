from datetime import UTC, datetime

from realtimekit_async.services.apps import Apps
from realtimekit_async.wire.calls import Call


async def test_a_new_app_is_read_from_its_wrapper_and_without_one(recorder):
    app = {"id": "a1", "name": "Lessons", "created_at": "2025-03-04T05:06:07Z"}
    recorder.will_answer({"app": app})
    recorder.will_answer(app)
    for _ in range(2):
        created = await Apps(recorder).create(name="Lessons")
        assert (created.id, created.name) == ("a1", "Lessons")
        assert created.created_at == datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    call = recorder.calls[0]
    assert (call.method, call.route, call.body, call.account) == ("POST", "/apps", {"name": "Lessons"}, True)


async def test_apps_are_listed_at_the_account(recorder):
    recorder.will_answer([{"id": "a1", "name": "Lessons"}], paging={"total_count": 1})
    page = await Apps(recorder).list(search="Les", sort_order="DESC", per_page=5).page()
    assert (page.items[0].name, page.total_count) == ("Lessons", 1)
    call: Call[object] = recorder.calls[0]
    assert call.account
    assert call.query == {"search": "Les", "sort_order": "DESC", "per_page": 5}
