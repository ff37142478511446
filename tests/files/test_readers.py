"""Rows out of text that arrives in pieces, wherever the pieces end: pure."""

import csv
import io
import json
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from realtimekit_async.files import ChatMessage, MalformedRow, TranscriptLine
from realtimekit_async.files.chats import ChatReader
from realtimekit_async.files.problems import Problems
from realtimekit_async.files.tables import LONGEST
from realtimekit_async.files.transcripts import TranscriptReader

HEADER = "id,participantId,sessionId,meetingId,displayName,pinned,isEdited,payloadType,payload,createdAt"
EXAMPLE_CSV = (
    '"1000","peer-1","user-1","cust-1","Ada","Hello everyone"\n"3000","peer-2","user-2","cust-2","Bob","Hi"\n'
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)
said = texts.filter(lambda text: text.strip())


def read(reader, text, cuts=(), *, skip=False):
    """Return all rows, and how many were skipped, of a text that arrives cut at these places."""
    problems = Problems("it", skip=skip)
    reading = reader(problems)
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    rows = []
    for start, end in pairwise(places):
        for batch in reading.feed(text[start:end]):
            rows.extend(batch)
    for batch in reading.feed("", last=True):
        rows.extend(batch)
    return rows, problems.skipped


def lines(text, cuts=(), **options):
    return read(TranscriptReader, text, cuts, **options)[0]


def messages(text, cuts=(), **options):
    return read(ChatReader, text, cuts, **options)[0]


cuts = st.lists(st.integers(0, 400), max_size=12)
transcript_lines = st.builds(
    TranscriptLine,
    start=st.integers(0, 10**8).map(lambda milliseconds: milliseconds / 1000),
    end=st.none(),
    peer_id=said, user_id=said, custom_participant_id=said, name=said, text=texts,
)  # fmt: skip


@given(st.lists(transcript_lines, min_size=1), cuts, st.sampled_from(["\n", "\r\n"]))
def test_a_transcript_in_csv_is_read_however_it_is_cut(rows, cuts, ending):
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=ending)
    for row in rows:
        ids = (row.peer_id, row.user_id, row.custom_participant_id)
        writer.writerow((round(row.start * 1000), *ids, row.name, row.text))
    assert lines(text.getvalue(), cuts) == rows


@given(st.lists(transcript_lines), cuts)
def test_a_transcript_in_json_is_read_however_it_is_cut(rows, cuts):
    text = json.dumps(
        [
            {
                "startTime": round(row.start * 1000),
                "sentence": row.text,
                "peerData": {
                    "id": row.peer_id,
                    "userId": row.user_id,
                    "displayName": row.name,
                    "cpi": row.custom_participant_id,
                    "leftAt": "",
                },
            }
            for row in rows
        ],
        indent=1,
    )
    assert lines(text, cuts) == rows


plain = st.text("abc d.,!?&<>ä", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(st.tuples(st.integers(0, 10**8), plain), min_size=1), cuts, st.sampled_from(["\n", "\r\n"]))
def test_subtitles_are_read_however_they_are_cut(rows, cuts, ending):
    cues = [
        f"{number}\n{clock(start)} --> {clock(start + 500)}\nAda: {text}\n"
        for number, (start, text) in enumerate(rows, 1)
    ]
    srt = "\n".join(cues).replace("\n", ending)
    assert [(line.start, line.end, line.name, line.text) for line in lines(srt, cuts)] == [
        (start / 1000, (start + 500) / 1000, "Ada", text) for start, text in rows
    ]


def clock(milliseconds):
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"


chat_messages = st.builds(
    ChatMessage,
    id=said, participant_id=said, session_id=said, meeting_id=said, display_name=said,
    pinned=st.booleans(), is_edited=st.booleans(), payload_type=st.just("TEXT_MESSAGE"), payload=texts,
    created_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(chat_messages), cuts, st.permutations(HEADER.split(",")))
