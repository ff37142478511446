"""Errors say what to do, once and where they are made; a mistake is told what to write instead."""

import json
import re
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from realtimekit_async import (
    ApiError,
    Call,
    ConfigurationError,
    DecodeError,
    Quota,
    RealtimeKit,
    RealtimeKitError,
    RequestTimeout,
    Retry,
    TransportError,
    WaitTimeout,
    services,
)
from realtimekit_async.agent import Agent
from realtimekit_async.emulator import Emulator
from realtimekit_async.events import Router
from realtimekit_async.files import DestinationError, FileNotReady, FileVanished
from realtimekit_async.files.rows import Rows
from realtimekit_async.files.stream import FileStream
from realtimekit_async.files.transcripts import TranscriptReader
from realtimekit_async.models import Meeting, Recording, Session
from realtimekit_async.wire.remedies import OF_DIAGNOSES, OF_KINDS, WHAT_SHOWS_AN_EFFECT

SERVICES = Path(services.__file__).parent


@pytest.fixture(scope="module")
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
async def rtk(emulator):
    async with RealtimeKit(**emulator.credentials, retry=Retry(attempts=1)) as rtk:
        yield rtk


async def error_of(call) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await call
    return caught.value


# ── what a refusal's note says ──

GATEWAY = {
    6003: (400, "malformed token"),
    6111: (400, "malformed token"),
    7000: (404, "wrong base URL"),
    7003: (404, "wrong account or app"),
    9106: (400, "malformed token"),
    9109: (403, "wrong token"),
    10000: (403, "no permission"),
    10001: (403, "no permission"),
}


@pytest.mark.parametrize("code", GATEWAY)
async def test_a_code_of_the_gateway_is_in_the_text_and_its_remedy_in_a_note(rtk, emulator, code):
    status, diagnosis = GATEWAY[code]
    body = {"success": False, "errors": [{"code": code, "message": "Could not route"}]}
    emulator.faults.next(status=status, body=body, headers={"cf-ray": "8f-VIE"})
    error = await error_of(rtk.meetings.get("m1"))
    assert str(error) == f"GET /meetings/{{meeting_id}} → {status} Could not route (code {code}, ray 8f-VIE)"
    assert error.__notes__ == [OF_DIAGNOSES[diagnosis]]


async def test_a_page_in_between_is_said_to_be_no_matter_of_the_token(rtk, emulator):
    page = b"<html><head><title>Blocked</title></head></html>"
    emulator.faults.next(status=403, body=page, headers={"content-type": "text/html"})
    error = await error_of(rtk.meetings.get("m1"))
    assert "such as a firewall or a proxy" in error.__notes__[0]
    assert "nobody has looked at the token" in error.__notes__[0]


EDGE = {"title": "Error 1020: Access denied", "status": 403, "error_code": 1020, "cloudflare_error": True}
NOBODY_OF_THE_API = {
    "a text of the edge": (b"error code: 1020", "text/plain; charset=UTF-8", None),
    "JSON of the edge": (json.dumps(EDGE).encode(), "application/problem+json", "Error 1020: Access denied"),
    "JSON of a proxy": (b'{"detail": "policy"}', "application/json", "policy"),
    "XML of a store": (b"<Error><Code>AccessDenied</Code></Error>", "application/xml", "without a message"),
    "nothing": (b"", "text/plain", "without a message"),
    "a page behind a long comment": (b"<!--" + b"x" * 600 + b"--><html>", "text/plain", None),
    "a list": (b"[]", "application/json", "without a message"),
}


@pytest.mark.parametrize("who", NOBODY_OF_THE_API)
async def test_whatever_has_no_shape_of_the_apis_is_no_matter_of_the_token(rtk, emulator, who):
    body, kind, message = NOBODY_OF_THE_API[who]
    emulator.faults.next(status=403, body=body, headers={"content-type": kind})
    error = await error_of(rtk.meetings.get("m1"))
    assert (error.is_foreign, error.__notes__) == (True, [OF_DIAGNOSES["blocked"]])
    assert message in {None, error.message}


@pytest.mark.parametrize(
    ("body", "diagnosis"),
    [
        ({"message": "Unauthorized"}, "no permission"),
        ({"success": False}, "no permission"),
        ({"errors": [{"code": "9109", "message": "Invalid access token"}]}, "wrong token"),
        ({"success": False, "error": {"code": "7003", "message": "no route"}}, "wrong account or app"),
    ],
)
async def test_every_shape_of_the_apis_is_its_own_verdict(rtk, emulator, body, diagnosis):
    emulator.faults.next(status=403, body=body)
    error = await error_of(rtk.meetings.get("m1"))
    assert (error.is_foreign, error.__notes__) == (False, [OF_DIAGNOSES[diagnosis]])


