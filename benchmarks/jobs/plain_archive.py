"""A nightly archive as one would write it without this library: aiohttp, msgspec, obstore for S3, and fsync.

It writes the files, sidecars and manifests that ours writes, under the same keys, each file on the disk before its
manifest. That is all: no retry, no resuming, no second run that goes on where the first one ended, no look at what
is there already, no check of what arrives, no quota, no protection from links, names and other runs. A chunk is
written in the event loop, as most would; only what waits for the disk has a thread.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import msgspec
from msgspec import Struct
from yarl import URL

AT_ONCE, ROWS, CHUNK = 8, 100, 1 << 20
EXPORTS = {"chat": "chat", "transcript": "transcripts", "summary": "summaries"}


class Session(Struct):
    """What is wanted of a session."""

    id: str
    associated_id: str
    meeting_display_name: str
    started_at: datetime
    ended_at: datetime


class Recording(Struct):
    """What is wanted of a recording."""

    id: str
    session_id: str
    status: str
    output_file_name: str
    started_time: datetime
    stopped_time: datetime
    recording_duration: int
    file_size: int | None = None
    download_url: str | None = None
    audio_download_url: str | None = None


class _Sessions(Struct):
    sessions: list[Session]


class _SessionsPage(Struct):
    data: _Sessions


class _RecordingsPage(Struct):
    data: list[Recording]


class _Link(Struct):
    chat_download_url: str | None = None
    transcript_download_url: str | None = None
    summary_download_url: str | None = msgspec.field(default=None, name="summaryDownloadUrl")


class _LinkReply(Struct):
    data: _Link


_SESSIONS = msgspec.json.Decoder(_SessionsPage)
_RECORDINGS = msgspec.json.Decoder(_RecordingsPage)
_LINK = msgspec.json.Decoder(_LinkReply)


class Place(Protocol):
    """Where the objects go."""

    async def put(self, key: str, response: aiohttp.ClientResponse, sidecar: "Sidecar") -> None:
        """Write what arrives, and its sidecar."""
        ...

    async def settle(self, folder: str, notes: dict[str, bytes]) -> None:
        """Write the notes of a session, after its objects."""
        ...


class Sidecar(Struct, omit_defaults=True):
    """What lies beside an object."""

    object: dict[str, Any]
    session: dict[str, Any]
    recording: dict[str, Any] | None = None


class Folder:
    """A folder, whose files are on the disk when their manifest is."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    async def put(self, key: str, response: aiohttp.ClientResponse, sidecar: Sidecar) -> None:
        """Write what arrives, a chunk after the other, and its sidecar."""
        path = self._path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with path.open("wb") as file:
            async for chunk in response.content.iter_chunked(CHUNK):
                size += file.write(chunk)
            sidecar.object["size"] = size
            await asyncio.to_thread(_finish, file, path.with_name(path.name + ".json"), pretty(sidecar))

    async def settle(self, folder: str, notes: dict[str, bytes]) -> None:
        """Write the notes, after the names of the objects are on the disk."""
        await asyncio.to_thread(self._settle, folder, notes)

    def _settle(self, folder: str, notes: dict[str, bytes]) -> None:
        for key, data in notes.items():
            path = self._path / key
            path.parent.mkdir(parents=True, exist_ok=True)
            _sync_directory(self._path / folder)
            with path.open("wb") as file:
                _written(file, data)


def _finish(file: Any, beside: Path, sidecar: bytes) -> None:
    _written(file, b"")
    with beside.open("wb") as other:
        _written(other, sidecar)


def _written(file: Any, data: bytes) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


class Bucket:
    """A prefix of a bucket, written by obstore."""

    def __init__(self, url: str) -> None:
        from obstore.store import from_url

        self._store = from_url(url, client_options={"allow_http": True})

    async def put(self, key: str, response: aiohttp.ClientResponse, sidecar: Sidecar) -> None:
        """Upload what arrives, in parts if it is large, and its sidecar."""
        from obstore import put_async

        size = 0

        async def chunks() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in response.content.iter_chunked(CHUNK):
                size += len(chunk)
                yield chunk

        await put_async(self._store, key, chunks())
        sidecar.object["size"] = size
        await put_async(self._store, f"{key}.json", pretty(sidecar))

    async def settle(self, folder: str, notes: dict[str, bytes]) -> None:
        """Upload the notes."""
        from obstore import put_async

        del folder
        for key, data in notes.items():
            await put_async(self._store, key, data)


