"""All events by the names that the vendor's SDK has for them. Pure."""

from collections.abc import Mapping

from realtimekit_async.meeting.event import Event

from . import own, people, session, talk

__all__ = ["TYPES", "own", "people", "session", "talk"]

TYPES: Mapping[str, type[Event]] = {name: kind for kind in Event.__subclasses__() for name in kind.js}
"""The type of each event of the vendor's, by its source and name; the modules above define them."""