async def test_a_page_where_the_api_should_be_leads_to_the_base_url(rtk, emulator):
    page = b"<html><head><title>Welcome to nginx!</title></head></html>"
    emulator.faults.next(status=404, body=page, headers={"content-type": "text/html"})
    error = await error_of(rtk.meetings.get("m1"))
    assert ["REALTIMEKIT_BASE_URL" in note for note in error.__notes__] == [True]
    emulator.faults.next(garbage=True)
    with pytest.raises(DecodeError, match="text/html") as caught:
        await rtk.meetings.list().page()
    assert ["REALTIMEKIT_BASE_URL" in note for note in caught.value.__notes__] == [True]
    assert caught.value.is_foreign
    for status, kind in ((408, "ApiError"), (502, "ServerError")):  # the edge's own, and no mistake
        emulator.faults.next(status=status, body=page, headers={"content-type": "text/html"})
        error = await error_of(rtk.meetings.get("m1"))
        assert (error.status, error.__notes__) == (status, [OF_KINDS[kind]])


async def test_a_wrong_token_is_told_by_the_server_and_by_a_note(emulator):
    async with RealtimeKit(**{**emulator.credentials, "api_token": "another"}) as stranger:
        error = await error_of(stranger.meetings.get("m1"))
    assert error.__notes__ == [OF_DIAGNOSES["wrong token"]]


@pytest.mark.parametrize("path", ["", "/client"])
async def test_a_base_url_without_the_path_of_the_api_is_told_by_the_server_and_by_a_note(emulator, path):
    root = emulator.base_url.removesuffix("/client/v4")
    async with RealtimeKit(**{**emulator.credentials, "base_url": root + path}) as lost:
        error = await error_of(lost.meetings.list().page())
    assert (error.code, error.__notes__) == (7000, [OF_DIAGNOSES["wrong base URL"]])
    assert "/client/v4" in error.__notes__[0]


async def test_a_participant_that_exists_leads_to_ensure_and_to_a_new_token(rtk):
    meeting = await rtk.meetings.create(title="Standup")
    ada = {"name": "Ada", "preset_name": "group_call_host", "custom_participant_id": "u7"}
    await rtk.participants.add(meeting.id, **ada)
    error = await error_of(rtk.participants.add(meeting.id, **ada))
    assert (error.code, "code 40901" in str(error)) == (40901, True)
    assert len(error.__notes__) == 1
    assert "participants.ensure" in error.__notes__[0]
    assert "refresh_token" in error.__notes__[0]
    assert (await rtk.participants.ensure(meeting.id, **ada)).token


async def test_other_calls_say_what_they_want(rtk):
    meeting = await rtk.meetings.create(title="Standup")
    hook = {"name": "w", "url": "https://h.example/teaching", "events": ["meeting.started"]}
    await rtk.webhooks.create(**hook)
    cases = [
        (rtk.webhooks.create(**hook), "webhooks.ensure"),
        (rtk.active_session.get(meeting.id), "no session is live"),
        (rtk.active_session.kick_all(meeting.id), "no session is live"),
        (
            rtk.participants.add(meeting.id, name="Ada", preset_name="nobody", custom_participant_id="u8"),
            "presets.list",
        ),
        (rtk.recordings.start_track(meeting_id=meeting.id), "REALTIMEKIT_BUCKET"),
    ]
    for call, remedy in cases:
        assert remedy in (await error_of(call)).__notes__[0]


async def test_what_no_call_tells_is_told_by_its_kind_and_a_code_that_is_the_status_is_said_once(rtk):
    error = await error_of(rtk.meetings.get("00000000-0000-4000-8000-000000000000"))
    assert error.__notes__ == [OF_KINDS["NotFound"]]
    assert "(code" not in str(error)


@pytest.mark.parametrize(
    "call", [lambda rtk: rtk.presets.get_by_name("x"), lambda rtk: rtk.presets.copy("x", name="y")]
)
async def test_a_preset_that_no_list_shows_leads_to_the_names(rtk, call):
    assert (await error_of(call(rtk))).__notes__ == ["presets.list shows the names"]


async def test_a_recording_that_has_ended_says_what_shows_how_it_stands(rtk, emulator):
    meeting = await rtk.meetings.create(title="Standup")
    emulator.simulate.participant_joins(meeting.id, name="Ada")
    recording = await rtk.recordings.start(meeting_id=meeting.id)
    await rtk.recordings.stop(recording.id)
    [note] = (await error_of(rtk.recordings.stop(recording.id))).__notes__
    assert note.startswith("recordings.get(recording_id) shows how it stands")