class Archiver:
    """Walks through the lists and stores what there is of each session."""

    def __init__(self, http: aiohttp.ClientSession, files: aiohttp.ClientSession, base: str, place: Place) -> None:
        self._http = http
        self._files = files
        self._base = base
        self._place = place
        self.objects = self.bytes = 0

    async def run(self) -> None:
        """Store everything."""
        recordings: dict[str, list[Recording]] = defaultdict(list)
        async for body in self._pages("recordings"):
            for recording in _RECORDINGS.decode(body).data:
                recordings[recording.session_id].append(recording)
        places = asyncio.Semaphore(AT_ONCE)

        async def one(session: Session) -> None:
            async with places:
                await self._session(session, recordings[session.id])

        async with asyncio.TaskGroup() as group:
            async for body in self._pages("sessions"):
                for session in _SESSIONS.decode(body).data.sessions:
                    group.create_task(one(session))

    async def _pages(self, what: str) -> AsyncIterator[bytes]:
        number, total = 1, 1
        while (number - 1) * ROWS < total:
            async with self._http.get(
                f"{self._base}/{what}", params={"per_page": ROWS, "page_no": number}
            ) as answer:
                body = await answer.read()
            total = msgspec.json.decode(body)["paging"]["total_count"]
            number += 1
            yield body

    async def _session(self, session: Session, recordings: list[Recording]) -> None:
        folder = f"sessions/{session.started_at:%Y/%m/%d/%H%M%SZ}_{session.id}"
        about = {
            "session_id": session.id,
            "meeting_id": session.associated_id,
            "title": session.meeting_display_name,
            "started_at": session.started_at,
            "ended_at": session.ended_at,
        }
        stored: list[dict[str, Any]] = []
        for name, what in EXPORTS.items():
            if (link := await self._export(session.id, name)) is not None:
                ending = Path(URL(link).path).suffix
                sidecar = Sidecar({"key": f"{folder}/{name}{ending}", "what": what}, about)
                await self._store(link, sidecar, stored)
        for recording in recordings:
            for url in filter(None, (recording.download_url, recording.audio_download_url)):
                source = Path(URL(url).path).name
                key = f"{folder}/recordings/{recording.id}_{source}"
                known = {
                    "key": key, "what": "recordings", "recording_id": recording.id, "source_name": source
                }  # fmt: skip
                times = {
                    "started_at": recording.started_time,
                    "stopped_at": recording.stopped_time,
                    "seconds": recording.recording_duration,
                }
                await self._store(url, Sidecar(known, about, times), stored)
        if stored:
            manifest = {"session": about, "stored": stored, "version": 1}
            notes = {f"{folder}/session.json": pretty(about), f"manifest/{session.id}.json": pretty(manifest)}
            await self._place.settle(folder, notes)

    async def _export(self, session_id: str, name: str) -> str | None:
        async with self._http.get(f"{self._base}/sessions/{session_id}/{name}") as answer:
            if answer.status != 200:  # noqa: PLR2004
                return None
            link = _LINK.decode(await answer.read()).data
        return link.chat_download_url or link.transcript_download_url or link.summary_download_url

    async def _store(self, url: str, sidecar: Sidecar, stored: list[dict[str, Any]]) -> None:
        async with self._files.get(URL(url, encoded=True)) as response:
            if response.status != 200 or not response.content_length:  # noqa: PLR2004
                return
            sidecar.object["etag"] = response.headers.get("ETag")
            await self._place.put(sidecar.object["key"], response, sidecar)
        stored.append(sidecar.object)
        self.objects += 1
        self.bytes += sidecar.object["size"]


def pretty(value: object) -> bytes:
    """Write JSON for people."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


async def archive(destination: str) -> tuple[int, int]:
    """Archive what the environment leads to; return objects and bytes."""
    place = Bucket(destination) if destination.startswith("s3://") else Folder(destination)
    app = f"{os.environ['CLOUDFLARE_ACCOUNT_ID']}/realtime/kit/{os.environ['REALTIMEKIT_APP_ID']}"
    headers = {"Authorization": f"Bearer {os.environ['CLOUDFLARE_API_TOKEN']}"}
    async with aiohttp.ClientSession(headers=headers) as http, aiohttp.ClientSession() as files:
        archiver = Archiver(http, files, f"{os.environ['REALTIMEKIT_BASE_URL']}/accounts/{app}", place)
        await archiver.run()
    return archiver.objects, archiver.bytes
