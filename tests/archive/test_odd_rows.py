"""The archive and rows, notes and clocks that are not what they should be: one of them never harms the others."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from yarl import URL

from realtimekit_async import RealtimeKit
from realtimekit_async.archive import Unit, run
from realtimekit_async.archive.folder import FolderStore
from realtimekit_async.archive.keys import SIDECAR

DEEP = b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def a_good_row(stage, session_id):
    """Return the row of a session as the list has it."""
    session = stage.emulator.app.sessions[session_id]
    times = {"started_at": session.started_at, "ended_at": session.ended_at}
    moments = {name: format_time(moment) for name, moment in times.items()}
    return {"id": session_id, "status": "ENDED", **moments}


def format_time(moment):
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def listed(stage, *rows, path="/sessions", name="sessions", **more):
    """Have the list answer these rows, once."""
    body = {"success": True, "data": {name: list(rows)} if name else list(rows)}
    body["paging"] = {"total_count": len(rows)}
    stage.emulator.faults.next(status=200, path=path, body=body, **more)


ODD_TIMES = [
    "0001-01-01T00:00:00+05:00",
    "9999-12-31T23:59:59-05:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
]


@pytest.mark.parametrize("moment", ODD_TIMES)
@pytest.mark.parametrize("field", ["started_at", "ended_at"])
async def test_a_session_at_the_ends_of_time_harms_no_other_and_is_archived_itself(stage, folder, field, moment):
    good, odd = await stage.meet("Good", recorded=0), await stage.meet("Odd", recorded=0)
    listed(stage, {**a_good_row(stage, odd), field: moment}, a_good_row(stage, good))
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects, report.failures) == ("complete", 6, [])


@pytest.mark.parametrize("odd_id", [".", ".."])
@pytest.mark.parametrize("dated", [True, False])
async def test_an_id_that_no_path_can_hold_is_a_failure_of_its_own_and_stays_in_its_folder(
    stage, folder, odd_id, dated
):
    good = await stage.meet("Good", recorded=0)
    row = a_good_row(stage, good)
    odd = {**row, "id": odd_id} if dated else {"id": odd_id, "status": "ENDED"}
    listed(stage, odd, row)
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects) == ("partial", 3)
    assert {each.session_id for each in report.failures} == {odd_id}
    assert {key.split("/")[0] for key in folder.objects()} == {"archive.json", "manifest", "sessions"}


@pytest.mark.parametrize("odd_id", [".", ".."])
async def test_a_recording_whose_session_no_path_can_hold_is_archived(stage, folder, odd_id):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    row = {"id": recording.id, "status": "UPLOADED", "session_id": odd_id}
    listed(stage, row, path="/recordings", name=None)
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects) == ("complete", 5)
    assert any(key.startswith("sessions/undated/%2E") for key in folder.objects())


@pytest.mark.parametrize(
    "content",
    [DEEP, b"[" * 100_000, b"\xff", b"", b"[]", b'{"stored":5}'],
    ids=["deep", "deep and cut", "no text", "empty", "a list", "a number"],
)
async def test_notes_that_cannot_be_read_are_written_anew(stage, place, content):
    session_id = await stage.meet()
    await stage.archived(place.destination)
    before = place.objects()
    [chat] = [key for key in before if key.endswith("chat.csv")]
    place.put(f"manifest/{session_id}.json", content)
    place.put(chat + SIDECAR, content)
    report = await stage.archived(place.destination)
    assert (report.state, report.objects, report.kept) == ("complete", 0, 5)
    assert place.objects().keys() == before.keys()
    assert place.objects()[f"manifest/{session_id}.json"].count(b'"key"') == 5


async def test_a_sidecar_of_another_object_is_not_believed(stage, folder):
    session_id = await stage.meet(recorded=0)
    await stage.archived(folder.destination)
    [chat] = [key for key in folder.objects() if key.endswith("chat.csv")]
    folder.put(chat + SIDECAR, folder.objects()[chat + SIDECAR].replace(chat.encode(), b"../../evil.csv"))
    folder.remove(f"manifest/{session_id}.json")
    assert (await stage.archived(folder.destination)).kept == 3
    assert not any(b"evil" in content for content in folder.objects().values())


class OddStore(FolderStore):
    """A store that raises what no store should."""

    def __init__(self, path, error):
        super().__init__(str(path))
        self._error = error

    async def read(self, key, /):
        if key.endswith("chat.csv.json"):
            raise self._error
        return await super().read(key)

    async def size(self, key, /):
        if key.endswith("chat.csv"):
            raise self._error
        return await super().size(key)


@pytest.mark.parametrize(
    "error",
    [RecursionError("deep"), OverflowError("far"), OSError(5, "Input/output error"), KeyError("x"), MemoryError()],
)
async def test_whatever_one_file_raises_is_its_failure_and_the_others_go_on(stage, tmp_path, error):
    for number in range(2):
        await stage.meet(f"Meeting {number}", recorded=0)
    report = await stage.archived(OddStore(tmp_path / "out", error))
    assert (report.state, report.objects, report.stopped) == ("partial", 4, None)
    assert {(each.what, each.error) for each in report.failures} == {("chat", type(error).__name__)}
    assert (await stage.archived(tmp_path / "out")).objects == 2


async def test_an_absence_is_judged_by_the_clock_of_the_api_not_by_this_machines(stage, folder):
    session_id = await stage.meet(said=0, recorded=0, summarized=False)
    ended_at = stage.emulator.app.sessions[session_id].ended_at
    for minutes, found in ((60, (0, 1)), (25 * 60, (1, 0))):
        date = format_datetime((ended_at + timedelta(minutes=minutes)).astimezone(UTC), usegmt=True)
        stage.emulator.faults.next(status=404, headers={"Date": date}, path="/sessions/{session_id}/transcript")
        report = await stage.archived(folder.destination, what=["transcripts"])
        assert (report.absent, report.pending) == found


async def test_a_summary_is_looked_for_as_long_as_one_can_be_made(stage, folder):
    session_id = await stage.meet(summarized=False)
    first, again = [await stage.archived(folder.destination) for _ in range(2)]
    assert [(each.absent, each.known) for each in (first, again)] == [(1, 0), (1, 1)]
    assert b"known" not in folder.objects()[f"manifest/{session_id}.json"]
    await stage.rtk.sessions.generate_summary(session_id)
    report = await stage.archived(folder.destination)
    assert (report.units, report.objects, report.absent) == (1, 1, 0)
    assert b"absent" not in folder.objects()[f"manifest/{session_id}.json"]
    assert (await stage.archived(folder.destination)).units == 0


async def test_that_there_is_no_summary_is_settled_when_none_can_be_made_any_more(stage, folder):
    session_id = await stage.meet(summarized=False)
    unit = Unit(session_id, ended_at=datetime.now(UTC) - timedelta(days=8), what=("summaries",))
    first = await run(stage.rtk, folder.store, unit)
    stage.forget_requests()
    again = await run(stage.rtk, folder.store, unit)
    assert (len(first.absent), len(again.absent), stage.emulator.requests) == (1, 0, [])


@pytest.mark.parametrize("off", [timedelta(hours=25), timedelta(days=8), timedelta(days=-8)])
@pytest.mark.parametrize("what", [["recordings"], ["transcripts"], ["chat", "summaries"]])
async def test_the_last_seven_days_are_those_of_the_api_not_of_this_machine(stage, folder, caplog, what, off):
    here, there = datetime.now(UTC), datetime.now(UTC) - off
    lists = ["/recordings", "/sessions"] if what == ["recordings"] else ["/sessions"]
    date = {"Date": format_datetime(there, usegmt=True)}
    for path in ([lists[0]], lists):
        for each in path:
            listed(stage, path=each, name=None if each == "/recordings" else "sessions", headers=date)
    await stage.archived(folder.destination, dry_run=True, what=what)
    queries = [dict(each.query) for each in stage.emulator.requests]
    windows = [[datetime.fromisoformat(each[name]) for name in ("start_time", "end_time")] for each in queries]
    for (since, until), now in zip(windows, (here, *(there for _ in lists)), strict=True):
        assert until - since == timedelta(days=7)
        assert abs(now - until) < timedelta(minutes=1)
    assert caplog.text.count("this machine's clock is off") == 1


async def test_a_window_that_is_refused_for_this_machines_clock_is_asked_for_by_that_of_the_api(stage, folder):
    there = datetime.now(UTC) - timedelta(days=8)
    headers = {"Date": format_datetime(there, usegmt=True)}
    stage.emulator.faults.next(status=400, path="/sessions", headers=headers)
    listed(stage, headers=headers)
    report = await stage.archived(folder.destination, what=["chat"])
    assert (report.state, len(stage.emulator.requests)) == ("complete", 2)


async def test_a_summary_is_looked_for_by_who_has_not_been_told_what_time_it_is(stage, folder):
    session_id = await stage.meet(summarized=False)
    unit = Unit(session_id, ended_at=datetime.now(UTC) - timedelta(days=8), what=("summaries",))
    await run(stage.rtk, folder.store, unit)
    async with RealtimeKit(**stage.emulator.credentials, quota=None) as fresh:
        assert len((await run(fresh, folder.store, unit)).absent) == 1


EMPTY_EXPORTS = {
    "chat": [
        *(b"[]\n", b"", b"id,participantId,payload,createdAt\r\n"),
        *(b"null", b"{}", bytes(16), b'[{"id": "m1"}]'),
    ],
    "transcripts": [
        *(b"[]\n", b"[ ]", b"", b"WEBVTT\n\n", b"\n", b"timestamp,a,b,c,d,e\r\n"),
        *(b"null", b"{}", b'""', b"[null]", b"[{}]", b'{"transcript": []}', bytes(16), b"\xff" * 16),
        *(b"processing", b"startTime,endTime,sentence\n"),
        *(b'[{"startTime":0,"sentence":""}]', b'[{"startTime":0,"sentence":" \\n"}]', b"1000,p,u,c,n,\n"),
        *(b"WEBVTT\n\n00:00.000 --> 00:01.000\n\n", b"1\n00:00:00,000 --> 00:00:01,000\n"),
    ],
    "summaries": [b"", b" \n", b"null", b"{}", b'""', b"[]", bytes(16), b'{"": null}'],
}


@pytest.mark.parametrize(
    ("what", "content"), [(what, each) for what in EMPTY_EXPORTS for each in EMPTY_EXPORTS[what]]
)
async def test_an_export_without_rows_is_pending_on_its_first_day_and_fetched_when_it_has_some(
    stage, folder, what, content
):
    stage.until_now()
    session_id = await stage.meet(recorded=0)
    sessions = stage.rtk.sessions
    ask = {"chat": sessions.chat, "transcripts": sessions.transcript, "summaries": sessions.summary}[what]
    export = await ask(session_id)
    path, whole = "/".join(URL(export.url).parts[-2:]), (await export.text()).encode()
    stage.emulator.files.put(path, content)
    for _ in range(2):
        report = await stage.archived(folder.destination, what=[what])
        assert (report.state, report.objects, report.pending, report.absent) == ("complete", 0, 1, 0)
    assert not any(key.startswith(("manifest/", "sessions/")) for key in folder.objects())
    stage.emulator.files.put(path, whole)
    report = await stage.archived(folder.destination, what=[what])
    assert (report.objects, report.pending) == (1, 0)
    assert whole in folder.objects().values()


@pytest.mark.parametrize("formats", [["vtt"], ["csv", "jsonl"]])
async def test_a_placeholder_is_pending_on_its_first_day_whatever_format_is_asked_for(stage, folder, formats):
    stage.until_now()
    session_id = await stage.meet(recorded=0)
    export = await stage.rtk.sessions.transcript(session_id)
    path, whole = "/".join(URL(export.url).parts[-2:]), (await export.text()).encode()
    stage.emulator.files.put(path, b"null")
    report = await stage.archived(folder.destination, what=["transcripts"], formats=formats)
    assert (report.state, report.objects, report.pending) == ("complete", 0, 1)
    stage.emulator.files.put(path, whole)
    report = await stage.archived(folder.destination, what=["transcripts"], formats=formats)
    assert (report.objects, report.pending) == (len(formats), 0)


@pytest.mark.parametrize("text", ["", " \n", "null", "{}", "\0"])
async def test_a_summary_that_comes_at_once_and_says_nothing_is_pending_on_its_first_day(stage, folder, text):
    stage.until_now()
    session_id = await stage.meet(recorded=0)
    body = {"success": True, "data": {"sessionId": session_id, "summary": text}}
    stage.emulator.faults.next(status=200, path="/sessions/{session_id}/summary", body=body)
    report = await stage.archived(folder.destination, what=["summaries"])
    assert (report.state, report.objects, report.pending) == ("complete", 0, 1)
    assert (await stage.archived(folder.destination, what=["summaries"])).objects == 1


async def test_what_cannot_be_read_is_stored_when_its_day_is_over(stage, folder):
    session_id = await stage.meet(recorded=0)
    export = await stage.rtk.sessions.transcript(session_id)
    stage.emulator.files.put("/".join(URL(export.url).parts[-2:]), b"what nobody can read")
    report = await stage.archived(folder.destination, what=["transcripts"])
    assert (report.state, report.objects) == ("complete", 1)


async def test_a_chat_in_which_nobody_wrote_is_stored_when_its_day_is_over(stage, folder):
    await stage.meet(said=0, recorded=0)
    report = await stage.archived(folder.destination, what=["chat"])
    assert (report.objects, report.pending) == (1, 0)
    assert (await stage.archived(folder.destination)).kept == 0


PORTAL = b"<html>please log in</html>"
WHOLE = bytes(range(256)) * 400


def answered(stage, recording, session_id, **fields):
    """Have the API answer so of a recording."""
    row = {"id": recording.id, "status": "UPLOADED", "session_id": session_id, **fields}
    body = {"success": True, "data": row}
    stage.emulator.faults.next(status=200, path="/recordings/*", body=body, times=None)


def linked(stage, recording, name, content, kind=None):
    """Return a link to a file."""
    path = f"recordings/{recording.id}/{name}"
    stage.emulator.files.put(path, content, **({"kind": kind} if kind else {}))
    return stage.emulator.files.link(path)


async def test_a_file_of_another_size_than_the_api_tells_is_not_settled_and_fetched_by_the_next_run(stage, place):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    link = linked(stage, recording, "film.mp4", PORTAL)
    answered(stage, recording, session_id, file_size=len(WHOLE), download_url=link)
    report = await stage.archived(place.destination, what=["recordings"])
    assert [(each.what, each.error) for each in report.failures] == [("recordings", "FileCorrupted")]
    assert PORTAL not in place.objects().values()
    linked(stage, recording, "film.mp4", WHOLE)
    report = await stage.archived(place.destination, what=["recordings"])
    assert (report.state, report.failures) == ("complete", [])
    assert WHOLE in place.objects().values()


async def test_an_object_of_another_size_than_the_api_tells_is_fetched_anew_whatever_its_sidecar_says(
    stage, folder
):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    link = linked(stage, recording, "film.mp4", WHOLE)
    answered(stage, recording, session_id, file_size=len(WHOLE), download_url=link)
    await stage.archived(folder.destination, what=["recordings"])
    [film] = [key for key in folder.objects() if key.endswith(".mp4")]
    sidecar = folder.objects()[film + SIDECAR].replace(str(len(WHOLE)).encode(), b"26")
    folder.put(film, PORTAL)
    folder.put(film + SIDECAR, sidecar)
    folder.remove(f"manifest/{session_id}.json")
    report = await stage.archived(folder.destination, what=["recordings"])
    assert (report.state, report.objects, folder.objects()[film]) == ("complete", 1, WHOLE)


@pytest.mark.parametrize(
    "form", [{"links": []}, {"links": ["x"]}, [{"layer_name": "default", "links": {}}], {"a": 1}]
)
async def test_an_archive_is_not_complete_with_a_recording_whose_files_cannot_be_read(stage, folder, form):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    answered(stage, recording, session_id, file_size=0, download_url=form)
    for _ in range(2):
        report = await stage.archived(folder.destination, what=["recordings"])
        assert (report.state, report.objects, report.absent) == ("failed", 0, 0)
        assert [each.recording_id for each in report.failures] == [recording.id]


PAGES = [
    PORTAL,
    b"\n<!DOCTYPE html>\n<title>Hi</title>",
    b"<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>",
]
KINDS = ["text/html", "Text/HTML; charset=utf-8", "text/plain", "application/octet-stream"]


@pytest.mark.parametrize(
    ("page", "kind"), [*((page, kind) for page in PAGES for kind in KINDS), (b"Please log in", "text/html")]
)
async def test_a_page_of_somebody_on_the_way_is_no_file_where_no_size_tells_it(stage, folder, page, kind):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    track = {"download_url": linked(stage, recording, "a.webm", page, kind)}
    answered(stage, recording, session_id, download_url=[{"layer_name": "default", "download_urls": {"a": track}}])
    export = await stage.rtk.sessions.transcript(session_id)
    path, whole = "/".join(URL(export.url).parts[-2:]), (await export.text()).encode()
    stage.emulator.files.put(path, page, kind=kind)
    report = await stage.archived(folder.destination, what=["recordings", "transcripts"])
    assert (report.state, report.objects) == ("failed", 0)
    assert {each.error for each in report.failures} == {"FileCorrupted"}
    stage.emulator.files.put(path, whole)
    linked(stage, recording, "a.webm", WHOLE)
    report = await stage.archived(folder.destination, what=["recordings", "transcripts"])
    assert (report.state, report.objects) == ("complete", 2)


LINK = "https://files.example/b.webm"
ODD_LAYERS = {
    "a link": LINK,
    "a list": [{"download_url": LINK}],
    "nothing": None,
    "a number": 5,
    "an empty object": {},
    "a link for its files": {"layer_name": "e", "download_urls": LINK},
    "a list of files": {"layer_name": "e", "download_urls": [{"download_url": LINK}]},
}
ODD_FILES = {
    "a list": [LINK],
    "an empty list": [],
    "a number": 5,
    "nothing": None,
    "another object": {"url": LINK},
    "a list for its link": {"download_url": [LINK]},
    "an object for its link": {"download_url": {"url": LINK}},
}


@pytest.mark.parametrize(
    "form", [*(("layer", each) for each in ODD_LAYERS), *(("file", each) for each in ODD_FILES)]
)
async def test_what_cannot_be_read_among_tracks_fails_the_recording_whose_other_files_are_fetched(
    stage, folder, form
):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    good = {"download_url": linked(stage, recording, "a.webm", b"film of Ada")}
    kind, odd = form
    files = {"b.webm": ODD_FILES[odd], "a.webm": good} if kind == "file" else {"a.webm": good}
    layers = [{"layer_name": "default", "download_urls": files}]
    layers = [ODD_LAYERS[odd], *layers] if kind == "layer" else layers
    answered(stage, recording, session_id, download_url=layers)
    for objects, kept in ((1, 0), (0, 1)):
        report = await stage.archived(folder.destination, what=["recordings"])
        assert (report.objects, report.kept, report.absent) == (objects, kept, 0)
        assert re.search("cannot be read|is no URL", report.failures[0].message)
    assert not any(key.startswith("manifest/") for key in folder.objects())


@pytest.mark.parametrize("odd", [[LINK], {"url": LINK}, 5])
async def test_a_link_to_the_sound_that_cannot_be_read_is_no_recording_without_one(stage, folder, odd):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    film = linked(stage, recording, "film.mp4", WHOLE)
    answered(stage, recording, session_id, download_url=film, audio_download_url=odd)
    report = await stage.archived(folder.destination, what=["recordings"])
    assert (report.state, report.objects, [each.what for each in report.failures]) == (
        "partial",
        1,
        ["recordings"],
    )


async def test_one_track_that_is_gone_takes_no_other_with_it(stage, folder):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    links = {name: {"download_url": linked(stage, recording, name, b"film")} for name in ("a.webm", "b.webm")}
    stage.emulator.files.remove(f"recordings/{recording.id}/a.webm")
    answered(stage, recording, session_id, download_url=[{"layer_name": "default", "download_urls": links}])
    report = await stage.archived(folder.destination, what=["recordings"])
    assert (report.state, report.objects, report.absent) == ("complete", 1, 1)


@pytest.mark.parametrize(("links", "found"), [(True, (1, 0)), (False, (0, 1))])
async def test_a_status_of_tomorrow_holds_no_file_back(stage, folder, links, found):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    film = linked(stage, recording, "film.mp4", WHOLE)
    row = {"id": recording.id, "status": "TRANSCODED", "session_id": session_id}
    listed(stage, row, path="/recordings", name=None)
    answered(stage, recording, session_id, status="TRANSCODED", download_url=film if links else None)
    report = await stage.archived(folder.destination, what=["recordings"])
    assert (report.objects, report.pending) == found


async def test_every_file_of_a_track_recording_is_an_object(stage, folder):
    session_id = await stage.meet()
    [recording] = stage.recordings(session_id)
    files = {f"{name}.webm": f"film of {name}".encode() for name in ("ada_audio", "ada_video", "grace_audio")}
    links = {name: {"download_url": linked(stage, recording, name, files[name])} for name in files}
    tracks = [{"layer_name": "default", "download_urls": links}]
    answered(stage, recording, session_id, file_size=0, download_url=tracks)
    report = await stage.archived(folder.destination, what=["recordings"])
    assert (report.state, report.objects) == ("complete", 3)
    found = {key.rpartition("/")[2]: content for key, content in folder.objects().items() if key.endswith(".webm")}
    assert found == {f"{recording.id}_{name}": content for name, content in files.items()}
