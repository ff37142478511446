"""A file that is there already, the same as the storage host has, is not fetched a second time."""

import errno
import os
from contextlib import suppress

import pytest

from realtimekit_async.files import FileVanished

WITHOUT_ATTRIBUTES = "a file beside it"


def refuse(*_: object) -> None:
    """Do what a file system without extended attributes does."""
    raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))


@pytest.fixture(params=["an attribute", WITHOUT_ATTRIBUTES])
async def place(request, scene, tmp_path, monkeypatch):
    await scene.play()
    if request.param == WITHOUT_ATTRIBUTES:
        for name in ("setxattr", "getxattr"):
            monkeypatch.setattr(os, name, refuse, raising=False)
        return tmp_path
    try:
        os.setxattr(tmp_path, "user.probe", b"x")
    except (AttributeError, OSError):
        pytest.skip("this file system keeps no extended attributes")
    return tmp_path


def visible(place):
    return [path.name for path in place.iterdir() if not path.name.startswith(".")]


async def fetch(scene, to, **options):
    """Download and give what was saved, and the statuses that the storage host has answered with."""
    scene.files.requests.clear()
    [saved] = await scene.rtk.recordings.download(scene.recording_id, to=to, **options)
    return saved, [request.status for request in scene.files.requests]


async def test_the_second_download_asks_and_fetches_nothing(scene, place):
    first, statuses = await fetch(scene, place)
    assert (first.skipped, statuses) == (False, [200])
    content = (place / first.name).read_bytes()
    again, statuses = await fetch(scene, place)
    assert (again.skipped, statuses) == (True, [304])
    assert (again.name, again.path, again.size, again.etag) == (first.name, first.path, first.size, first.etag)
    assert visible(place) == [first.name]
    assert (place / first.name).read_bytes() == content


async def test_again_fetches_it_nevertheless(scene, place):
    await fetch(scene, place)
    saved, statuses = await fetch(scene, place, again=True)
    assert (saved.skipped, statuses) == (False, [200])


async def test_a_path_is_treated_as_a_directory_is(scene, place):
    await fetch(scene, place / "film.mp4")
    saved, _ = await fetch(scene, place / "film.mp4")
    assert (saved.skipped, saved.path) == (True, str(place / "film.mp4"))


async def test_a_file_that_has_changed_there_is_fetched(scene, place):
    first, _ = await fetch(scene, place)
    scene.files.put(await scene.path(), b"x" * first.size)
    saved, statuses = await fetch(scene, place)
    assert (saved.skipped, statuses) == (False, [200, 200])
    assert (place / first.name).read_bytes() == b"x" * first.size


def spoil(path, note):
    """Have a note say this, in whichever of the two places it is."""
    with suppress(OSError):
        os.setxattr(path, "user.realtimekit", note)
        return
    path.with_name(f".{path.name}.etag").write_bytes(note)


CHANGES = {
    "written to": lambda path: path.write_bytes(b"y" * path.stat().st_size),
    "touched": lambda path: os.utime(path, (1, 1)),
    "cut": lambda path: os.truncate(path, 3),
    "removed": lambda path: path.unlink(),
    "with a note that is none": lambda path: spoil(path, b"{"),
    "with a note of another kind": lambda path: spoil(path, b'{"etag":7}'),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_file_that_has_changed_here_is_fetched_without_asking(scene, place, change):
    first, _ = await fetch(scene, place)
    content = (place / first.name).read_bytes()
    CHANGES[change](place / first.name)
    saved, statuses = await fetch(scene, place)
    assert (saved.skipped, statuses) == (False, [200])
    assert (place / first.name).read_bytes() == content


async def test_what_nobody_asks_for_again_leaves_nothing_beside_it(scene, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "setxattr", refuse, raising=False)
    await scene.play()
    await fetch(scene, tmp_path / "film.mp4")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".film.mp4.etag", "film.mp4"]
    exports = tmp_path / "exports"
    exports.mkdir()
    await (await scene.rtk.sessions.chat(scene.session_id)).save(exports / "chat.csv")
    assert [path.name for path in exports.iterdir()] == ["chat.csv"]


async def test_a_host_that_gives_no_etag_is_asked_for_everything(scene, place):
    scene.files.next(without=["ETag"], times=2)
    for _ in range(2):
        saved, statuses = await fetch(scene, place)
        assert (saved.skipped, saved.etag, statuses) == (False, None, [200])


async def test_trouble_while_asking_is_ridden_out(scene, place):
    await fetch(scene, place)
    scene.files.next(status=503)
    saved, statuses = await fetch(scene, place)
    assert (saved.skipped, statuses) == (True, [503, 304])


async def test_a_file_that_is_kept_no_longer_is_said_to_be_gone(scene, place):
    first, _ = await fetch(scene, place)
    scene.files.remove(await scene.path())
    with pytest.raises(FileVanished):
        await fetch(scene, place)
    assert (place / first.name).exists()
