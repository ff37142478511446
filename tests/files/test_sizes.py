"""A size that is known in advance is compared before a file gets its name, whatever a storage host sends."""

import asyncio
import gzip
import random
import zlib

import pytest
from multidict import CIMultiDict

from realtimekit_async import TransportError
from realtimekit_async.files import DownloadError, FileChanged, FileCorrupted
from realtimekit_async.files.validators import codings_of

from ..doubles.raw_server import RawServer

CONTENT = random.Random(5).randbytes(100_000)  # noqa: S311 - content
HALF = 50_000
REST = f"bytes {HALF}-99999/100000"
PAGE = b"<html>please log in</html>"
MISLED = (FileChanged, FileCorrupted)


@pytest.fixture
async def host():
    async with RawServer() as host:
        yield host


def answering(host, *answers):
    """Let a host give one answer after the other, and the last one from then on."""
    script = list(answers)

    def usual(peer, _seen):
        status, body, headers = script.pop(0) if len(script) > 1 else script[0]
        peer.answer(status, body, **{"Content_Type": "video/mp4", **headers})
        if "close" in headers.values() or len(body) < int(headers.get("Content_Length") or 0):
            peer.close()

    host.usual = usual


async def download(scene, host, to, *, size=100_000):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    scene.emulator.world.sizes[await scene.path()] = recording.file_size = size
    recording.download_url = f"http://{host.authority}/film.mp4?X-Amz-Signature=hush"
    return await scene.rtk.recordings.download(recording, to=to)


def cut(**more):
    return 200, CONTENT[:HALF], {"ETag": '"e"', "Content_Length": len(CONTENT), **more}


def part(of=REST, body=CONTENT[HALF:], **more):
    return 206, body, {"ETag": '"e"', "Content_Range": of, **more}


WRONG = {
    "a page of somebody else": (200, PAGE, {}),
    "the beginning, and no length": (200, CONTENT[:70_000], {"Content_Length": None, "Connection": "close"}),
    "more than all, and no length": (200, CONTENT + b"x", {"Content_Length": None, "Connection": "close"}),
    "nothing": (200, b"", {}),
}


@pytest.mark.parametrize("kind", WRONG)
async def test_a_file_of_another_size_than_the_api_says_gets_no_name(scene, host, tmp_path, kind):
    answering(host, WRONG[kind])
    with pytest.raises((DownloadError, TransportError)):
        await download(scene, host, tmp_path / "film")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cut", [0, 1, 6, 11])
async def test_a_web_page_gets_no_name_where_no_size_tells_it_from_a_file(scene, host, tmp_path, cut):
    async def in_pieces(peer, _seen):
        page = b"\xef\xbb\xbf\n <!DOCTYPE html>" + b"x" * 1000
        peer.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(page)}\r\n\r\n".encode() + page[:cut])
        await peer.writer.drain()
        await asyncio.sleep(0.01)
        peer.send(page[cut:])

    host.usual = in_pieces
    with pytest.raises(FileCorrupted, match="a web page came in its place"):
        await download(scene, host, tmp_path / "film", size=None)
    assert list(tmp_path.iterdir()) == []


