"""Text that is no Unicode loses neither itself nor what stands beside it."""

import json

import msgspec
import pytest
from hypothesis import given, strategies as st

from realtimekit_async.models.meetings import Meeting
from realtimekit_async.wire.documents import decode_json
from realtimekit_async.wire.mending import read, read_envelope
from realtimekit_async.wire.refusals import refusal
from realtimekit_async.wire.unicode import MENDED, mend_text

ODD_TITLES = {
    "half an emoji at the end": (rb"Standup \ud83d", "Standup \ufffd"),
    "half an emoji in the middle": (rb"Stand\ud83dup", "Stand\ufffdup"),
    "the other half": (rb"\ude00 Standup", "\ufffd Standup"),
    "two first halves": (rb"\ud83d\ud83d\ude00", "\ufffd😀"),
    "a byte that is no UTF-8": (b"Caf\xe9", "Caf\ufffd"),
    "a surrogate in bytes": (b"\xed\xa0\xbd", "\ufffd\ufffd\ufffd"),
    "a backslash and letters": (rb"\\ud83d\ud83d", "\\ud83d\ufffd"),
}


@pytest.mark.parametrize("title", ODD_TITLES)
def test_a_page_keeps_every_row_though_one_title_is_no_unicode(title):
    written, shown = ODD_TITLES[title]
    body = b'{"success":true,"data":[{"id":"a"},{"id":"b","title":"%s"},{"id":"c"}]}' % written
    rows, _, success, mended = read_envelope(list[Meeting], body, None, may_be_empty=False)
    assert [row.id for row in rows] == ["a", "b", "c"]
    assert rows[1].title == shown
    assert (success, mended) == (True, (MENDED,))


def test_other_oddities_of_the_same_page_are_mended_as_well():
    body = rb'{"data":[{"id":"a","title":"\ud83d","created_at":"null"},{"id":7}]}'
    rows, _, _, mended = read_envelope(list[Meeting], body, None, may_be_empty=False)
    assert [(row.id, row.title) for row in rows] == [("a", "\ufffd"), ("7", None)]
    assert mended[0] == MENDED
    assert len(mended) > 1


def test_a_wrapped_object_is_mended_and_that_is_told_once():
    body = rb'{"data":{"\ud83d":1,"meeting":{"id":"a","title":"\ud83d"}}}'
    meeting, _, _, mended = read_envelope(Meeting, body, "meeting", may_be_empty=False)
    assert (meeting.title, mended) == ("\ufffd", (MENDED,))


@pytest.mark.parametrize("written", [rb"no \ud83d", b"no \xff"])
def test_an_error_keeps_its_code_and_its_message(written):
    body = b'{"success":false,"error":{"code":"MEETING_GONE","message":"%s"}}' % written
    error = refusal(404, {}, body, method="GET", path="/meetings/{meeting_id}")
    assert (error.code, error.message) == ("MEETING_GONE", "no \ufffd")


def test_an_error_shows_no_command_of_a_terminal():
    body = json.dumps({"error": {"code": "\x1b[2J", "message": "a\x1b]0;b\x07"}}).encode()
    error = refusal(400, {}, body, method="GET", path="/")
    assert (error.code, error.message) == (r"\x1b[2J", r"a\x1b]0;b\x07")


@pytest.mark.parametrize("broken", [b'{"title":"a', b'{"title":"\\ud8', b"{]", b""])
def test_what_is_no_json_is_not_made_json(broken):
    with pytest.raises(msgspec.DecodeError):
        decode_json(broken, dict)
    with pytest.raises(msgspec.DecodeError):
        read(Meeting, broken)


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists), st.booleans())
def test_documents_of_unicode_stay_as_they_are(value, ascii_only):
    document = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert mend_text(document) == document
    assert decode_json(document, object) == (value, False)


@given(st.text(st.characters(), max_size=20), st.binary(max_size=5))
def test_any_text_can_be_read(text, raw):
    odd_bytes = raw.translate(None, bytes(range(32)) + b'"\\')
    document = b'[%s,"%s"]' % (json.dumps(text).encode(), odd_bytes)
    (first, second), _ = decode_json(document, list[str])
    (first + second).encode()
