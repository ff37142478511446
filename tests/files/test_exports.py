"""Chats, transcripts and summaries: fetched, read as text, and row by row, over real sockets."""

import asyncio
import json
from datetime import timedelta

import msgspec
import pytest

from realtimekit_async import RealtimeKitError, WaitTimeout
from realtimekit_async.files import (
    DestinationError,
    EmptyFile,
    FileChanged,
    FileCorrupted,
    FileVanished,
    MalformedRow,
    PlaceholderFile,
    TranscriptLine,
    write_jsonl,
    write_srt,
    write_vtt,
)
from realtimekit_async.files.tables import LONGEST

FORMATS = ("CSV", "JSON", "SRT", "VTT")
ROW = b'"1000","p","u","c","Ada","Hello, again"\n'


async def transcript(scene, format="CSV"):
    return await scene.rtk.sessions.transcript(scene.session_id, format=format)


async def with_transcript(scene, content, **options):
    export = await transcript(scene)
    scene.files.put(scene.files.path_of(export.url), content, **options)
    return export


async def test_an_export_is_saved_under_its_session_and_kind(scene, tmp_path):
    saved = [
        await (await scene.rtk.sessions.chat(scene.session_id)).save(tmp_path),
        await (await transcript(scene, "VTT")).save(tmp_path),
        await (await scene.rtk.sessions.summary(scene.session_id)).save(tmp_path),
    ]
    kinds = ("chat.csv", "transcript.vtt", "summary.txt")
    assert [each.name for each in saved] == [f"{scene.session_id}_{kind}" for kind in kinds]
    assert [each.size for each in saved] == [(tmp_path / each.name).stat().st_size for each in saved]


async def test_an_export_gives_its_text(scene):
    assert "Standup" in await (await scene.rtk.sessions.summary(scene.session_id)).text()
    assert (await (await transcript(scene, "VTT")).text()).startswith("WEBVTT\n")
    export = await with_transcript(scene, "\ufeffÄrger".encode() + b"\xff")
    assert await export.text() == "Ärger\ufffd"


async def test_an_export_has_its_link_and_its_end(scene):
    export = await transcript(scene)
    assert export.url.startswith(scene.files.url)
    assert export.expires_at is not None
    assert export.kind == "transcript"


@pytest.mark.parametrize("format", FORMATS)
async def test_lines_are_of_one_type_whatever_the_format(scene, format):
    lines = [line async for line in (await transcript(scene, format)).lines()]
    assert [(line.start, line.name, line.text) for line in lines] == [
        (10.0 * number, "Ada", f"Sentence {number - 1}, she said.") for number in (1, 2, 3)
    ]
    assert {line.end for line in lines} == ({None} if format == "CSV" else {12.0, 22.0, 32.0})
    ids = (scene.ada.id, scene.ada.participant.id, scene.ada.participant.custom_participant_id)
    expected = ids if format in {"CSV", "JSON"} else (None, None, None)
    assert {(line.peer_id, line.user_id, line.custom_participant_id) for line in lines} == {expected}


async def test_legacy_transcripts_have_times_of_day(scene):
    scene.files.exports.legacy_times = True
    lines = await (await transcript(scene)).lines().collect()
    assert [line.start for line in lines] == [0.0, 10.0, 20.0]
    said = scene.ada.joined_at + timedelta(seconds=10)
    assert lines[0].at == said.replace(microsecond=said.microsecond // 1000 * 1000)


@pytest.mark.parametrize("form", ["csv", "json"])
async def test_messages_are_of_one_type_whatever_the_format(scene, form):
    scene.files.exports.chat = form
    messages = [message async for message in (await scene.rtk.sessions.chat(scene.session_id)).messages()]
    assert [message.payload for message in messages] == [
        f'Line {number}:\n"quoted", and more' for number in range(3)
    ]
    first = messages[0]
    assert (first.display_name, first.pinned, first.payload_type) == ("Ada", False, "TEXT_MESSAGE")
    assert (first.session_id, first.meeting_id) == (scene.session_id, scene.meeting_id)
    assert first.created_at is not None
    assert first.created_at.tzinfo is not None


async def test_rows_can_be_read_again(scene):
    lines = (await transcript(scene)).lines()
    assert await lines.collect() == await lines.collect()


async def test_reading_goes_on_after_a_break_and_with_a_new_link(scene):
    export = await with_transcript(scene, ROW * 50_000)
    scene.files.next(cut_after=1_000_001)
    scene.files.next(status=403)
    assert len(await export.lines().collect()) == 50_000
    assert scene.resumed(None, 1_000_001, 1_000_001)
    assert [request.operation for request in scene.emulator.requests][-2:] == ["sessions_transcript_get"] * 2


async def test_rows_of_two_contents_are_never_mixed(scene):
    export = await with_transcript(scene, ROW * 50_000)
    scene.files.next(cut_after=1_000_000)
    lines = aiter(export.lines())
    await anext(lines)
    scene.files.put(scene.files.path_of(export.url), ROW * 3)
    with pytest.raises(FileChanged):
        await number_of(lines)


async def number_of(rows):
    return len([row async for row in rows])


async def test_leaving_a_walk_leaves_no_connection(scene):
    export = await with_transcript(scene, b"", size=1 << 30, repeat=ROW)
    async for line in export.lines():
        assert line.text == "Hello, again"
        break


@pytest.mark.parametrize("verb", ["save", "text", "lines"])
async def test_a_transcript_without_a_byte_is_an_error_of_its_own(scene, tmp_path, verb):
    export = await with_transcript(scene, b"")
    with pytest.raises(EmptyFile, match=f"the transcript of session {scene.session_id} is empty"):
        await read(export, verb, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["save", "lines"])
@pytest.mark.parametrize("content", [b"[]", b"[\n]\n", b"WEBVTT\n\n"])
async def test_a_transcript_without_a_line_is_the_same_error(scene, tmp_path, content, verb):
    with pytest.raises(EmptyFile, match="is empty"):
        await read(await with_transcript(scene, content), verb, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"[]", b"null", bytes(16), b"1000,p,u,c,n,\n", b"<html>wait</html>"])