async def test_the_api_is_asked_again_before_a_size_is_taken_for_wrong(scene, tmp_path):
    recording = await scene.rtk.recordings.get(scene.recording_id)
    await scene.holds(CONTENT)
    await scene.rtk.recordings.download(recording, to=tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == CONTENT
    assert len(scene.files.requests) == 1


RESUMED = {
    "nothing beyond half of it": (416, b"", {"Content_Range": f"bytes */{HALF}"}),
    "nothing, and 5,000 digits": (416, b"", {"Content_Range": "bytes */" + "9" * 5000}),
    "five bytes too many": part(body=CONTENT[HALF:] + b"EXTRA"),
    "another whole": part("bytes 50000-99999/100001", CONTENT[HALF:] + b"x"),
    "another place": part("bytes 0-99999/100000", CONTENT),
    "5,000 digits": part("bytes 50000-99999/" + "9" * 5000),
    "packed": part(body=gzip.compress(CONTENT[HALF:]), Content_Encoding="gzip"),
}


@pytest.mark.parametrize("size", [len(CONTENT), None])
@pytest.mark.parametrize("kind", RESUMED)
async def test_a_rest_of_another_size_gets_no_name(scene, host, tmp_path, kind, size):
    answering(host, cut(), RESUMED[kind])
    with pytest.raises(MISLED):
        await download(scene, host, tmp_path / "film", size=size)
    assert list(tmp_path.iterdir()) == []


async def test_a_rest_may_be_sent_without_the_size_of_the_whole(scene, host, tmp_path):
    answering(host, cut(), part("bytes 50000-99999/*"))
    await download(scene, host, tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == CONTENT


PACKED = gzip.compress(CONTENT, mtime=0)  # without the time: every process makes the same


async def test_what_arrives_packed_is_unpacked(scene, host, tmp_path):
    answering(
        host, (200, gzip.compress(CONTENT[:HALF]) + gzip.compress(CONTENT[HALF:]), {"Content_Encoding": "gzip"})
    )
    await download(scene, host, tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == CONTENT


RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(CONTENT) + RAW.flush()
CODINGS = [
    *(
        (name, CONTENT)
        for name in ("aws-chunked", "utf-8", "UTF-8", "none", "binary", "identity", "", "null", "mp4")
    ),
    *((name, PACKED) for name in ("gzip,aws-chunked", "aws-chunked, GZIP", "utf-8,gzip", "gzip;q=1", "x-gzip")),
    *(("deflate", body) for body in (zlib.compress(CONTENT), DEFLATED)),
]


@pytest.mark.parametrize("size", [len(CONTENT), None])
@pytest.mark.parametrize(("coding", "body"), CODINGS, ids=[f"{name}:{len(body)}" for name, body in CODINGS])
async def test_a_name_among_the_codings_that_packs_nothing_keeps_no_file_away(
    scene, host, tmp_path, coding, body, size
):
    answering(host, (200, body, {"Content_Encoding": coding}))
    await download(scene, host, tmp_path / "film", size=size)
    assert (tmp_path / "film").read_bytes() == CONTENT


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "br, aws-chunked", "xz"])
async def test_a_file_that_is_packed_as_nobody_here_unpacks_is_refused(scene, host, tmp_path, coding):
    answering(host, (200, PACKED, {"Content_Encoding": coding}))
    with pytest.raises(DownloadError, match="arrives packed as"):
        await download(scene, host, tmp_path / "film", size=None)
    assert list(tmp_path.iterdir()) == []


def test_codings_may_stand_in_several_headers():
    headers = CIMultiDict([("Content-Encoding", "aws-chunked"), ("content-encoding", "gzip")])
    assert codings_of(headers) == ["gzip"]


@pytest.mark.parametrize("size", [len(CONTENT), None])
@pytest.mark.parametrize(
    ("body", "coding"),
    [(PACKED[:HALF], "gzip"), (PACKED[:-8] + bytes(8), "gzip"), (CONTENT, "gzip"), (PACKED, "br")],
    ids=["cut off", "another checksum", "not packed", "packed otherwise"],
)
async def test_what_is_packed_and_not_whole_gets_no_name(scene, host, tmp_path, body, coding, size):
    answering(host, (200, body, {"Content_Encoding": coding}))
    with pytest.raises(DownloadError):
        await download(scene, host, tmp_path / "film", size=size)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:99999/", "http://a..b/", "file:///etc/passwd", "http://[::1"]
)
async def test_a_redirect_to_a_place_that_cannot_be_is_an_error_of_ours(scene, host, tmp_path, location):
    answering(host, (302, b"", {"Location": location}))
    with pytest.raises(DownloadError, match="no URL"):
        await download(scene, host, tmp_path)


async def test_a_redirect_in_a_circle_comes_to_an_end(scene, host, tmp_path):
    answering(host, (302, b"", {"Location": "/film.mp4"}))
    with pytest.raises(DownloadError, match="from one place to the next"):
        await download(scene, host, tmp_path)
