"""The host that files lie on: over real sockets, with the plainest client."""

import csv
import io
import json
import socket
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

import aiohttp
import pytest

from realtimekit_async.emulator import Emulator

RETENTION = 7 * 24 * 3600


class Scene:
    """A meeting that took place, with everything that is left of it."""

    def __init__(self, emulator, api):
        self.emulator = emulator
        self.api = api

    async def play(self, **settings):
        meeting = await self.api.meeting(title="Standup", summarize_on_end=True, **settings)
        self.meeting_id = meeting["id"]
        simulate = self.emulator.simulate
        self.ada = simulate.participant_joins(self.meeting_id, name="Ada")
        self.recording = (await self.api("POST", "/recordings", {"meeting_id": self.meeting_id})).data
        simulate.recording_advances(self.recording["id"])
        simulate.advance(1)
        simulate.says(self.meeting_id, "Ada", 'Hello, "everyone"', seconds=1.5)
        simulate.chats(self.meeting_id, "Ada", 'A list:\n"one", two')
        simulate.advance(119)
        simulate.participant_leaves(self.meeting_id, "Ada")
        simulate.recording_advances(self.recording["id"])
        self.session_id = self.ada.session.id
        return self

    async def link(self, path, key):
        return (await self.api("GET", path)).data[key]

    async def chat(self):
        return await self.link(f"/sessions/{self.session_id}/chat", "chat_download_url")

    async def transcript(self, format="CSV"):
        return await self.link(
            f"/sessions/{self.session_id}/transcript?format={format}", "transcript_download_url"
        )

    async def recorded(self):
        return (await self.api("GET", f"/recordings/{self.recording['id']}")).data

    async def fetch(self, url, **headers):
        async with self.api.http.get(url, headers=headers) as response:
            return response.status, response.headers, await response.read()


@pytest.fixture
async def scene(emulator, api):
    return await Scene(emulator, api).play()


async def test_a_link_leads_to_another_host_name_and_port_than_the_api(scene):
    recorded = await scene.recorded()
    assert recorded["download_url"].startswith(f"{scene.emulator.files.url}/recordings/{recorded['id']}/")
    assert scene.emulator.files.url.startswith("http://localhost:")
    assert scene.emulator.base_url.startswith("http://127.0.0.1:")


async def test_a_recording_has_the_size_that_was_announced_and_begins_with_a_film(scene):
    recorded = await scene.recorded()
    status, headers, body = await scene.fetch(recorded["download_url"])
    assert (status, len(body)) == (200, recorded["file_size"])
    assert recorded["file_size"] == 120 * 833
    assert (body[4:8], headers["Content-Type"]) == (b"ftyp", "video/mp4")
    assert body.find(b"free", 12_300) == 12_365 + 4


async def test_sound_and_tracks_are_files_of_their_own(scene):
    audio = await scene.fetch((await scene.recorded())["audio_download_url"])
    assert (audio[0], audio[1]["Content-Type"]) == (200, "audio/mpeg")
    simulate = scene.emulator.simulate
    simulate.participant_joins(scene.meeting_id, name="Grace")
    layers = {"default": {}, "left": {}}
    track = (await scene.api("POST", "/recordings/track", {"meeting_id": scene.meeting_id, "layers": layers})).data
    track_id = (track.get("recording") or track)["id"]
    for _ in range(3):
        simulate.recording_advances(track_id)
    found = (await scene.api("GET", f"/recordings/{track_id}")).data["download_url"]
    assert [layer["layer_name"] for layer in found] == ["default", "left"]
    for layer in found:
        _, headers, body = await scene.fetch(next(iter(layer["download_urls"].values()))["download_url"])
        assert (headers["Content-Type"], body[:4]) == ("video/webm", b"\x1a\x45\xdf\xa3")


async def test_whoever_shows_a_token_is_refused_and_noted(scene):
    url = (await scene.recorded())["download_url"]
    token = scene.emulator.world.api_token
    assert (await scene.fetch(url, Authorization=f"Bearer {token}"))[0] == 400
    assert (await scene.fetch(url, **{"X-Other": token}))[0] == 400
    assert [leak.headers.get("X-Other") for leak in scene.emulator.files.leaks] == [None, token]