async def test_a_transcript_without_a_word_is_waited_for(scene, content):
    export = await with_transcript(scene, content)
    assert not await export.is_ready()
    with pytest.raises(WaitTimeout):
        await scene.rtk.sessions.wait_for_transcript(scene.session_id, timeout=0.01)
    scene.files.put(scene.files.path_of(export.url), ROW)
    found = await scene.rtk.sessions.wait_for_transcript(scene.session_id, timeout=10)
    assert len(await found.lines().collect()) == 1
    assert not await found.is_empty()


@pytest.mark.parametrize("verb", ["save", "text", "lines"])
async def test_a_web_page_is_no_transcript(scene, tmp_path, verb):
    export = await with_transcript(scene, b" \n<!doctype html>\n" + b"<p>Log in</p>" * 100)
    with pytest.raises(FileCorrupted, match="a web page came in its place"):
        await read(export, verb, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["save", "text", "lines"])
async def test_a_placeholder_is_an_error_of_its_own(scene, tmp_path, verb):
    scene.files.exports.placeholders = True
    export = await transcript(scene)
    with pytest.raises(PlaceholderFile, match="leads to a placeholder"):
        await read(export, verb, tmp_path)
    assert scene.files.requests == []


@pytest.mark.parametrize("verb", ["save", "text", "lines"])
async def test_a_transcript_that_vanished_is_an_error_of_its_own(scene, tmp_path, verb):
    export = await transcript(scene)
    scene.emulator.simulate.advance(7 * 24 * 3600)
    with pytest.raises(FileVanished):
        await read(export, verb, tmp_path)


async def read(export, verb, tmp_path):
    if verb == "save":
        await export.save(tmp_path)
    elif verb == "text":
        await export.text()
    else:
        await export.lines().collect()


async def test_a_chat_without_messages_is_no_error(emulated_silence):
    assert await emulated_silence.messages().collect() == []


@pytest.fixture
async def emulated_silence(scene):
    await scene.play(said=0)
    return await scene.rtk.sessions.chat(scene.session_id)


async def test_what_has_no_such_rows_says_so(scene):
    with pytest.raises(RealtimeKitError, match="a chat has no lines"):
        (await scene.rtk.sessions.chat(scene.session_id)).lines()
    with pytest.raises(RealtimeKitError, match="a summary has no messages"):
        (await scene.rtk.sessions.summary(scene.session_id)).messages()


async def test_a_malformed_row_is_named_and_its_text_is_not_repeated(scene):
    export = await with_transcript(scene, ROW + ROW + b'"hush","only two"\n' + ROW)
    lines = aiter(export.lines())
    assert (await anext(lines)) == (await anext(lines))
    with pytest.raises(MalformedRow, match=r"row 3 of the transcript of session .*: it has 2 columns") as caught:
        await anext(lines)
    assert caught.value.row == 3
    assert "hush" not in str(caught.value)


async def test_malformed_rows_are_skipped_and_counted_when_asked(scene):
    export = await with_transcript(scene, ROW + b'"x"\n' + ROW + b'"a"b"\n' + ROW)
    lines = export.lines(skip_malformed=True)
    assert len(await lines.collect()) == 3
    assert lines.skipped == 2


async def test_a_destination_that_cannot_be_written_is_refused_before_the_request(scene, tmp_path):
    export = await transcript(scene)
    with pytest.raises(DestinationError, match="there is no directory"):
        await export.save(tmp_path / "missing" / "t.csv")
    assert scene.files.requests == []


