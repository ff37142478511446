"""`--to` of exports: saved in the format that the name of the file asks for."""

import sys
from collections.abc import Mapping
from pathlib import PurePath
from typing import cast
from urllib.parse import urlsplit

from realtimekit_async.files.formats import OF_KIND, Format
from realtimekit_async.files.saving import OnProgress, SavedFile, is_directory
from realtimekit_async.services.exports import Export

from .remedies import Told
from .streams import writing

_AS_IT_COMES = {"transcript": (".json",), "chat": (), "summary": (".txt", ".md")}
"""Endings of files that are not converted."""
STANDARD_OUTPUT = "-"
_ASKED_FOR = {".csv", ".json", ".srt", ".vtt"}
"""What the API writes a transcript as, if it is asked."""


class _StandardOutput:
    """What takes a file and writes it to standard output."""

    async def write(self, data: bytes, /) -> None:
        """Write a part; raises OutputLost where that cannot be."""
        with writing():
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()


def kind_of(method: str) -> str:
    """Return what the method of a service answers: a chat, a transcript or a summary."""
    return method.rpartition("_")[2]


def asking_for(kind: str, to: str, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of a call, with the format that a file's name asks for.

    Raises ValueError for a name that asks for what there is not.
    """
    if to == STANDARD_OUTPUT or is_directory(to):
        return dict(fields)
    ending = _ending(to)
    known = (*(f".{each}" for each in OF_KIND[kind]), *_AS_IT_COMES[kind])
    if ending not in known:
        raise ValueError(f"{to!r} does not say how to write a {kind}: its name ends with {_listed(known)}")
    if "format" in fields:
        raise ValueError(f"--to {to} names the format: leave --format out")
    return (
        {**fields, "format": ending[1:].upper()} if kind == "transcript" and ending in _ASKED_FOR else {**fields}
    )


async def save_export(export: Export, to: str, progress: OnProgress | None) -> SavedFile:
    """Save an export; what comes in another format is converted."""
    if to == STANDARD_OUTPUT:
        return await export.save(_StandardOutput())
    ending = _ending(to)
    if is_directory(to) or ending in _AS_IT_COMES[export.kind]:
        _check_that_it_is(ending, export)
        return await export.save(to, progress=progress)
    return await export.save(to, progress=progress, format=cast("Format", ending[1:]))


def _check_that_it_is(ending: str, export: Export) -> None:
    if ending == ".json" and _ending(urlsplit(export.url).path) != ending:
        raise Told(f"the {export.kind} did not come as JSON", ".jsonl holds its rows as JSON")


def _ending(path: str) -> str:
    return PurePath(path).suffix.lower()


def _listed(endings: tuple[str, ...]) -> str:
    return f"{', '.join(endings[:-1])} or {endings[-1]}"
