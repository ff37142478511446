"""What may be called on a meeting object, by the names of the SDK."""

from . import own, people, shows, talk
from .table import CallTable

CALLS = CallTable(own.calls, people.calls, talk.calls, shows.calls)

__all__ = ["CALLS"]