async def test_a_link_ends_on_the_emulators_clock(scene):
    url = await scene.chat()
    scene.emulator.simulate.advance(24 * 3600 - 1)
    assert (await scene.fetch(url))[0] == 200
    scene.emulator.simulate.advance(1)
    status, _, body = await scene.fetch(url)
    assert (status, b"ExpiredToken" in body) == (403, True)


async def test_a_link_holds_for_its_own_file_only(scene):
    url = await scene.chat()
    assert (await scene.fetch(url.replace("/chat/", "/transcripts/")))[0] == 403
    assert (await scene.fetch(url.partition("?")[0]))[0] == 403


async def test_files_are_gone_after_seven_days(scene):
    scene.emulator.simulate.advance(RETENTION)
    for url in (await scene.chat(), await scene.transcript()):
        assert (await scene.fetch(url))[0] == 404


async def test_a_chat_that_is_to_persist_does(emulator, api):
    scene = await Scene(emulator, api).play(persist_chat=True)
    emulator.simulate.advance(RETENTION)
    assert (await scene.fetch(await scene.chat()))[0] == 200


async def test_a_part_can_be_asked_for(scene):
    url = (await scene.recorded())["download_url"]
    _, headers, whole = await scene.fetch(url)
    parts = {"bytes=10-19": (10, 20), "bytes=99900-": (99900, 99960), "bytes=-7": (99953, 99960)}
    for asked, (start, end) in parts.items():
        status, part, body = await scene.fetch(url, Range=asked, **{"If-Range": headers["ETag"]})
        assert (status, body) == (206, whole[start:end])
        assert part["Content-Range"] == f"bytes {start}-{end - 1}/{len(whole)}"
    assert (await scene.fetch(url, Range="bytes=10-", **{"If-Range": '"other"'}))[::2] == (200, whole)
    status, headers, _ = await scene.fetch(url, Range=f"bytes={len(whole)}-")
    assert (status, headers["Content-Range"]) == (416, f"bytes */{len(whole)}")


async def test_another_content_has_another_etag_and_a_checksum(scene):
    url = await scene.chat()
    _, before, _ = await scene.fetch(url)
    scene.emulator.files.put(scene.emulator.files.path_of(url), b"id\r\n")
    _, after, body = await scene.fetch(url)
    assert before["ETag"] != after["ETag"]
    digest = b64encode(sha256(b"id\r\n").digest()).decode()
    assert (body, after["Repr-Digest"]) == (b"id\r\n", f"sha-256=:{digest}:")
    scene.emulator.files.remove(scene.emulator.files.path_of(url))
    assert (await scene.fetch(url))[0] == 404


async def test_a_file_can_be_as_large_as_wished(scene):
    files = scene.emulator.files
    files.put("big.csv", b"head\n", size=1 << 40, repeat=b"row\n")
    status, headers, body = await scene.fetch(files.link("big.csv"), Range="bytes=1099511627763-")
    assert (status, headers["Content-Length"]) == (206, "13")
    # 2^40 less 5 and 13 is 2 beyond a multiple of 4: the part begins in the middle of a row.
    assert body == b"w\nrow\nrow\nrow"[:13]


async def test_the_chat_is_csv_with_a_header_or_json(scene):
    _, headers, body = await scene.fetch(await scene.chat())
    [row] = csv.DictReader(io.StringIO(body.decode(), newline=""))
    assert headers["Content-Type"] == "text/csv"
    assert (row["displayName"], row["payload"], row["pinned"]) == ("Ada", 'A list:\n"one", two', "false")
    scene.emulator.files.exports.chat = "json"
    [same] = json.loads((await scene.fetch(await scene.chat()))[2])
    assert same == row | {"pinned": False, "isEdited": False}


