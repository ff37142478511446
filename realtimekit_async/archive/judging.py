"""What a failure means: not there yet, never there, worth another try, or the end of everything. Pure."""

import re
from datetime import datetime, timedelta

from realtimekit_async.errors import (
    ConfigurationError,
    NotFound,
    RealtimeKitError,
    RecordingFailed,
    diagnose,
    may_pass,
)
from realtimekit_async.files.errors import (
    DiskFull,
    EmptyFile,
    FileChanged,
    FileCorrupted,
    FileNotReady,
    FileVanished,
    LinkRefused,
    PlaceholderFile,
)

from .outcomes import Absence, Failure, Pending, Reason, Unit, What
from .patience import StoreUnavailable

PATIENCE = timedelta(days=1)
"""How long after the end of a session its files may still come."""
KEPT = timedelta(days=7)
"""How long RealtimeKit keeps recordings, transcripts and summaries; so long a summary may be made, too."""

_REASONS: dict[type[RealtimeKitError], Reason] = {
    NotFound: "missing",
    FileVanished: "gone",
    EmptyFile: "empty",
    PlaceholderFile: "placeholder",
    RecordingFailed: "failed",
}
_LINK = re.compile(r"https?://[^\s'\"<>]*")


def judge(
    error: Exception, unit: Unit, what: What, recording_id: str | None, now: datetime
) -> Absence | Pending | None:
    """Return what it means for a file that asking for it failed so; None is a failure."""
    if isinstance(error, FileNotReady):
        return Pending(what, recording_id)
    reason = _reason(error)
    if reason is None:
        return None
    if reason != "failed" and is_young(unit, now):
        return Pending(what, recording_id)
    return Absence(what, reason, recording_id)


def _reason(error: BaseException) -> Reason | None:
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return reason
    return None


def is_young(unit: Unit, now: datetime, patience: timedelta = PATIENCE) -> bool:
    """Return whether files of a unit may still come; where nobody knows when it ended, they may."""
    ended_at = unit.ended_at or unit.started_at
    return ended_at is None or now - ended_at < patience


def deserves_another_try(error: BaseException) -> bool:
    """Return whether the same may succeed a little later."""
    if isinstance(error, FileChanged | FileCorrupted | LinkRefused):
        return True
    return may_pass(error)


def ends_everything(error: BaseException) -> bool:
    """Return whether every further unit would fail as well: the token is refused, or the disk is full."""
    stops = isinstance(error, DiskFull | StoreUnavailable | ConfigurationError)
    return stops or diagnose(error) is not None


def failure(
    error: BaseException,
    session_id: str,
    what: What | None = None,
    recording_id: str | None = None,
    *,
    attempts: int = 1,
    stops: bool = False,
) -> Failure:
    """Write an error down, without the signature of any link."""
    return Failure(
        session_id,
        type(error).__name__,
        without_signatures(str(error)),
        what,
        recording_id,
        attempts,
        stops,
        diagnose(error),
    )


def without_signatures(text: str) -> str:
    """Take the queries out of URLs: whoever has a signed link can read the file."""
    return _LINK.sub(lambda link: _without_query(link[0]), text)


def _without_query(link: str) -> str:
    place, mark, _ = link.partition("?")
    return f"{place}?…" if mark else link
