"""Subtitles that are written are read as what they were."""

import asyncio
import io
import math

import pytest
from hypothesis import given, strategies as st
from msgspec import structs

from realtimekit_async.files import TranscriptLine, write_csv, write_jsonl, write_srt, write_vtt
from realtimekit_async.files.problems import Problems
from realtimekit_async.files.transcripts import TranscriptReader

texts = st.text(st.characters(codec=None), max_size=15) | st.text("a:& <>-0.,\n\r\t\u2028\ud83d", max_size=25)
words = st.text("abc äöü.,!?&<>'\"-", min_size=1, max_size=15).map(str.strip).filter(bool)
milliseconds = st.integers(0, 10**8)
spoken = st.builds(
    lambda start, length, name, text: TranscriptLine(start / 1000, (start + length) / 1000, name=name, text=text),
    milliseconds, st.integers(1, 10_000), words, words,
)  # fmt: skip
anything = st.builds(
    TranscriptLine, start=st.floats(), end=st.none() | st.floats(), name=st.none() | texts, text=texts
)


class Sink:
    def __init__(self):
        self.content = io.BytesIO()

    async def write(self, data):
        self.content.write(data)


async def written(write, rows):
    sink = Sink()
    assert await write(rows, sink) == len(rows)
    return sink.content.getvalue().decode()


def read(text):
    reader = TranscriptReader(Problems("it"))
    return [row for batch in reader.feed(text, last=True) for row in batch]


def shown(text):
    """Return a text as a cue can have it: on one line, of characters that can be written."""
    return " ".join("".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text).split())


@pytest.mark.slow
@given(st.lists(anything, min_size=1))
def test_whatever_is_written_as_subtitles_is_read_line_by_line(rows):
    for write in (write_srt, write_vtt):
        lines = read(asyncio.run(written(write, rows)))
        assert [(shown(line.name or ""), shown(line.text)) for line in lines] == [
            (shown(row.name or ""), shown(row.text)) for row in rows
        ]
        assert all(0 <= line.start < line.end < float("inf") for line in lines)


@given(st.lists(spoken, min_size=1))
def test_what_is_written_as_subtitles_is_read_as_what_it_was(rows):
    for write in (write_srt, write_vtt):
        assert read(asyncio.run(written(write, rows))) == rows


@given(st.lists(spoken, min_size=1))
def test_what_is_written_as_csv_is_read_as_what_it_was_but_for_its_ends(rows):
    expected = [structs.replace(row, end=None) for row in rows]
    assert read(asyncio.run(written(write_csv, rows))) == expected


async def test_a_line_without_an_end_is_shown_until_the_next_one():
    rows = [TranscriptLine(start, text="x") for start in (0.0, 2.0, 2.1, 20.0)]
    ends = [line.end for line in read(await written(write_srt, rows))]
    assert ends == [2.0, 2.5, 7.1, 25.0]


async def test_rows_are_json_one_on_each_line():
    rows = [TranscriptLine(1.5, name="Ada", text="one\ntwo"), TranscriptLine(2.0)]
    assert await written(write_jsonl, rows) == '{"start":1.5,"name":"Ada","text":"one\\ntwo"}\n{"start":2.0}\n'


@pytest.mark.parametrize(
    ("start", "end", "times"),
    [
        (5.0, 0.0, (5.0, 10.0)),
        (5.0, 5.0, (5.0, 10.0)),
        (5.0, 5.0004, (5.0, 10.0)),
        (-9.0, None, (0.0, 5.0)),
        (math.nan, 2.0, (1.0, 2.0)),
        (math.inf, None, (1.0, 6.0)),
        (1e300, 1e300, (1.0, 6.0)),
        (2.0, math.nan, (2.0, 7.0)),
        (2.0, math.inf, (2.0, 7.0)),
    ],
)
async def test_every_time_is_one_and_ends_come_after_starts(start, end, times):
    first = TranscriptLine(1.0, 1.5, text="x")
    for write in (write_srt, write_vtt):
        lines = read(await written(write, [first, TranscriptLine(start, end, text="y")]))
        assert (lines[1].start, lines[1].end) == times


async def test_rows_that_hold_half_a_character_are_written_with_a_whole_one():
    rows = [TranscriptLine(1.0, name="Ada \ud83d", text="x"), {"text": ["\ud83d"]}]
    assert await written(write_jsonl, rows) == (
        '{"start":1.0,"name":"Ada \ufffd","text":"x"}\n{"text":["\ufffd"]}\n'
    )
