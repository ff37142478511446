"""Which files a recording has, and what they are called: one picture, or tracks in any form the API gives."""

import json

import msgspec
import pytest

from realtimekit_async.files import DownloadError, FileVanished
from realtimekit_async.files.recorded import every_file_of, files_of
from realtimekit_async.models import Recording

ADA = "participant_aaa708b8_peer_media_kind_audio_1783406002832.webm"
BOB = "participant_bbb708b8_peer_media_kind_audio_1783406002917.webm"
LINK = "https://files.example/one.webm?X-Amz-Signature=hush"


def recording(download_url, **more):
    body = {"id": "r1", "status": "UPLOADED", "file_size": 0, "download_url": download_url, **more}
    return msgspec.json.decode(json.dumps(body), type=Recording)


def layer(files, name="default"):
    return {"layer_name": name, "download_urls": files}


def linked(*names):
    return {name: {"download_url": LINK} for name in names}


def test_a_layer_has_a_file_for_each_participant_under_its_own_name():
    found = files_of(recording([layer(linked(ADA, BOB)), layer(linked(ADA.upper()), "left")]))
    assert [(file.layer, file.key) for file in found] == [
        ("default", ADA),
        ("default", BOB),
        ("left", ADA.upper()),
    ]
    assert [file.name for file in found] == [ADA, BOB, ADA.upper().replace(".WEBM", "-2.WEBM")]


def test_the_older_form_has_one_file_in_a_layer_named_after_it():
    [file] = files_of(recording([layer(linked("file"), "left")], output_file_name="talk.mp4"))
    assert (file.name, file.layer) == ("talk_left.webm", "left")


def test_a_link_may_stand_there_without_an_object():
    [file] = files_of(recording([layer({ADA: LINK})]))
    assert (file.name, file.link) == (ADA, LINK)


@pytest.mark.parametrize("name", ["../../up.webm", "..\\up.webm", "/etc/up.webm"])
def test_the_name_of_a_track_stays_in_its_directory(name):
    assert [file.name for file in files_of(recording([layer(linked(name))]))] == ["up.webm"]


NO_FILE = {
    "never uploaded": ({"links": []}, "never had one: no track of it was uploaded"),
    "another object": ({"tracks": [LINK]}, "cannot be read"),
    "links of some kind": ({"links": [LINK]}, "cannot be read"),
    "no layers": ([], "cannot be read"),
    "a layer without files": ([layer({})], "cannot be read"),
    "a layer without links": ([layer({ADA: {}})], "cannot be read"),
    "a layer with nothing": ([layer(None)], "cannot be read"),
}


@pytest.mark.parametrize("form", NO_FILE)
async def test_tracks_without_a_file_are_no_files_that_were_kept_for_a_while(scene, tmp_path, form):
    download_url, reason = NO_FILE[form]
    for find in (files_of, every_file_of):
        with pytest.raises(DownloadError, match=reason) as caught:
            find(recording(download_url))
        assert not isinstance(caught.value, FileVanished)
        assert "seven days" not in str(caught.value)
    with pytest.raises(DownloadError, match=reason):
        await scene.rtk.recordings.download(recording(download_url), to=tmp_path)


async def test_every_file_of_a_layer_is_fetched(scene, tmp_path):
    known = await scene.rtk.recordings.get(scene.recording_id)
    files = {name: {"download_url": known.download_url} for name in (ADA, BOB)}
    saved = await scene.rtk.recordings.download(recording([layer(files)]), to=tmp_path)
    assert [each.name for each in saved] == [ADA, BOB]
    assert sorted(path.name for path in tmp_path.iterdir()) == [ADA, BOB]


async def test_what_can_be_read_is_fetched_before_it_is_told_what_cannot(scene, tmp_path):
    known = await scene.rtk.recordings.get(scene.recording_id)
    layers = [layer({ADA: {"download_url": known.download_url}}), layer({BOB: {}}, "left")]
    with pytest.raises(DownloadError, match=r"files of left .*cannot be read"):
        await scene.rtk.recordings.download(recording(layers), to=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [ADA]
