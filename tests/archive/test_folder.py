"""A folder as a place for an archive: nothing is read or written through what leads elsewhere."""

import os

import pytest

from realtimekit_async.archive import open_store
from realtimekit_async.files import DestinationError


@pytest.mark.parametrize("place", ["elsewhere", "nowhere"])
async def test_a_linked_manifest_folder_is_not_followed_out_of_the_store(stage, folder, tmp_path, place):
    session_id = await stage.meet(recorded=0)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"elsewhere/{session_id}.json").write_bytes(b'{"stored":[]}')
    folder.path.mkdir()
    (folder.path / "manifest").symlink_to(tmp_path / place)
    report = await stage.archived(folder.destination)
    assert {each.error for each in report.failures} == {"DestinationError"}
    assert "a link leads out of" in report.failures[0].message
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [f"{session_id}.json"]
    assert (tmp_path / f"elsewhere/{session_id}.json").read_bytes() == b'{"stored":[]}'


async def test_the_folder_itself_may_be_a_link_and_links_within_it_are_followed(stage, folder, tmp_path):
    await stage.meet(recorded=0)
    (tmp_path / "disk/other").mkdir(parents=True)
    folder.path.symlink_to(tmp_path / "disk")
    (folder.path / "manifest").symlink_to(folder.path / "other")
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects) == ("complete", 3)
    assert len(list((tmp_path / "disk/other").iterdir())) == 1
    assert (await stage.archived(folder.destination)).units == 0


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
async def test_a_note_that_is_no_file_is_not_read_and_is_a_failure_of_its_session_alone(
    stage, folder, tmp_path, kind
):
    first = await stage.meet("First", recorded=0)
    await stage.meet("Second", recorded=0)
    (tmp_path / "secret").write_bytes(b"{}")
    note = folder.path / f"manifest/{first}.json"
    note.parent.mkdir(parents=True)
    makers = {"link": lambda: note.symlink_to(tmp_path / "secret"), "pipe": lambda: os.mkfifo(note)}
    makers.get(kind, note.mkdir)()
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects, report.stopped) == ("partial", 3, None)
    assert [(each.session_id, each.error) for each in report.failures] == [(first, "DestinationError")]
    assert (tmp_path / "secret").read_bytes() == b"{}"


async def test_a_link_in_the_place_of_an_object_is_replaced_by_it(stage, folder, tmp_path):
    await stage.meet(recorded=0)
    await stage.archived(folder.destination)
    [chat] = folder.path.rglob("chat.csv")
    (tmp_path / "other").write_bytes(content := chat.read_bytes())
    chat.unlink()
    chat.symlink_to(tmp_path / "other")
    [note] = folder.path.glob("manifest/*.json")
    note.unlink()
    report = await stage.archived(folder.destination)
    assert (report.state, report.objects, report.kept) == ("complete", 1, 2)
    assert not chat.is_symlink()
    assert chat.read_bytes() == (tmp_path / "other").read_bytes() == content


async def test_a_small_object_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path):
    store = open_store(tmp_path / "out")
    for data in (b"first", b"second, which is longer", b""):
        await store.write("a/b.json", data)
        assert await store.read("a/b.json") == data
        assert [path.name for path in (tmp_path / "out/a").iterdir()] == ["b.json"]


async def test_what_is_read_below_a_file_is_not_there_and_cannot_be_written(tmp_path):
    store = open_store(tmp_path)
    await store.write("a", b"x")
    assert (await store.read("a/b"), await store.size("a/b")) == (None, None)
    with pytest.raises(DestinationError, match="cannot write"):
        await store.write("a/b", b"x")
