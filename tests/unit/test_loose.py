"""Numbers out of range and texts with control characters lose neither their row nor what stands beside it."""

import json
from math import inf

import msgspec
import pytest
from hypothesis import given, strategies as st

from realtimekit_async.models.presets import Preset
from realtimekit_async.models.recordings import Recording
from realtimekit_async.wire.calls import Call
from realtimekit_async.wire.documents import decode_json, mend
from realtimekit_async.wire.loose import LOOSE
from realtimekit_async.wire.reading import read
from realtimekit_async.wire.refusals import refusal

OUT_OF_RANGE = [b"1e400", b"-1e999", b"9" * 5000, b"9" * 400 + b".5", b"NaN", b"-Infinity", b"9" * 290 + b"e50"]


def page(row: bytes, paging: bytes = b"{}") -> "tuple[list[str], list[Recording], tuple[str, ...]]":
    body = b'{"success":true,"data":[{"id":"a"},' + row + b',{"id":"c"}],"paging":' + paging + b"}"
    reply = read(Call("GET", "/recordings", into=list[Recording]), 200, {}, body)
    return [each.id for each in reply.data], reply.data, reply.mended


@pytest.mark.parametrize("number", OUT_OF_RANGE, ids=lambda number: number[:9].decode())
@pytest.mark.parametrize("field", ["file_size", "recording_duration", "started_time", "output_file_name"])
def test_a_page_keeps_every_row_though_one_number_is_out_of_range(number, field):
    ids, rows, mended = page(b'{"id":"b","status":"UPLOADED","%s":%s}' % (field.encode(), number))
    assert ids == ["a", "b", "c"]
    assert (rows[1].status, getattr(rows[1], field)) == ("UPLOADED", None)
    assert mended == (f"Recording.{field} could not be read and is left out",)


@pytest.mark.parametrize("text", ["nan", " NaN", "-Infinity", "inf", "1e400", "9" * 5000])
def test_a_text_of_no_number_is_none(text):
    body = json.dumps({"data": {"id": "b", "audio_config": None, "recording_duration": text}}).encode()
    reply = read(Call("GET", "/recordings", into=Recording), 200, {}, body)
    assert (reply.data.id, reply.data.recording_duration) == ("b", None)


@pytest.mark.parametrize("number", OUT_OF_RANGE, ids=lambda number: number[:9].decode())
def test_a_number_out_of_range_that_nobody_asked_for_hinders_no_mending(number):
    ids, rows, mended = page(b'{"id":"b","file_size":"x","odd":%s}' % number, b'{"total_count":%s}' % number)
    assert ids == ["a", "b", "c"]
    assert rows[1].file_size is None
    assert set(mended) == {
        "Recording.file_size could not be read and is left out",
        "Paging.total_count could not be read and is left out",
    }


def test_what_a_row_keeps_without_knowing_it_has_no_number_out_of_range():
    body = b'{"data":{"id":"p","name":"n","config":{"odd":[1e999,NaN,7]}}}'
    preset = read(Call("GET", "/presets", into=Preset, inside="preset"), 200, {}, body).data
    assert preset.config is not None
    assert preset.config.other_members == {"odd": [None, None, 7]}


@pytest.mark.parametrize("text", [b"a\tb", b"a\nb", b"a\x00b", b"\x1b[2J"])
def test_a_control_character_in_a_text_costs_no_row(text):
    ids, rows, mended = page(b'{"id":"b","output_file_name":"%s"}' % text)
    assert ids == ["a", "b", "c"]
    assert (rows[1].output_file_name, mended) == (text.decode(), (LOOSE,))


def test_an_error_keeps_its_code_though_a_number_beside_it_is_out_of_range():
    body = b'{"success":false,"errors":[{"code":1,"message":"m"}],"retry_after":1e999,"x":' + b"9" * 5000 + b"}"
    error = refusal(400, {}, body, method="GET", path="/")
    assert (error.code, error.message, error.retry_after) == (1, "m", None)


@given(st.recursive(st.text() | st.integers() | st.floats() | st.none(), st.lists), st.booleans())
def test_any_json_of_pythons_can_be_read(value, ascii_only):
    document = json.dumps(value, ensure_ascii=ascii_only).encode()
    read_as, mended = decode_json(document, object)
    assert read_as == without_infinite(value)
    assert mended == (read_as != value)
    if not mended:
        assert mend(document) == document


def without_infinite(value: object) -> object:
    if isinstance(value, list):
        return [without_infinite(item) for item in value]
    return None if value in (inf, -inf) or value != value else value  # noqa: PLR0124 - NaN is not itself


@pytest.mark.parametrize("broken", [b'{"n":1e400', b'{"n":01}', b"{NaN:1}", b"[1e999,]", b'"\x01'])
def test_what_is_no_json_stays_none(broken):
    with pytest.raises(msgspec.DecodeError):
        decode_json(broken, object)