def test_a_chat_in_csv_is_read_by_its_header_however_it_is_cut(rows, cuts, columns):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        fields = json.loads(as_json(row))
        writer.writerow(fields | {name: str(fields[name]).lower() for name in ("pinned", "isEdited")})
    assert messages(text.getvalue(), cuts) == rows


@pytest.mark.slow
@given(st.lists(chat_messages), cuts)
def test_a_chat_in_json_is_read_however_it_is_cut(rows, cuts):
    assert messages(f"[{', '.join(map(as_json, rows))}]", cuts) == rows


def as_json(row):
    return json.dumps(
        {
            "id": row.id,
            "participantId": row.participant_id,
            "sessionId": row.session_id,
            "meetingId": row.meeting_id,
            "displayName": row.display_name,
            "pinned": row.pinned,
            "isEdited": row.is_edited,
            "payloadType": row.payload_type,
            "payload": row.payload,
            "createdAt": row.created_at.isoformat().replace("+00:00", "Z"),
        }
    )


# ── how formats differ ──


def test_a_time_of_day_counts_from_the_first_line():
    text = '2023-04-14T04:46:08.306Z,p,u,c,Ada,Hello\n2023-04-14 04:46:09.806,p,u,c,Ada,"Again, hello"\n'
    rows = lines(
        "Timestamp, Participant ID, User ID, Custom Participant ID, Participant Name, Transcript\n" + text
    )
    assert [row.start for row in rows] == [0.0, 1.5]
    assert rows[1].at == datetime(2023, 4, 14, 4, 46, 9, 806_000, tzinfo=UTC)
    assert lines(text) == rows


def test_webvtt_may_name_voices_and_hold_notes():
    text = (
        "WEBVTT - a title\n\nNOTE\nnothing\n\nSTYLE\n::cue {}\n\nfirst\n00:01.000 --> 00:02.5 align:start\n"
        "<v.loud Ada>Hello <i>all</i> &amp; everybody\n\n01:00:00.000 --> 01:00:01.000\nBob: Hi: there\nnext"
    )
    assert lines(text) == [
        TranscriptLine(1.0, 2.5, name="Ada", text="Hello all & everybody"),
        TranscriptLine(3600.0, 3601.0, name="Bob", text="Hi: there\nnext"),
    ]


def test_a_cue_without_a_name_has_none():
    assert lines("00:00:01,000 --> 00:00:02,000\nhello\n") == [TranscriptLine(1.0, 2.0, text="hello")]


def test_empty_columns_are_none():
    assert lines('"1000","","","","",""\n') == [TranscriptLine(1.0)]


def test_a_chat_without_some_columns_or_times_is_read():
    assert messages("payload,id,new\nhello,m1,x\n") == [ChatMessage("m1", payload="hello")]
    assert messages(HEADER + "\nm1,,,,,,,,hello,null\n") == [ChatMessage("m1", payload="hello")]


# ── what is malformed ──

MALFORMED = {
    "columns": ('"1","p"\n', "2 columns"),
    "time": ('"soon","p","u","c","n","t"\n', "no time"),
    "quote": ('"1","p","u","c","n","t"x\n', "quotes do not match"),
    "open quote": ('"1","p","u","c","n","t\n', "quotes do not match"),
}


