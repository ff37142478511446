"""What a meeting tells: one type for each event of the vendor's SDK, whose names stand in `js`. Pure."""

from collections.abc import Mapping

from . import own, people, session, talk
from .base import Event

__all__ = ["TYPES", "own", "people", "session", "talk"]

TYPES: Mapping[str, type[Event]] = {name: kind for kind in Event.__subclasses__() for name in kind.js}
"""The type of each event of the vendor's, by its source and name; the modules above define them."""
