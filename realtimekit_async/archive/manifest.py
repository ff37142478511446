"""What is written down beside the objects: of each its metadata, and of each unit what is settled."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Self, TypeVar

import msgspec
from msgspec import Struct, structs

from realtimekit_async.log import logger

from .judging import KEPT, is_young
from .keys import SIDECAR, folder, manifest_key
from .outcomes import Absence, StoredObject, Unit, What
from .stores import Store, write_all

S = TypeVar("S", bound=Struct)


class About(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Which session it is."""

    session_id: str = ""
    meeting_id: str | None = None
    title: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


class Times(Struct, frozen=True, omit_defaults=True):
    """When a recording was made; `seconds` is how long it is."""

    started_at: datetime | None = None
    stopped_at: datetime | None = None
    seconds: int | None = None


class Sidecar(Struct, frozen=True, omit_defaults=True):
    """What lies beside an object, under its key and `.json`."""

    object: StoredObject
    session: About
    recording: Times | None = None


class Manifest(Struct, frozen=True, omit_defaults=True):
    """What is settled of a unit: what is stored, and what there is not."""

    session: About = About()
    stored: tuple[StoredObject, ...] = ()
    absent: tuple[Absence, ...] = ()
    version: int = 1

    def settles(self, what: What, recording_id: str | None = None) -> bool:
        """Return whether nothing is to be done any more for an export or a recording."""
        wanted = (what, recording_id)
        stored = any((each.what, each.recording_id) == wanted for each in self.stored)
        return stored or any((each.what, each.recording_id) == wanted for each in self.absent)

    def lacks(self, absence: Absence) -> bool:
        """Return whether an absence has been found before."""
        return any((each.what, each.recording_id) == (absence.what, absence.recording_id) for each in self.absent)

    def remaining(self, unit: Unit, now: datetime | None) -> Unit | None:
        """Return what is left of a unit, or None; where nobody has told what time it is, a summary may come."""
        recordings = tuple(each for each in unit.recordings if not self.settles("recordings", each))
        what = tuple(
            each
            for each in unit.what
            if (recordings if each == "recordings" else not self._settles_export(each, unit, now))
        )
        return structs.replace(unit, what=what, recordings=recordings) if what else None

    def _settles_export(self, what: What, unit: Unit, now: datetime | None) -> bool:
        """Return whether an export is settled: no summary is, as long as one can be made."""
        if what == "summaries" and any(each.what == what for each in self.absent):
            return now is not None and not is_young(unit, now, KEPT)
        if any(each.what == what for each in self.absent):
            return True
        stored = [PurePosixPath(each.key).suffix for each in self.stored if each.what == what]
        formats = unit.formats_of(what)
        return all(f".{each}" in stored for each in formats) if formats else bool(stored)

    def with_more(self, stored: Iterable[StoredObject], absent: Iterable[Absence]) -> Self:
        """Add what has been settled; the order is always the same."""
        objects = {each.key: each for each in (*self.stored, *stored)}
        exports = {each.what for each in objects.values() if each.recording_id is None}
        absences = {
            (each.what, each.recording_id): each
            for each in (*self.absent, *(structs.replace(each, known=False) for each in absent))
            if each.recording_id is not None or each.what not in exports  # it came after all
        }
        return structs.replace(
            self,
            stored=tuple(objects[key] for key in sorted(objects)),
            absent=tuple(sorted(absences.values(), key=lambda each: (each.what, each.recording_id or ""))),
        )


def about(unit: Unit) -> About:
    """Return which session a unit is of."""
    return About(
        session_id=unit.session_id,
        meeting_id=unit.meeting_id,
        title=unit.title,
        started_at=unit.started_at,
        ended_at=unit.ended_at,
    )


async def read_manifest(store: Store, unit: Unit) -> Manifest:
    """Read what is settled of a unit; a manifest that cannot be read settles nothing, and is written anew."""
    key = manifest_key(unit)
    data = await store.read(key)
    if data is None:
        return Manifest()
    manifest = _decoded(data, Manifest)
    if manifest is None:
        logger.warning("%s in %s cannot be read and is written anew", key, store.destination)
    return manifest or Manifest()


async def write_manifest(
    store: Store, unit: Unit, manifest: Manifest, stored: Iterable[StoredObject], absent: Iterable[Absence]
) -> None:
    """Write down what has been settled, beside what the unit's manifest says already; it comes last of all.

    What another run has written into it meanwhile is lost, which loses no object: the next run finds them.
    """
    known = structs.replace(manifest, session=about(unit)).with_more(stored, absent)
    if known == manifest:
        return
    about_it = {f"{folder(unit)}/session.json": _pretty(known.session)} if unit.session_id else {}
    await write_all(store, {**about_it, manifest_key(unit): _pretty(known)})


async def read_sidecar(store: Store, key: str) -> Sidecar | None:
    """Read what lies beside an object; what cannot be read, or is of another object, is not there."""
    data = await store.read(key + SIDECAR)
    sidecar = None if data is None else _decoded(data, Sidecar)
    return sidecar if sidecar is not None and sidecar.object.key == key else None


async def write_sidecar(store: Store, sidecar: Sidecar) -> None:
    """Write what an object is beside it."""
    await store.write(*_written(sidecar))


async def write_with_sidecar(store: Store, data: bytes, sidecar: Sidecar) -> None:
    """Write a small object, and then what it is beside it."""
    key, note = _written(sidecar)
    await write_all(store, {sidecar.object.key: data, key: note})


def _written(sidecar: Sidecar) -> tuple[str, bytes]:
    return sidecar.object.key + SIDECAR, _pretty(sidecar)


def _decoded(data: bytes, kind: type[S]) -> S | None:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _pretty(value: Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
