"""What stands beside a file while it is fetched: never somebody else's, never left behind, on the disk in time."""

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from realtimekit_async.files import DestinationError
from realtimekit_async.files.part import PartFile, write_whole
from realtimekit_async.files.validators import Checksum, Validators

KNOWN = Validators('"e"', 10)


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def begun(target, validators=KNOWN, data=b"12345"):
    part = PartFile(target)
    part.open()
    part.begin(validators)
    part.write(data)
    return part


@pytest.mark.parametrize("ending", [".part.json", ".part.json.new"])
def test_a_note_replaces_a_link_and_never_follows_it(tmp_path, ending):
    (tmp_path / "victim").write_text("precious")
    (tmp_path / f"film{ending}").symlink_to(tmp_path / "victim")
    begun(tmp_path / "film").commit()
    assert (tmp_path / "victim").read_text() == "precious"
    assert names(tmp_path) == ["film", "victim"]


def test_a_note_behind_a_link_is_not_read(tmp_path):
    (tmp_path / "elsewhere").write_text('{"etag":"\\"e\\""}')
    (tmp_path / "film.part.json").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "film.part").write_bytes(b"12345")
    part = PartFile(tmp_path / "film")
    part.open()
    assert part.size == 0
    part.discard()


@pytest.mark.timeout(10)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are Unix's")
@pytest.mark.parametrize("ending", ["", ".part.json", ".part.json.new"])
def test_a_pipe_in_the_place_of_a_note_is_not_waited_for(tmp_path, ending):
    os.mkfifo(tmp_path / f"film{ending}")
    begun(tmp_path / "film").commit()
    assert names(tmp_path) == ["film"]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("make", [lambda path: path.symlink_to("victim"), os.mkfifo, lambda path: path.mkdir()])
def test_a_part_that_is_no_file_is_an_error(tmp_path, make):
    make(tmp_path / "film.part")
    with pytest.raises(DestinationError, match="cannot write"):
        PartFile(tmp_path / "film").open()


def test_a_directory_in_the_place_of_the_file_is_an_error_before_anything_arrives(tmp_path):
    (tmp_path / "film").mkdir()
    with pytest.raises(DestinationError, match="directory"):
        PartFile(tmp_path / "film").open()
    assert names(tmp_path) == ["film"]


NOTES = {
    "no JSON": b'{"etag": "',
    "nested": b"[" * 100_000,
    "no UTF-8": b"\xff\xfe",
    "empty": b"",
    "no text": b'{"etag": 5}',
    "another header": b'{"etag": "\\"bad\\r\\nX-Evil: 1\\""}',
    "no quotes": b'{"etag": "bad"}',
    "a negative size": b'{"etag": "\\"e\\"", "size": -5}',
    "a size below what is there": b'{"etag": "\\"e\\"", "size": 2}',
    "a checksum nobody knows": b'{"etag": "\\"e\\"", "checksum": {"algorithm": "nope", "digest": "AAAA"}}',
    "a checksum of any length": b'{"etag": "\\"e\\"", "checksum": {"algorithm": "shake_128", "digest": "AAAA"}}',
    "endless": b'{"etag": "\\"e\\""}' + b" " * 100_000,
}


@pytest.mark.parametrize("kind", NOTES)
def test_a_note_that_is_none_of_ours_makes_for_a_new_beginning(tmp_path, kind):
    (tmp_path / "film.part").write_bytes(b"12345")
    (tmp_path / "film.part.json").write_bytes(NOTES[kind])
    part = PartFile(tmp_path / "film")
    part.open()
    assert (part.size, part.validators) == (0, Validators())
    part.discard()
    assert names(tmp_path) == []


def test_a_note_of_ours_is_gone_on_from(tmp_path):
    checksum = Checksum("md5", bytes(16))
    begun(tmp_path / "film", Validators('"e"', 10, checksum)).keep()
    part = PartFile(tmp_path / "film")
    part.open()
    assert (part.size, part.validators) == (5, Validators('"e"', 10, checksum))
    part.discard()


