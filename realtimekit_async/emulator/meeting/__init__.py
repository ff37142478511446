"""Meeting objects: participants that a program steers, as the SDK's client does, over a WebSocket."""

from .meetings import MEETING_PATH, Meetings
from .seats import Seat

__all__ = ["MEETING_PATH", "Meetings", "Seat"]
