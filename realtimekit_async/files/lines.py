"""What somebody said: the one type of a line, whatever format it comes from."""

from datetime import datetime

from msgspec import Struct

from realtimekit_async.models.portable import Portable


class TranscriptLine(Portable, Struct, frozen=True, gc=False, omit_defaults=True):
    """Something that somebody said; what the format does not hold is None.

    Example:
        >>> transcript = await rtk.sessions.transcript(session.id, format="JSON")
        >>> [line] = await transcript.lines().collect()
        >>> line.start, line.end, line.name, line.text
        (60.0, 62.0, 'Grace', 'the tide is high')
    """

    start: float
    """Seconds from the beginning of the transcript's time; in legacy CSV from its first line."""
    end: float | None = None
    """Seconds from the beginning of the transcript's time; absent in CSV."""
    peer_id: str | None = None
    """Which connection of the speaker it was; absent where the format does not hold it, as SRT and VTT."""
    user_id: str | None = None
    """Who spoke, as the transcript knows them; absent where the format does not hold it, as SRT and VTT."""
    custom_participant_id: str | None = None
    """Your own id of the speaker; absent where none was given, and where the format does not hold it."""
    name: str | None = None
    """What the others read as the speaker's name; absent where the format does not hold it."""
    text: str = ""
    """What was said."""
    at: datetime | None = None
    """When it was said (UTC): in legacy CSV, absent in all other formats."""
