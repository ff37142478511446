"""Names from a server, and headers of a storage host: pure."""

import hashlib
import sys
from base64 import b64encode
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, strategies as st

from realtimekit_async.files.names import distinct_names, safe_name
from realtimekit_async.files.validators import validators_of


@given(st.text(max_size=400))
def test_a_name_is_one_segment_everywhere_and_fits(text):
    name = safe_name(text, "file")
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        assert path.parts == (name,)
    assert name not in {"", ".", ".."}
    assert name.isprintable()
    assert len(name.encode()) <= 200
    assert not name.startswith(".")
    assert name == name.rstrip(". ")


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("weekly sync.mp4", "weekly sync.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\film.mp4", "film.mp4"),
        ("..", "file"),
        ("a\0b\u202e.mp4", "ab.mp4"),
        ("con.mp4", "_con.mp4"),
        ("LPT1", "_LPT1"),
        (".bashrc", "_.bashrc"),
        ("what?.mp4", "what_.mp4"),
        ("x" * 300 + ".mp4", "x" * 196 + ".mp4"),
    ],
)
def test_names_are_kept_as_far_as_they_are_safe(given_name, name):
    assert safe_name(given_name, "file") == name


def test_names_that_a_file_system_takes_for_the_same_are_numbered():
    assert [*distinct_names(["a.webm", "A.webm", "a", "A", "b"])] == ["a.webm", "A-2.webm", "a", "A-2", "b"]


def test_a_number_that_a_name_has_already_is_not_given_again():
    names = ["a-2.webm", "a.webm", "A.webm", "a.webm", "a-2.webm", "a-3.webm"]
    assert [*distinct_names(names)] == ["a-2.webm", "a.webm", "A-3.webm", "a-4.webm", "a-2-2.webm", "a-3-2.webm"]


@pytest.mark.parametrize(
    "named",
    [
        lambda number: "a.webm",  # noqa: ARG005
        lambda number: f"a-{number}.webm" if number % 2 else "a.webm",
        lambda number: ("A", "a")[number % 2],
    ],
)
def test_any_number_of_like_names_takes_steps_in_proportion(named):
    few, many = [steps(named, count) for count in (300, 1200)]
    assert many < 5 * few


def steps(named, names):
    """Count the lines of Python that run until so many names are distinct."""
    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        list(distinct_names(map(named, range(names))))
    finally:
        sys.settrace(None)
    return count


def digest(algorithm, content=b"x"):
    return b64encode(hashlib.new(algorithm, content).digest()).decode()


@pytest.mark.parametrize(
    ("headers", "algorithm"),
    [
        ({"Repr-Digest": f"md5=:{digest('md5')}:, sha-256=:{digest('sha256')}:"}, "sha256"),
        ({"x-amz-checksum-sha1": digest("sha1")}, "sha1"),
        ({"x-goog-hash": f"crc32c=n03x6A==,md5={digest('md5')}"}, "md5"),
        ({"Content-MD5": digest("md5")}, "md5"),
        ({"x-ms-blob-content-md5": digest("md5")}, "md5"),
        ({"x-amz-checksum-sha256": digest("sha256") + "-3"}, None),
        ({"Content-MD5": "no base64"}, None),
        ({"Content-MD5": digest("sha1")}, None),
        ({"ETag": '"d41d8cd98f00b204e9800998ecf8427e"'}, None),
        ({"Content-MD5": digest("md5"), "Content-Encoding": "gzip"}, None),
    ],
)
def test_the_strongest_checksum_that_a_store_gives_is_taken(headers, algorithm):
    checksum = validators_of(headers).checksum
    assert (checksum and checksum.algorithm) == algorithm


def test_a_weak_etag_says_nothing_about_bytes():
    assert validators_of({"ETag": 'W/"a"', "Content-Length": "7"}).etag is None
    assert validators_of({"ETag": '"a"', "Content-Length": "7"}).etag == '"a"'
