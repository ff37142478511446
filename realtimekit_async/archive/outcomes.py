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

    Without `started_at` the session is asked for when the unit is run.

    Example:
        >>> [unit] = [unit async for unit in plan(rtk, folder)]
        >>> unit.session_id == session.id, unit.title
        (True, 'Retrospective')
    """

    session_id: str
    """Which session; empty for a recording that names none."""
    meeting_id: str | None = None
    """Which meeting it was of; absent where the API does not tell."""
    title: str | None = None
    """What the meeting is called; absent where it has no title."""
    started_at: datetime | None = None
    """When the session began (UTC); absent where the session is asked for only when the unit is run."""
    ended_at: datetime | None = None
    """When the session ended, or was changed last (UTC); absent while nobody knows."""
    what: tuple[What, ...] = ()
    """Kinds of files that are wanted."""
    recordings: tuple[str, ...] = ()
    """Ids of its recordings that are still wanted."""
    size: int | None = None
    """Bytes of its recordings, as far as their list tells; absent where it does not."""
    formats: tuple[Format, ...] = ()
    """What transcripts and chats are written as; as they come where there is none that fits."""

    def formats_of(self, what: What) -> tuple[Format, ...]:
        """Return the formats in which an export is wanted; none means as it comes."""
        fitting = _FORMATS.get(what, ())
        return tuple(each for each in self.formats if each in fitting)


class StoredObject(Portable, Struct, frozen=True, omit_defaults=True):
    """An object in the store, whole.

    Example:
        >>> async for unit in plan(rtk, folder, what=["chat"]):
        ...     outcome = await run(rtk, folder, unit)
        >>> outcome.stored[0].key.rpartition("/")[2], outcome.stored[0].size > 0
        ('chat.csv', True)
    """

    key: str
    """Where it lies, below the prefix of the store."""
    size: int
    """Bytes of its content."""
    what: What
    """Which kind of file it holds."""
    recording_id: str | None = None
    """Which recording it is of; absent for what is of the session."""
    source_name: str | None = None
    """What the server called the file; absent where it had no name there."""
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
    """Which kind of file it would be."""
    reason: Reason
    """Why there is none: missing, gone, empty, placeholder or failed."""
    recording_id: str | None = None
    """Which recording has none; absent for what is of the session."""
    known: bool = False
    """Whether an earlier run has found it: a summary, which is asked for again as long as one can be made."""


class Pending(Portable, Struct, frozen=True, omit_defaults=True):
    """A file that is not there yet; the next run asks again.

    Example:
        >>> Pending(what="transcripts").recording_id is None
        True
    """

    what: What
    """Which kind of file it will be."""
    recording_id: str | None = None
    """Which recording is not ready; absent for what is of the session."""


class Failure(Portable, Struct, frozen=True, omit_defaults=True):
    """What could not be fetched or stored; the next run tries again.

    Example:
        >>> failure = Failure(session_id="s1", error="LinkRefused", message="403", what="recordings", attempts=3)
        >>> failure.what, failure.stops
        ('recordings', False)
    """

    session_id: str
    """Which session it was of; empty for a recording that names none."""
    error: str
    """Name of the class that was raised."""
    message: str
    """What the error says, without the signature of any link."""
    what: What | None = None
    """Which kind of file it was; absent where it was none in particular."""
    recording_id: str | None = None
    """Which recording it was; absent for what is of the session."""
    attempts: int = 1
    """How many tries there were."""
    stops: bool = False
    """Whether every further unit would fail as well: the token is refused, the store cannot be written."""
    diagnosis: Diagnosis | None = None
    """Which setting of the client is wrong; absent where the error speaks of none."""


class Outcome(Portable, Struct, frozen=True, omit_defaults=True):
    """What became of a unit.

    Example:
        >>> async for unit in plan(rtk, folder):
        ...     outcome = await run(rtk, folder, unit)
        >>> sorted(stored.what for stored in outcome.stored)
        ['chat', 'recordings', 'recordings', 'summaries', 'transcripts']
    """

    unit: Unit
    """What was to be done."""
    stored: tuple[StoredObject, ...] = ()
    """What was written to the store."""
    kept: tuple[StoredObject, ...] = ()
    """What was in the store already, although no manifest had told of it."""
    absent: tuple[Absence, ...] = ()
    """What there is not and will not be."""
    pending: tuple[Pending, ...] = ()
    """What is not there yet."""
    failures: tuple[Failure, ...] = ()
    """What could not be fetched or stored."""
    attempts: int = 0
    """How many tries there were, of all files together."""


class Report(Portable, Struct):
    """The sum of a run.

    Example:
        >>> report = await archive(rtk, folder)
        >>> report.state, report.objects, report.failures
        ('complete', 5, [])
        >>> (await archive(rtk, folder)).objects  # all of it is there
        0
    """

    sessions: int = 0
    """How many sessions lie in the window."""
    already: int = 0
    """How many sessions, and recordings without one, had nothing left to do."""
    units: int = 0
    """How many were planned."""
    objects: int = 0
    """How many were stored."""
    bytes: int = 0
    """Bytes that were stored."""
    kept: int = 0
    """How many objects were found in the store, although no manifest had told of them."""
    absent: int = 0
    """How many files there are not and will not be."""
    pending: int = 0
    """How many files, and live sessions, the next run asks for again."""
    failures: list[Failure] = []
    """What could not be fetched or stored; the next run tries again."""
    stopped: Failure | None = None
    """What ended the run early."""
    seconds: float = 0.0
    """Seconds that the run has lasted."""
    dry_run: bool = False
    """Whether nothing was stored: `units` and `bytes` say what there would be to do."""
    live: int = 0
    """How many sessions are live; they are among the pending."""
    known: int = 0
    """How many files an earlier run had found to be absent; they are among the absent."""

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