@pytest.mark.parametrize("validators", [Validators(), Validators(None, 10), Validators('W/"e"', 10)])
def test_no_note_is_written_for_what_cannot_be_resumed(tmp_path, validators):
    part = begun(tmp_path / "film", validators)
    assert names(tmp_path) == ["film.part"]
    part.keep()
    assert names(tmp_path) == []


def test_the_note_goes_before_the_file_gets_its_name(tmp_path, monkeypatch):
    part = begun(tmp_path / "film")
    seen = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, to: (seen.append(names(tmp_path)), replace(path, to)))
    part.commit()
    assert seen == [["film.part"]]
    assert names(tmp_path) == ["film"]


def test_a_file_is_on_the_disk_before_it_gets_its_name_and_its_name_after(tmp_path, monkeypatch):
    part = begun(tmp_path / "film")
    seen = []
    fsync = os.fsync

    def look(number):
        kind = "directory" if stat.S_ISDIR(os.fstat(number).st_mode) else "file"
        seen.append((kind, (tmp_path / "film").exists()))
        fsync(number)

    monkeypatch.setattr(os, "fsync", look)
    part.commit()
    assert seen == [("file", False), ("directory", True)]


def test_two_downloads_of_one_file_leave_nothing_but_the_file(tmp_path):
    first, second = begun(tmp_path / "film"), begun(tmp_path / "film", data=b"abc")
    assert names(tmp_path) == ["film.2.part", "film.part", "film.part.json"]
    second.commit()
    assert (tmp_path / "film").read_bytes() == b"abc"
    first.commit()
    assert names(tmp_path) == ["film"]
    assert (tmp_path / "film").read_bytes() == b"12345"


def test_what_killed_downloads_have_left_goes_with_the_next_one_that_finishes(tmp_path):
    for name in ("film.part", "film.part.json.new", "film.2.part", "film.7.part"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "film.2.part.mp4").write_bytes(b"of somebody else")
    write_whole(tmp_path / "film", b"whole")
    assert names(tmp_path) == ["film", "film.2.part.mp4"]


def test_a_part_of_another_download_that_runs_is_left_alone(tmp_path):
    first, second, third = (begun(tmp_path / "film", data=data) for data in (b"1", b"22", b"333"))
    first.commit()
    assert names(tmp_path) == ["film", "film.2.part", "film.3.part"]
    third.commit()
    second.discard()
    assert (tmp_path / "film").read_bytes() == b"333"
    assert names(tmp_path) == ["film"]


def test_too_many_downloads_of_one_file_are_an_error(tmp_path):
    parts = [begun(tmp_path / "film") for _ in range(32)]
    with pytest.raises(DestinationError, match="32 downloads write it"):
        PartFile(tmp_path / "film").open()
    for part in parts:
        part.discard()
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="modes are Unix's")
def test_files_have_the_usual_mode_and_the_umask_of_the_process_is_not_touched(tmp_path):
    seen, over = set(), threading.Event()

    def create():
        while not over.is_set():
            (tmp_path / "other").touch(0o666)
            seen.add(stat.S_IMODE((tmp_path / "other").stat().st_mode))
            (tmp_path / "other").unlink()

    before = os.umask(0o027)
    thread = threading.Thread(target=create)
    try:
        thread.start()
        first = begun(tmp_path / "film")
        for _ in range(200):
            begun(tmp_path / "film").discard()
        over.set()
        thread.join()
        second = begun(tmp_path / "film")
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        first.discard()
        second.discard()
    finally:
        over.set()
        thread.join()
        os.umask(before)
    assert seen == modes == {0o640}


def test_the_note_is_what_it_says(tmp_path):
    part = begun(tmp_path / "film")
    assert json.loads((tmp_path / "film.part.json").read_text())["etag"] == '"e"'
    part.discard()