async def test_the_transcript_comes_in_four_formats(scene):
    ada = scene.ada
    ids = (ada.id, ada.participant.id, ada.participant.custom_participant_id)
    texts = {name: (await scene.fetch(await scene.transcript(name)))[2].decode() for name in ("CSV", "SRT", "VTT")}
    assert next(csv.reader([texts["CSV"]])) == ["1000", *ids, "Ada", 'Hello, "everyone"']
    assert texts["SRT"] == '1\n00:00:01,000 --> 00:00:02,500\nAda: Hello, "everyone"\n'
    assert texts["VTT"] == 'WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nAda: Hello, "everyone"\n'
    [row] = json.loads((await scene.fetch(await scene.transcript("JSON")))[2])
    assert (row["startTime"], row["endTime"], row["sentence"]) == (1000, 2500, 'Hello, "everyone"')
    assert (row["peerData"]["id"], row["peerData"]["userId"], row["peerData"]["cpi"]) == ids


async def test_the_transcript_may_have_times_of_day_or_be_a_placeholder(scene):
    scene.emulator.files.exports.legacy_times = True
    first, *_ = next(csv.reader([(await scene.fetch(await scene.transcript()))[2].decode()]))
    assert first == (scene.ada.joined_at + timedelta(seconds=1)).isoformat(timespec="milliseconds")[:-6] + "Z"
    scene.emulator.files.exports.placeholders = True
    assert "/store/default/" in await scene.transcript()
    assert (await scene.fetch(await scene.transcript()))[::2] == (200, b"")


async def test_the_summary_names_who_was_there_and_what_was_said(scene):
    for form, title in {"txt": "Standup", "md": "# Standup"}.items():
        scene.emulator.files.exports.summary = form
        url = await scene.link(f"/sessions/{scene.session_id}/summary", "summaryDownloadUrl")
        _, _, body = await scene.fetch(url)
        assert body.decode().splitlines()[0] == title
        assert "Ada met for 2 minutes." in body.decode()
        assert '- Ada: Hello, "everyone"' in body.decode()


async def test_a_transfer_breaks_off_where_it_is_told_to(scene):
    url = (await scene.recorded())["download_url"]
    scene.emulator.files.next(cut_after=1000)
    with pytest.raises(aiohttp.ClientPayloadError):
        await scene.fetch(url)
    assert scene.emulator.files.requests[-1].sent == 1000
    assert (await scene.fetch(url))[0] == 200


async def test_a_transfer_stalls_or_dawdles_or_is_damaged(scene):
    files, url = scene.emulator.files, (await scene.recorded())["download_url"]
    files.next(stall_after=10)
    with pytest.raises(TimeoutError):
        async with scene.api.http.get(url, timeout=aiohttp.ClientTimeout(sock_read=0.05)) as response:
            await response.read()
    files.next(bytes_per_second=1e7)
    whole = (await scene.fetch(url))[2]
    files.next(damaged=True, without=["ETag"])
    _, headers, damaged = await scene.fetch(url)
    assert "ETag" not in headers
    assert (len(damaged), damaged[1:]) == (len(whole), whole[1:])
    assert damaged != whole


async def test_an_answer_is_scripted_for_the_files_that_are_meant(scene):
    scene.emulator.files.next(status=503, headers={"Retry-After": "7"}, path="recordings/*")
    assert (await scene.fetch(await scene.chat()))[0] == 200
    status, headers, _ = await scene.fetch((await scene.recorded())["download_url"])
    assert (status, headers["Retry-After"]) == (503, "7")


def test_trouble_that_makes_no_sense_is_refused_at_once(emulator):
    with pytest.raises(TypeError, match="stutter: no such trouble"):
        emulator.files.next(stutter=1)
    with pytest.raises(ValueError, match="nothing would go wrong"):
        emulator.files.next(path="*")
    with pytest.raises(ValueError, match="at least once"):
        emulator.files.next(status=503, times=0)


async def test_an_emulator_whose_second_port_is_taken_leaves_the_first_one_free():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        emulator = Emulator(file_port=taken.getsockname()[1])
        with pytest.raises(OSError, match="address"):
            await emulator.start()
    await emulator.start()
    await emulator.aclose()
