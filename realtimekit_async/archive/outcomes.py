"""What the archive is told and tells: plain values without a link or a secret, to be pickled or sent as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from realtimekit_async.errors import Diagnosis
from realtimekit_async.files.formats import OF_KIND, Format
from realtimekit_async.models.portable import Portable

What: TypeAlias = Literal["recordings", "chat", "transcripts", "summaries"]
"""A kind of file."""

Reason: TypeAlias = Literal["missing", "gone", "empty", "placeholder", "failed"]
"""Why there is no file: the API knows none, the storage host has none any more, it has no content, the link leads
to a placeholder, or the recording is ERRORED."""

State: TypeAlias = Literal["complete", "partial", "failed"]

ALL: tuple[What, ...] = get_args(What)
"""Every kind, which is what a run fetches unless told otherwise."""

_FORMATS: Mapping[What, tuple[Format, ...]] = {"transcripts": OF_KIND["transcript"], "chat": OF_KIND["chat"]}


class Unit(Portable, Struct, frozen=True, omit_defaults=True):
    """A session, or a recording that names none, and what is still wanted of it.

    `session_id` is empty for a recording that names no session; `size` counts the bytes of its recordings as
    far as the list of recordings tells. Without `started_at` the session is asked for when the unit is run.

    Example:
        >>> [unit] = [unit async for unit in plan(rtk, folder)]
        >>> unit.session_id == session.id, unit.title
        (True, 'Retrospective')
    """

    session_id: str
    meeting_id: str | None = None
    title: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    what: tuple[What, ...] = ()
    recordings: tuple[str, ...] = ()
    """Ids of its recordings that are still wanted."""
    size: int | None = None
    formats: tuple[Format, ...] = ()
    """What transcripts and chats are written as; as they come where there is none that fits."""

    def formats_of(self, what: What) -> tuple[Format, ...]:
        """Return the formats in which an export is wanted; none means as it comes."""
        fitting = _FORMATS.get(what, ())
        return tuple(each for each in self.formats if each in fitting)


class StoredObject(Portable, Struct, frozen=True, omit_defaults=True):
    """An object in the store, whole; `source_name` is what the server called the file.

    Example:
        >>> async for unit in plan(rtk, folder, what=["chat"]):
        ...     outcome = await run(rtk, folder, unit)
        >>> outcome.stored[0].key.rpartition("/")[2], outcome.stored[0].size > 0
        ('chat.csv', True)
    """

    key: str
    size: int
    what: What
    recording_id: str | None = None
    source_name: str | None = None
    layer: str | None = None
    """Which layer of a track recording it is."""
    etag: str | None = None
    """What the storage host called this content."""


class Absence(Portable, Struct, frozen=True, omit_defaults=True):
    """A file that there is not and will not be.

    Example:
        >>> absence = Absence(what="summaries", reason="missing")
        >>> absence.what, absence.recording_id
        ('summaries', None)
    """

    what: What
    reason: Reason
    recording_id: str | None = None
    known: bool = False
    """Whether an earlier run has found it: a summary, which is asked for again as long as one can be made."""


class Pending(Portable, Struct, frozen=True, omit_defaults=True):
    """A file that is not there yet; the next run asks again.

    Example:
        >>> Pending(what="transcripts").recording_id is None
        True
    """

    what: What
    recording_id: str | None = None


class Failure(Portable, Struct, frozen=True, omit_defaults=True):
    """What could not be fetched or stored; the next run tries again.

    `error` is the class of the error, `message` its text, and `attempts` how often it was tried. `stops` says that
    every further unit would fail as well: the token is refused, or the store cannot be written. `diagnosis` names
    the setting of the client that is wrong, where the error speaks of one.

    Example:
        >>> failure = Failure(session_id="s1", error="LinkRefused", message="403", what="recordings", attempts=3)
        >>> failure.what, failure.stops
        ('recordings', False)
    """

    session_id: str
    error: str
    message: str
    what: What | None = None
    recording_id: str | None = None
    attempts: int = 1
    stops: bool = False
    diagnosis: Diagnosis | None = None


class Outcome(Portable, Struct, frozen=True, omit_defaults=True):
    """What became of a unit; `kept` was in the store already, and `attempts` counts the tries in all.

    Example:
        >>> async for unit in plan(rtk, folder):
        ...     outcome = await run(rtk, folder, unit)
        >>> sorted(stored.what for stored in outcome.stored)
        ['chat', 'recordings', 'recordings', 'summaries', 'transcripts']
    """

    unit: Unit
    stored: tuple[StoredObject, ...] = ()
    kept: tuple[StoredObject, ...] = ()
    absent: tuple[Absence, ...] = ()
    pending: tuple[Pending, ...] = ()
    failures: tuple[Failure, ...] = ()
    attempts: int = 0


class Report(Portable, Struct):
    """The sum of a run; for a dry run `units` and `bytes` say what there would be to do.

    Example:
        >>> report = await archive(rtk, folder)
        >>> report.state, report.objects, report.failures
        ('complete', 5, [])
        >>> (await archive(rtk, folder)).objects  # all of it is there
        0
    """

    sessions: int = 0
    """Sessions that lie in the window."""
    already: int = 0
    """Sessions, and recordings without one, of which nothing was left to do."""
    units: int = 0
    """Units that were planned."""
    objects: int = 0
    """Objects that were stored."""
    bytes: int = 0
    """Bytes that were stored."""
    kept: int = 0
    """Objects that were found in the store, although no manifest had told of them."""
    absent: int = 0
    pending: int = 0
    """Files, and live sessions, that the next run asks for again."""
    failures: list[Failure] = []
    stopped: Failure | None = None
    """What ended the run early."""
    seconds: float = 0.0
    dry_run: bool = False
    live: int = 0
    """Sessions that are live; they are among the pending."""
    known: int = 0
    """Files that an earlier run had found to be absent; they are among the absent."""

    @property
    def state(self) -> State:
        """Whether everything that there is was stored, some of it failed, or the run ended early without any."""
        if not self.failures:
            return "complete"
        stored = self.objects + self.kept + self.already
        return "partial" if stored else "failed"

    def add(self, outcome: Outcome) -> None:
        """Count what became of a unit."""
        self.objects += len(outcome.stored)
        self.bytes += sum(each.size for each in outcome.stored)
        self.kept += len(outcome.kept)
        self.absent += len(outcome.absent)
        self.known += sum(each.known for each in outcome.absent)
        self.pending += len(outcome.pending)
        for failure in outcome.failures:
            self.failed(failure)

    def failed(self, failure: Failure) -> None:
        """Count a failure."""
        self.failures.append(failure)
        if failure.stops and self.stopped is None:
            self.stopped = failure