async def test_a_limit_says_when_to_try_again_and_what_would_have_waited(rtk, emulator):
    emulator.faults.next(status=429, headers={"Retry-After": "7"})
    sent = await error_of(rtk.meetings.get("m1"))
    assert sent.__notes__ == [
        "try again in 7 s, or allow a longer Retry(budget=…); the limit counts for all that use this token"
    ]
    async with RealtimeKit(**emulator.credentials, quota=Quota(1, 300), max_wait=0) as hasty:
        await hasty.apps.list().page()
        [note] = (await error_of(hasty.apps.list().page())).__notes__
    assert re.fullmatch(r"nothing was sent; try again in \d+ s, or allow a longer max_wait=…", note)


async def test_a_slow_server_and_one_that_is_not_there_say_what_to_look_at(rtk, emulator):
    emulator.faults.next(delay=5)
    with pytest.raises(RequestTimeout) as caught:
        await rtk.with_options(timeout=0.1).meetings.list().page()
    assert caught.value.__notes__ == ["the network or the server is slow: try a longer timeout=…"]
    nowhere = {**emulator.credentials, "base_url": "http://127.0.0.1:9/client/v4"}
    async with RealtimeKit(**nowhere, retry=Retry(attempts=1)) as stranger:
        with pytest.raises(TransportError) as refused:
            await stranger.meetings.list().page()
    assert refused.value.__notes__ == ["look at the network, the proxy and REALTIMEKIT_BASE_URL (base_url)"]


async def test_a_file_that_cannot_be_had_says_what_to_do(rtk, emulator, tmp_path):
    meeting = await rtk.meetings.create(title="Standup")
    emulator.simulate.participant_joins(meeting.id, name="Ada")
    recording = await rtk.recordings.start(meeting_id=meeting.id)
    with pytest.raises(FileNotReady) as not_ready:
        await rtk.recordings.download(recording, to=tmp_path)
    assert not_ready.value.__notes__ == [OF_KINDS["FileNotReady"]]
    with pytest.raises(DestinationError) as no_place:
        await rtk.recordings.download(recording, to=tmp_path / "nowhere" / "film.mp4")
    assert no_place.value.__notes__ == [OF_KINDS["DestinationError"]]
    emulator.simulate.session_ends(meeting.id)
    while emulator.simulate.recording_advances(recording.id) != "UPLOADED":
        pass
    emulator.simulate.advance(8 * 86_400)
    with pytest.raises(FileVanished) as vanished:
        await rtk.recordings.download(recording.id, to=tmp_path)
    assert vanished.value.__notes__ == ["recordings.list(expired=False) shows which recordings have their files"]


async def test_a_wait_that_ends_says_what_to_do(rtk, emulator):
    meeting = await rtk.meetings.create(title="Standup")
    emulator.simulate.participant_joins(meeting.id, name="Ada")
    recording = await rtk.recordings.start(meeting_id=meeting.id)
    with pytest.raises(WaitTimeout) as caught:
        await rtk.recordings.wait(recording.id, timeout=0)
    assert caught.value.__notes__ == [OF_KINDS["WaitTimeout"]]


def test_every_kind_with_a_remedy_is_an_error_of_this_library():
    errors = [import_module(f"realtimekit_async{part}.errors") for part in ("", ".agent", ".files", ".meeting")]
    assert {*OF_KINDS} <= {name for module in errors for name in vars(module)}


# ── what may have been carried out ──

FAULTS = [{"status": 500, "act": True}, {"drop": "after"}, {"truncate": True}, {"garbage": True}]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_create_without_an_answer_says_that_it_may_exist_and_how_to_look(rtk, emulator, fault):
    emulator.faults.next(**fault, method="POST")
    with pytest.raises(RealtimeKitError) as caught:
        await rtk.meetings.create(title="Once")
    assert caught.value.__notes__[-1] == (
        "it may have been carried out all the same: meetings.list(search=title) shows whether the meeting is there"
    )
    assert [meeting.title async for meeting in rtk.meetings.list(search="Once")][-1:] == ["Once"]


async def test_a_change_that_cannot_be_repeated_says_so_and_what_is_refused_does_not(rtk, emulator):
    meeting = await rtk.meetings.create(title="Standup")
    emulator.faults.next(drop="after", method="PATCH")
    with pytest.raises(RealtimeKitError) as caught:
        await rtk.meetings.update(meeting.id, title="Retro")
    assert "meetings.get(meeting_id) shows it as it is" in caught.value.__notes__[0]
    emulator.faults.next(status=400, method="POST")
    assert (await error_of(rtk.meetings.create(title="Once"))).__notes__ == [OF_KINDS["BadRequest"]]