async def test_a_summary_that_came_at_once_is_there_without_a_request(scene, tmp_path):
    summary = {"success": True, "data": {"sessionId": "s1", "summary": "Ada spoke."}}
    scene.emulator.faults.next(
        status=200, body=json.dumps(summary).encode(), headers={"Content-Type": "application/json"}
    )
    export = await scene.rtk.sessions.summary(scene.session_id)
    assert await export.text() == "Ada spoke."
    saved = await export.save(tmp_path)
    assert (tmp_path / saved.name).read_text() == "Ada spoke."
    assert saved.name == "s1_summary.txt"
    assert scene.files.requests == []


async def test_a_transcript_becomes_subtitles_and_json_lines(scene, tmp_path):
    export = await transcript(scene)
    assert await write_srt(export.lines(), tmp_path / "t.srt") == 3
    assert await write_vtt(export.lines(), tmp_path / "t.vtt") == 3
    assert await write_jsonl(export.lines(), tmp_path / "t.jsonl") == 3
    assert (tmp_path / "t.srt").read_text().startswith("1\n00:00:10,000 --> 00:00:15,000\nAda: Sentence 0")
    assert (tmp_path / "t.vtt").read_text().startswith("WEBVTT\n\n00:00:10.000 --> 00:00:15.000\nAda: Sentence 0")
    first = json.loads((tmp_path / "t.jsonl").read_text().splitlines()[0])
    assert first["text"] == "Sentence 0, she said."


@pytest.mark.parametrize("arrives_as", FORMATS)
@pytest.mark.parametrize("wanted", ["csv", "jsonl", "srt", "vtt"])
async def test_a_transcript_is_saved_in_any_format(scene, tmp_path, arrives_as, wanted):
    saved = await (await transcript(scene, arrives_as)).save(f"{tmp_path}/", format=wanted)
    assert saved.path == str(tmp_path / f"{scene.session_id}_transcript.{wanted}")
    content = (tmp_path / saved.name).read_bytes()
    assert saved.size == len(content)
    if wanted != "jsonl":
        lines = await (await with_transcript(scene, content)).lines().collect()
        assert [(line.start, line.name) for line in lines] == [(10.0, "Ada"), (20.0, "Ada"), (30.0, "Ada")]
    else:
        assert [json.loads(line)["start"] for line in content.splitlines()] == [10.0, 20.0, 30.0]


async def test_a_chat_that_came_as_json_is_saved_as_csv_and_read_as_the_same(scene, tmp_path):
    export = await scene.rtk.sessions.chat(scene.session_id)
    before = await export.messages().collect()
    path = scene.files.path_of(export.url)
    scene.files.put(path, b"[" + b",".join(map(msgspec.json.encode, before)) + b"]")
    export.url = export.url.replace(".csv", ".json")
    scene.files.put(path.replace(".csv", ".json"), b"[" + b",".join(map(msgspec.json.encode, before)) + b"]")
    saved = await export.save(tmp_path / "x.csv", format="csv")
    scene.files.put(path, (tmp_path / saved.name).read_bytes())
    assert await (await scene.rtk.sessions.chat(scene.session_id)).messages().collect() == before


async def test_a_format_that_does_not_fit_is_refused_before_the_file_is_asked_for(scene, tmp_path):
    with pytest.raises(ValueError, match="a chat is written as csv, jsonl, got format 'srt'"):
        await (await scene.rtk.sessions.chat(scene.session_id)).save(tmp_path / "x", format="srt")
    with pytest.raises(ValueError, match="a summary is text"):
        await (await scene.rtk.sessions.summary(scene.session_id)).save(tmp_path / "x", format="csv")
    assert scene.files.requests == []


async def test_a_writer_that_fails_leaves_what_was_there(scene, tmp_path):
    (tmp_path / "t.srt").write_text("before")
    export = await with_transcript(scene, ROW + b"broken\n")
    with pytest.raises(MalformedRow):
        await write_srt(export.lines(), tmp_path / "t.srt")
    assert [path.name for path in tmp_path.iterdir()] == ["t.srt"]
    assert (tmp_path / "t.srt").read_text() == "before"


async def test_lines_of_ones_own_can_be_written(tmp_path):
    line = TranscriptLine(1.0, None, name="Ada", text="One\n\n<two> & --> three")
    await write_vtt([line], tmp_path / "t.vtt")
    assert (tmp_path / "t.vtt").read_text() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:06.000\nAda: One &lt;two&gt; &amp; --&gt; three\n\n"
    )
    await write_vtt([], tmp_path / "empty.vtt")
    assert (tmp_path / "empty.vtt").read_text() == "WEBVTT\n\n"


@pytest.mark.slow
async def test_rows_that_cannot_be_read_let_others_have_their_turn(scene):
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.ensure_future(count_turns())
    content = '1,"' + "x\n" * (LONGEST // 2 + 1)
    export = await scene.rtk.sessions.transcript(scene.session_id)
    scene.files.put(scene.files.path_of(export.url), content.encode())
    rows = export.lines(skip_malformed=True)
    assert await rows.collect() == []
    counting.cancel()
    assert turns > rows.skipped // 1000
