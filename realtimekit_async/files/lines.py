"""What somebody said: the one type of a line, whatever format it comes from."""

from datetime import datetime

from msgspec import Struct

from realtimekit_async.models.portable import Portable


class TranscriptLine(Portable, Struct, frozen=True, gc=False, omit_defaults=True):
    """Something that somebody said; what the format does not hold is None.

    `start` and `end` are seconds from the beginning of the transcript's time; CSV has no `end`. In legacy CSV `at`
    is the time of day, and `start` counts from the first line.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id, format="JSON")
        >>> [line] = await transcript.lines().collect()
        >>> line.start, line.end, line.name, line.text
        (60.0, 62.0, 'Grace', 'the tide is high')
    """

    start: float
    end: float | None = None
    peer_id: str | None = None
    user_id: str | None = None
    custom_participant_id: str | None = None
    name: str | None = None
    text: str = ""
    at: datetime | None = None