@pytest.mark.parametrize("kind", MALFORMED)
@given(cuts=cuts)
def test_a_malformed_row_is_named_or_skipped_alone(kind, cuts):
    row, reason = MALFORMED[kind]
    text = EXAMPLE_CSV + row + EXAMPLE_CSV
    with pytest.raises(MalformedRow, match=f"row 3 of it: .*{reason}") as caught:
        lines(text, cuts)
    assert caught.value.row == 3
    assert read(TranscriptReader, text, cuts, skip=True) == (lines(EXAMPLE_CSV) * 2, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEADER + "\nonly,two\n", "row 2 of it: it has not as many columns"),
        (HEADER + "\nm1,,,,,maybe,,,hello,\n", "row 2 of it: .*neither true nor false"),
        (HEADER + "\nm1,,,,,,,,hello,yesterday\n", "row 2 of it: .*time"),
        ('[{"id": "m1"}, 7]', "row 2 of it: .*object"),
        ('[{"id": "m1"}, {"pinned": []}]', "row 2 of it: .*bool"),
    ],
)
def test_a_malformed_message_is_named_or_skipped(text, reason):
    with pytest.raises(MalformedRow, match=reason):
        messages(text)
    assert read(ChatReader, text, skip=True)[1] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "text", "reason"),
    [
        (ChatReader, "m1,hello\n", "row 1 of it: there is no header"),
        (ChatReader, '[{"id": "m1"} {', "row 2 of it: it is no JSON"),
        (ChatReader, '[{"id": "m1"}, {"id": nope}]', "row 2 of it: it is no JSON"),
        (ChatReader, '[{"id": "m1"}', "row 2 of it: the array breaks off"),
        (TranscriptReader, "[" * 100_000, "nested too deeply"),
        (TranscriptReader, '["' + "x" * (1 << 22), "longer than"),
        (TranscriptReader, "x" * (1 << 22), "longer than"),
        (TranscriptReader, "WEBVTT\n" + "x" * (1 << 22), "longer than"),
        (TranscriptReader, "WEBVTT\n" + "x\n" * (1 << 21), "longer than"),
    ],
)
def test_what_leaves_no_next_row_is_an_error_also_where_rows_are_skipped(reader, text, reason):
    with pytest.raises(MalformedRow, match=reason):
        read(reader, text, range(0, len(text), 1 << 18), skip=True)


def test_a_cue_without_times_is_malformed():
    text = "1\n00:00:01,000 --> 00:00:02,000\nAda: one\n\n2\nno times\n\n"
    with pytest.raises(MalformedRow, match="row 2 of it: it has no times"):
        lines(text)
    assert read(TranscriptReader, text, skip=True)[1] == 1


@given(st.text(), cuts, st.sampled_from([TranscriptReader, ChatReader]), st.booleans())
def test_any_text_is_rows_or_an_error_of_ours(text, cuts, reader, skip):
    with suppress(MalformedRow):
        read(reader, text, cuts, skip=skip)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("x\n", id="odd rows", marks=pytest.mark.slow),
        pytest.param("1000,peer,user,custom,Ada,Hi\n", id="good rows"),
    ],
)
def test_behind_a_quote_that_nobody_closes_rows_are_read_a_thousand_at_a_time(row):
    """Two million characters have come before that is known: whoever else uses the loop has a turn meanwhile."""
    text = '1,"' + row * (LONGEST // len(row) + 1)
    batches = [len(rows) for rows in TranscriptReader(Problems("it", skip=True)).feed(text)]
    assert max(batches) <= 1000
    assert batches.count(0) >= text.count("\n") // 1000 - 1


@pytest.mark.parametrize(
    ("reader", "first", "rest"),
    [
        (TranscriptReader, '[{"startTime": 1, "sentence": "hello"}]', " "),
        (TranscriptReader, "\n", "\n"),
        (TranscriptReader, "WEBVTT\n\n", "00:00.000 --> 00:01.000\nhello\n\n"),
        (TranscriptReader, "", "1000,peer,user,custom,Ada,Hi\n"),
        (TranscriptReader, "[", '{"startTime": 1, "sentence": "hello"},'),
        (ChatReader, '[{"id": "m1"}]', "x"),
        (ChatReader, "", "\n"),
        (ChatReader, "[", '{"id": "m1", "payload": "hello"},'),
    ],
    ids=["spaces", "lines", "cues", "rows", "objects", "text behind", "lines of a chat", "messages"],
)
def test_a_file_of_any_length_is_read_in_the_memory_of_a_piece(reader, first, rest):
    piece = rest * ((1 << 15) // len(rest))
    reading = reader(Problems("it", skip=True))
    held = []
    tracemalloc.start()
    try:
        for text in (first, *[piece] * 8):
            for _ in reading.feed(text):
                pass
            held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert held[-1] - held[3] < len(piece)
