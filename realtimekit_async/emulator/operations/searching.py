"""What `search` looks at: part of any of a thing's texts, whatever the case."""

from realtimekit_async.emulator.world.answers import Json
from realtimekit_async.emulator.world.state import Meeting


def is_found(search: str, *texts: Json) -> bool:
    """Return whether one of the texts contains what is searched for."""
    wanted = search.lower()
    return not wanted or any(isinstance(text, str) and wanted in text.lower() for text in texts)


def is_meeting_found(search: str, meeting: Meeting) -> bool:
    """Return whether a meeting is found, by its id or its title."""
    return is_found(search, meeting.id, meeting.settings.get("title"))
