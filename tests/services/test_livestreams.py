import pytest

from realtimekit_async.errors import DecodeError
from realtimekit_async.models import Livestream
from realtimekit_async.services.livestreams import Livestreams

STREAM = {"id": "l1", "name": None, "status": "LIVE", "stream_key": "sk-1", "meeting_id": "m1", "disabled": False}
SESSION = {
    "id": "ls1",
    "livestream_id": "l1",
    "err_message": None,
    "ingest_seconds": 118,
    "viewer_seconds": 116.25,
}
PAGING = {"total_count": 1, "start_offset": 1, "end_offset": 1}


@pytest.mark.parametrize(
    "data",
    [
        [STREAM],
        {"data": [STREAM], "paging": PAGING},
        {"livestreams": [STREAM], "paging": PAGING},
        STREAM | {"paging": PAGING},
        STREAM,
    ],
    ids=["bare", "nested", "named", "one-with-paging", "one"],
)
async def test_livestreams_are_listed_in_every_layout_the_sources_show(recorder, data):
    recorder.will_answer(data, paging=PAGING)
    page = await Livestreams(recorder).list(exclude_meetings=True, sort_order="DSC").page()
    [stream] = page.items
    assert type(stream) is Livestream
    assert (stream.id, stream.stream_key, stream.disabled) == ("l1", "sk-1", False)
    assert page.total_count == 1


async def test_the_paging_of_a_boxed_list_counts(recorder):
    recorder.will_answer(STREAM | {"paging": {"total_count": 7}})
    assert (await Livestreams(recorder).list().page()).total_count == 7
    recorder.will_answer({"session": SESSION, "paging": {"total_count": 8}})
    assert (await Livestreams(recorder).sessions("l1").page()).total_count == 8


async def test_no_livestreams_are_an_empty_page(recorder):
    for data in ([], {"data": []}, {"paging": {"total_count": 0}}):
        recorder.will_answer(data)
        assert (await Livestreams(recorder).list().page()).items == []


async def test_an_unknown_layout_is_an_error_and_no_empty_page(recorder):
    recorder.will_answer({"streams": [STREAM]})
    with pytest.raises(DecodeError, match="no livestreams"):
        await Livestreams(recorder).list().page()
    recorder.will_answer({"items": [SESSION]})
    with pytest.raises(DecodeError, match="no livestream sessions"):
        await Livestreams(recorder).sessions("l1").page()
    recorder.will_answer({"livestream": STREAM, "items": [SESSION], "paging": PAGING})
    with pytest.raises(DecodeError, match="no livestream sessions"):
        await Livestreams(recorder).sessions("l1").page()


@pytest.mark.parametrize(
    "data",
    [
        {"livestream": STREAM, "sessions": [SESSION]},
        {"livestream": STREAM, "session": SESSION, "paging": PAGING},
        {"livestream": STREAM, "session": [SESSION], "paging": PAGING},
        {"data": [SESSION], "paging": PAGING},
        [SESSION],
    ],
    ids=["sessions", "one-session", "session-list", "nested", "bare"],
)
async def test_sessions_of_a_livestream_are_listed_in_every_layout_the_sources_show(recorder, data):
    recorder.will_answer(data, paging=PAGING)
    [session] = (await Livestreams(recorder).sessions("l1", per_page=5).page()).items
    assert (session.id, session.viewer_seconds) == ("ls1", 116.25)
    assert recorder.calls[0].route == "/livestreams/{livestream_id}"


async def test_a_livestream_that_was_never_live_has_no_sessions(recorder):
    for data in ({"livestream": STREAM}, {"livestream": STREAM, "paging": {"total_count": 0}}, {"sessions": []}):
        recorder.will_answer(data)
        assert (await Livestreams(recorder).sessions("l1").page()).items == []


@pytest.mark.parametrize("wrap", [lambda stream: stream, lambda stream: {"livestream": stream}])
async def test_a_livestream_is_read_bare_and_wrapped(recorder, wrap):
    service = Livestreams(recorder)
    for ask in (
        lambda: service.get("l1"),
        lambda: service.active("m1"),
        lambda: service.create(name="Talk"),
        lambda: service.start("m1", name=None, video_config={"height": 720, "width": 1280}),
    ):
        recorder.will_answer(wrap(STREAM))
        assert (await ask()).stream_key == "sk-1"
    assert recorder.calls[2].body == {"name": "Talk"}
    assert recorder.calls[3].body == {"name": None, "video_config": {"height": 720, "width": 1280}}


async def test_disabled_is_read_as_a_boolean_and_as_a_text(recorder):
    for disabled in (True, "SCHEDULED"):
        recorder.will_answer(STREAM | {"disabled": disabled, "stream_key": ""})
        assert (await Livestreams(recorder).get("l1")).disabled == disabled


async def test_a_live_livestream_comes_with_its_session(recorder):
    recorder.will_answer(
        {"livestream": STREAM, "session": SESSION | {"ingest_seconds": "60", "stopped_time": None}}
    )
    live = await Livestreams(recorder).active_session("l1")
    assert (live.livestream.id, live.session.ingest_seconds) == ("l1", 60)


@pytest.mark.parametrize("wrap", [lambda session: session, lambda session: {"session": session}])
async def test_a_session_of_a_livestream_is_read_bare_and_wrapped(recorder, wrap):
    recorder.will_answer(wrap(SESSION | {"started_time": "2025-03-04T05:06:07.000Z"}))
    session = await Livestreams(recorder).session("ls1")
    assert (session.livestream_id, session.started_time.minute) == ("l1", 6)


async def test_a_stopped_livestream_says_so_or_nothing(recorder):
    recorder.will_answer({"message": "Stopped"})
    recorder.answers.append(b"")
    assert (await Livestreams(recorder).stop("m1")).message == "Stopped"
    assert (await Livestreams(recorder).stop("m1")).message is None


LIVESTREAM = {"id": "l1", "meeting_id": "m1", "status": "LIVE", "disabled": False}
ON_AIR = {"id": "t1", "livestream_id": "l1", "ingest_seconds": 60, "invoked_time": None}
PAGING = {"total_count": 1, "start_offset": 1, "end_offset": 1}


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"livestreams": [LIVESTREAM], "sessions": ON_AIR | {"ingest_seconds": "60"}, "paging": PAGING}},
        {"data": {"livestream": LIVESTREAM, "sessions": [ON_AIR]}, "paging": PAGING},
        {"data": [LIVESTREAM], "paging": PAGING},
    ],
    ids=["schema", "example", "list"],
)
async def test_the_livestreams_of_a_meeting_are_read_in_each_layout(recorder, answer):
    recorder.will_answer(**answer)
    [livestream] = await Livestreams(recorder).of_meeting("m1").collect()
    assert (livestream.id, livestream.status, livestream.disabled) == ("l1", "LIVE", False)


@pytest.mark.parametrize("data", [{"livestreams": [], "sessions": None}, {"livestream": None, "sessions": []}, []])
async def test_a_meeting_without_livestreams_has_none(recorder, data):
    recorder.will_answer(data)
    assert await Livestreams(recorder).of_meeting("m1").collect() == []
