"""A signed link lets anybody read the file: no error, log line or traceback shows it."""

import logging
import pickle
import traceback

import pytest

from realtimekit_async import RealtimeKitError, TransportError
from realtimekit_async.files import DownloadError, SavedFile


def shown(error):
    """Return what an error shows, with the locals of our frames."""
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in whole.stack if "realtimekit_async" in frame.filename]
    seen = "".join(str(value) for frame in ours for value in (frame.locals or {}).values())
    family = f"{error.__cause__!r} {error.__context__!r}"
    return f"{error} {error!r} {vars(error)!r} {family} {seen} {pickle.dumps(error)!r}"


TROUBLES = {
    "refused": {"status": 403, "times": None},
    "gone": {"status": 404, "times": None},
    "odd": {"status": 418},
    "broken": {"cut_after": 100, "times": None, "without": ["ETag"]},
    "down": {"status": 503, "times": None},
    "damaged": {"damaged": True, "times": None},
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_no_error_of_a_download_shows_the_link(scene, tmp_path, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    recording = await scene.rtk.recordings.get(scene.recording_id)
    scene.files.next(**TROUBLES[trouble])
    with pytest.raises((DownloadError, TransportError)) as caught:
        await scene.rtk.recordings.download(recording, to=tmp_path, audio=trouble == "damaged")
    ours = [record for record in caplog.records if record.name.startswith("realtimekit_async")]
    said = " ".join(f"{record.getMessage()} {record.args!r}" for record in ours)
    assert "X-Amz" not in shown(caught.value) + said
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (type(copy), str(copy)) == (type(caught.value), str(caught.value))


@pytest.mark.parametrize("trouble", ["refused", "gone", "down"])
async def test_no_error_of_an_export_shows_the_link(scene, trouble):
    export = await scene.rtk.sessions.transcript(scene.session_id)
    scene.files.next(**TROUBLES[trouble])
    with pytest.raises((DownloadError, TransportError)) as caught:
        await export.lines().collect()
    assert "X-Amz" not in shown(caught.value)


def test_what_is_given_back_says_what_it_is():
    assert (
        repr(SavedFile("a.mp4", 7, "/x/a.mp4"))
        == "SavedFile(name='a.mp4', size=7, path='/x/a.mp4', etag=None, skipped=False)"
    )
    assert issubclass(DownloadError, RealtimeKitError)
