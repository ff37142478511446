"""Subtitles that are written are read as what they were."""

import asyncio
import io

from hypothesis import given
from hypothesis import strategies as st

from realtimekit_async.files import TranscriptLine, write_jsonl, write_srt, write_vtt
from realtimekit_async.files.problems import Problems
from realtimekit_async.files.transcripts import TranscriptReader

words = st.text("abc äöü.,!?&<>'\"-", min_size=1, max_size=15).map(str.strip).filter(bool)
times = st.integers(0, 10**8).map(lambda milliseconds: milliseconds / 1000)
spoken = st.builds(TranscriptLine, start=times, end=times, name=words, text=words)


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


@given(st.lists(spoken, min_size=1))
def test_what_is_written_as_subtitles_is_read_as_what_it_was(rows):
    for write in (write_srt, write_vtt):
        assert read(asyncio.run(written(write, rows))) == rows


async def test_a_line_without_an_end_is_shown_until_the_next_one():
    rows = [TranscriptLine(start, text="x") for start in (0.0, 2.0, 2.1, 20.0)]
    ends = [line.end for line in read(await written(write_srt, rows))]
    assert ends == [2.0, 2.5, 7.1, 25.0]


async def test_rows_are_json_one_on_each_line():
    rows = [TranscriptLine(1.5, name="Ada", text="one\ntwo"), TranscriptLine(2.0)]
    assert await written(write_jsonl, rows) == '{"start":1.5,"name":"Ada","text":"one\\ntwo"}\n{"start":2.0}\n'
