"""The files of one unit, each into the store and its sidecar beside it."""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias

from msgspec import Struct, structs

from realtimekit_async.client import RealtimeKit
from realtimekit_async.files.formats import Format
from realtimekit_async.files.recorded import RecordedFile, every_file_of, fetch_each, fetch_file, require_storage
from realtimekit_async.files.saving import Destination, OnProgress as OnBytes, Progress, SavedFile
from realtimekit_async.files.storage import Storage
from realtimekit_async.models.recordings import Recording
from realtimekit_async.services.exports import Export
from realtimekit_async.timing import Clock

from .judging import is_young
from .keys import export_key, recording_keys
from .manifest import Sidecar, Times, about, read_sidecar, write_sidecar, write_with_sidecar
from .outcomes import StoredObject, Unit, What
from .progress import Event, OnProgress, Stored, Transferring
from .stores import Store

Save: TypeAlias = Callable[[Destination, OnBytes], Awaitable[SavedFile]]


SMALL = 1 << 20
"""Bytes up to which an object is written in one go: nothing of it needs to be resumed."""


class ListenerFailed(BaseException):
    """`on_progress` has raised; no Exception, so that nobody takes it for the failure of a unit."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class Work(Struct, frozen=True):
    """What the work on units needs: a client, a store, and the bounds that hold for all of them."""

    rtk: RealtimeKit
    store: Store
    transfers: Semaphore
    calls: Semaphore
    on_progress: OnProgress | None = None

    @property
    def storage(self) -> Storage:
        """The way to the hosts that files lie on."""
        return require_storage(self.rtk.recordings.storage)

    @property
    def clock(self) -> Clock:
        """What pauses are measured with."""
        return self.storage.clock

    def now(self) -> datetime:
        """Return the time by the API's clock: what this machine's clock says settles nothing."""
        return self.rtk.server_time() or datetime.now(UTC)

    def tell(self, event: Event) -> None:
        """Report progress; raises ListenerFailed."""
        if self.on_progress is None:
            return
        try:
            self.on_progress(event)
        except Exception as error:
            raise ListenerFailed(error) from error


class Fetch:
    """One export or one recording to be fetched: what of it has been stored, and what was there already.

    It may be run again after a failure, and goes on from there.
    """

    def __init__(self, work: Work, unit: Unit, what: What, recording_id: str | None = None) -> None:
        self._work = work
        self._unit = unit
        self.what: What = what
        self.recording_id: str | None = recording_id
        self.stored: dict[str, StoredObject] = {}
        self.kept: dict[str, StoredObject] = {}

    @property
    def objects(self) -> list[StoredObject]:
        """What there is of it in the store."""
        return [*self.kept.values(), *self.stored.values()]

    async def run(self) -> None:
        """Fetch what is not there yet, or raise why that cannot be."""
        if self.recording_id is None:
            await self._export()
        else:
            await self._fetch_recording(self.recording_id)

    async def _export(self) -> None:
        async with self._work.calls:
            export = await ask_for_export(self._work.rtk, self._unit.session_id, self.what)
        # What has not been written down yet may have a placeholder, of any form.
        may_come = is_young(self._unit, self._work.now())
        for wanted in self._unit.formats_of(self.what) or (None,):
            await self._export_as(export, wanted, may_come=may_come)

    async def _export_as(self, export: Export, wanted: Format | None, *, may_come: bool) -> None:
        async def save(to: Destination, on_bytes: OnBytes) -> SavedFile:
            return await export.save(to, progress=on_bytes, format=wanted, wants_words=may_come)

        key = export_key(self._unit, self.what, export.url, wanted)
        await self._put(StoredObject(key, 0, self.what), save)

    async def _fetch_recording(self, recording_id: str) -> None:
        recording = await self._ask_for_recording(recording_id)
        files = every_file_of(recording)
        keys = recording_keys(self._unit, recording_id, [file.name for file in files])
        key_of = dict(zip(files, keys, strict=True))

        async def fetch_one(file: RecordedFile) -> None:
            await self._fetch_file(recording, file, key_of[file])

        await fetch_each(recording, files, fetch_one)

    async def _fetch_file(self, recording: Recording, file: RecordedFile, key: str) -> None:
        wanted = StoredObject(key, file.size or 0, self.what, self.recording_id, file.name, file.layer)

        async def save(to: Destination, on_bytes: OnBytes) -> SavedFile:
            return await fetch_file(self._ask_for_recording, self._work.storage, recording, file, to, on_bytes)

        times = Times(recording.started_time, recording.stopped_time, recording.recording_duration)
        await self._put(wanted, save, times)

    async def _ask_for_recording(self, recording_id: str) -> Recording:
        async with self._work.calls:
            return await self._work.rtk.recordings.get(recording_id)

    async def _put(self, wanted: StoredObject, save: Save, times: Times | None = None) -> None:
        """Have an object in the store, and its sidecar; `wanted` has the size it should have, 0 if unknown."""
        if wanted.key in self.stored or await self._is_there(wanted, times):
            return
        async with self._work.transfers:
            stored = await self._store(wanted, save, times)
        self.stored[stored.key] = stored
        self._work.tell(Stored(stored))

    async def _store(self, wanted: StoredObject, save: Save, times: Times | None) -> StoredObject:
        """Store a small object in one go; exports are small, though nobody says so in advance."""
        store, on_bytes = self._work.store, partial(self._tell, wanted.key)

        def sidecar(saved: SavedFile) -> Sidecar:
            stored = structs.replace(wanted, size=saved.size, etag=saved.etag)
            return Sidecar(stored, about(self._unit), times)

        small = _SmallFile()
        try:
            if 0 < wanted.size <= SMALL or (not wanted.size and self.recording_id is None):
                beside = sidecar(await save(small, on_bytes))
                await write_with_sidecar(store, bytes(small), beside)
                return beside.object
        except _TooLarge:
            pass
        async with store.writing(wanted.key) as to:
            beside = sidecar(await save(to, on_bytes))
        await write_sidecar(store, beside)
        return beside.object

    async def _is_there(self, wanted: StoredObject, times: Times | None) -> bool:
        """Return whether a run that was broken off has left an object: what has its key is whole."""
        size = await self._work.store.size(wanted.key)
        if size is None:
            return False
        sidecar = await read_sidecar(self._work.store, wanted.key)
        known = [wanted.size, sidecar.object.size if sidecar else 0]
        if any(each not in {0, size} for each in known):
            return False
        found = sidecar.object if sidecar else structs.replace(wanted, size=size)
        if sidecar is None:
            await write_sidecar(self._work.store, Sidecar(found, about(self._unit), times))
        self.kept[found.key] = found
        return True

    def _tell(self, key: str, progress: Progress) -> None:
        self._work.tell(Transferring(key, progress.received, progress.size))


async def ask_for_export(rtk: RealtimeKit, session_id: str, what: What) -> Export:
    """Ask where an export of a session can be fetched."""
    ask = {"chat": rtk.sessions.chat, "transcripts": rtk.sessions.transcript, "summaries": rtk.sessions.summary}
    return await ask[what](session_id)


class _TooLarge(Exception):  # noqa: N818 - a signal
    """A file is not small."""


class _SmallFile(bytearray):
    """A file that is gathered in memory, as long as it is small."""

    async def write(self, data: bytes, /) -> None:
        """Take some bytes, or raise _TooLarge."""
        if len(self) + len(data) > SMALL:
            raise _TooLarge
        self.extend(data)