async def test_what_may_be_repeated_leaves_no_doubt(rtk, emulator):
    for call in (Call("PUT", "/meetings/{id}", ("m1",)), Call("POST", "/meetings", repeatable=True, body={})):
        emulator.faults.next(status=500)
        assert (await error_of(rtk.send(call))).__notes__ == [OF_KINDS["ServerError"]]


def test_every_call_that_cannot_be_repeated_has_what_shows_its_effect():
    source = "".join(path.read_text(encoding="utf-8") for path in SERVICES.glob("*.py"))
    calls = set(re.findall(r'"(POST|PATCH)",\s+"(/[^"]+)"', source))
    calls |= set(re.findall(r"Sends (POST|PATCH) (/[a-z/{}_-]*[a-z}])", source))
    assert len(calls) > 20
    assert calls <= set(WHAT_SHOWS_AN_EFFECT)


# ── lists ──


async def test_a_list_that_is_taken_for_one_in_memory_says_how_to(rtk):
    pages = rtk.meetings.list()
    with pytest.raises(TypeError, match=r"not awaited but walked: `async for row in …`.*collect\(\)"):
        await pages
    with pytest.raises(TypeError, match=r"over the network: `async for row in …`"):
        for _ in pages:
            pass
    with pytest.raises(TypeError, match=r"await ….count\(\)"):
        len(pages)
    with pytest.raises(TypeError, match=r"no places: `await ….first\(\)` is the first row, .*collect\(\)"):
        pages[0]
    with pytest.raises(TypeError, match=r"hold no rows.*`async for row in …`, `… in await ….collect\(\)`"):
        assert Meeting(id="m1") in pages
    assert pages


async def test_what_else_is_walked_says_so_as_well(rtk):
    lines = Rows(FileStream, TranscriptReader)
    with pytest.raises(TypeError, match="not awaited but walked"):
        await lines
    with pytest.raises(TypeError, match=r"len\(await ….collect\(\)\)"):
        len(lines)
    with pytest.raises(TypeError, match=r"have no places: `async for row in …`, or `await ….collect"):
        lines[0]
    async with rtk.meetings.list().prefetch(2) as rows:
        with pytest.raises(TypeError, match=r"`async for row in …`$"):
            list(rows)


async def test_what_is_entered_with_async_with_says_so(rtk):
    places = [rtk, rtk.recordings.running("m1"), rtk.meetings.list().prefetch(2)]
    for place in (*places, Agent("a.b.c"), Router()):
        with pytest.raises(TypeError, match="is entered with `async with`"), place:
            pass


# ── arguments ──


async def test_an_answer_instead_of_its_id_is_told_apart(rtk, emulator):
    meeting, before = Meeting(id="m1"), len(emulator.requests)
    with pytest.raises(TypeError, match="meeting_id is a str, got Meeting; give its id"):
        await rtk.meetings.get(meeting)
    with pytest.raises(TypeError, match="meeting_id is a str, got Session; give a meeting's id"):
        await rtk.meetings.get(Session(id="s1"))
    with pytest.raises(TypeError, match="meeting_id is a str, got Meeting; give its id"):
        rtk.recordings.list(meeting_id=meeting)
    with pytest.raises(TypeError, match="associated_id is a str, got Meeting; give its id"):
        rtk.sessions.list(associated_id=meeting)
    with pytest.raises(TypeError, match="associated_id is a str, got Recording; give a meeting's id"):
        rtk.sessions.list(associated_id=Recording(id="r1"))
    with pytest.raises(TypeError, match="meeting_id: JSON cannot carry Meeting; give its id"):
        await rtk.recordings.start(meeting_id=meeting)
    with pytest.raises(TypeError, match="recording_id is a str, got Recording; give its id"):
        await rtk.recordings.get(Recording(id="r1"))
    with pytest.raises(TypeError, match=r"takes a recording or its id, got Meeting; walk .*meeting_id"):
        await rtk.recordings.download(meeting, to="/tmp/")  # noqa: S108 - nothing is written
    assert len(emulator.requests) == before


async def test_one_value_where_a_list_belongs_is_told_how_it_is_written(rtk):
    with pytest.raises(TypeError, match=r'status is a list: write \["UPLOADED"\], got str'):
        rtk.recordings.list(status="UPLOADED")
    with pytest.raises(TypeError, match=r"status is a list: write \[…\], got str"):
        rtk.recordings.list(status="UPLOADED, ERRORED" * 100)
    with pytest.raises(TypeError, match=r"status is a list: write \[…\], got int"):
        rtk.recordings.list(status=7)


