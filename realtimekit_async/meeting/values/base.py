"""What all values of a meeting have in common."""

from msgspec import Struct

from realtimekit_async._lazy import Public


class Value(Public, Struct, frozen=True, rename="camel", gc=False):
    """The base of everything a meeting holds."""