def test_a_client_takes_keywords_and_shows_no_token_that_was_none():
    with pytest.raises(TypeError, match="takes keywords only") as caught:
        RealtimeKit("secret-token")
    assert "secret-token" not in str(caught.value)
    assert caught.traceback[-1].frame.f_locals["misplaced"] == ()


METHODS = {
    ("meetings", "kick"): r"active_session\.kick",
    ("participants", "mute"): r"active_session\.mute",
    ("meetings", "delete"): r"meetings\.end",
    ("participants", "create"): r"participants\.add",
    ("participants", "kick"): r"active_session\.kick",
    ("recordings", "create"): r"recordings\.start",
    ("recordings", "delete"): "seven days",
    ("apps", "get"): r"apps\.list",
}


@pytest.mark.parametrize(("service", "name"), METHODS)
async def test_a_method_that_is_not_there_says_what_is(rtk, service, name):
    with pytest.raises(AttributeError, match=METHODS[service, name]):
        getattr(getattr(rtk, service), name)


async def test_what_is_not_there_is_not_offered_either(rtk):
    assert not hasattr(rtk.meetings, "delete")
    assert "delete" not in dir(rtk.meetings)
    assert "delete" in dir(rtk.participants)
    assert not hasattr(rtk.meetings, "__deepcopy__")
    with pytest.raises(AttributeError, match="'Meetings' object has no attribute 'creat'"):
        _ = rtk.meetings.creat


# ── what older documents call otherwise ──


async def test_the_names_of_older_documents_are_refused_with_todays(rtk, emulator):
    before = len(emulator.requests)
    mistakes = [
        (lambda: rtk.active_session.kick("m1", user_ids=["u7"]), "participant_ids=.*custom_participant_ids="),
        (lambda: rtk.active_session.mute("m1", user_ids=["u7"]), "participant_ids=.*custom_participant_ids="),
        (lambda: rtk.recordings.start(meeting_id="m1", type="composite"), "start_track"),
        (lambda: rtk.recordings.start_track(meeting_id="m1", type="track"), "neither is told a type"),
        (lambda: rtk.recordings.start_track(meeting_id="m1", layers=[{}]), r"layers=\{\"default\": \{"),
        (lambda: rtk.webhooks.create(url="https://h.example", events=["meeting.started"]), "'name'; older doc"),
    ]
    for mistake, remedy in mistakes:
        with pytest.raises(TypeError, match=remedy):
            await mistake()
    for old, new in {"session.started": "meeting.started", "session.ended": "meeting.ended"}.items():
        with pytest.raises(ValueError, match=f"unknown event '{old}'; did you mean '{new}'"):
            await rtk.webhooks.create(name="w", url="https://h.example", events=[old])
    assert len(emulator.requests) == before


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("per_page", 0, "from 1 up, got 0"),
        ("per_page", -5, "from 1 up, got -5"),
        ("page_no", -1, "from 0 up, got -1"),
        pytest.param("page_no", -(10**5000), "from 0 up", id="far below"),
        pytest.param("page_no", 10**5000, "of at most 2,147,483,647", id="far above"),
    ],
)
async def test_a_page_that_cannot_be_is_refused_before_anything_is_sent(rtk, emulator, name, number, said):
    before = len(emulator.requests)
    with pytest.raises(ConfigurationError, match=f"^{name} is a whole number {said}$"):
        rtk.meetings.list(**{name: number})
    assert len(emulator.requests) == before


async def test_page_zero_which_one_document_has_is_asked_for(rtk, emulator):
    await rtk.meetings.list(page_no=0).page()
    assert ("page_no", "0") in emulator.requests[-1].query


async def test_a_span_that_ends_before_it_starts_is_refused_before_anything_is_sent(rtk, emulator):
    before, day = len(emulator.requests), date(2026, 11, 20)
    with pytest.raises(ConfigurationError, match=r"^start_time lies after end_time: 2026-11-20"):
        rtk.sessions.list(start_time=day, end_time=day - timedelta(days=1))
    with pytest.raises(ConfigurationError, match=r"^start_time lies after end_time"):
        rtk.meetings.list(start_time=timedelta(hours=1), end_time=timedelta(hours=2))
    with pytest.raises(ConfigurationError, match=r"^start_date lies after end_date"):
        await rtk.analytics.daywise(start_date=day, end_date=day - timedelta(days=1))
    assert len(emulator.requests) == before
    assert await rtk.meetings.list(start_time=day, end_time=day).count() == 0
