"""RealtimeKit on this machine: a real HTTP server with state, scripted trouble and simulated meetings."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who only reads: whoever runs the package has the table, and a test compares the two
    from .emulator import Emulator as Emulator
    from .files.storage import FileRequest as FileRequest, Storage as Storage
    from .liveliness import Delays as Delays
    from .server.requests import Request as Request
    from .webhooks.deliveries import Deliveries as Deliveries
    from .webhooks.delivery import Delivery as Delivery
    from .world.answers import Missing as Missing
    from .world.clock import Clock as Clock

_HOMES = {
    "Clock": "world.clock",
    "Delays": "liveliness",
    "Deliveries": "webhooks.deliveries",
    "Delivery": "webhooks.delivery",
    "Emulator": "emulator",
    "FileRequest": "files.storage",
    "Missing": "world.answers",
    "Request": "server.requests",
    "Storage": "files.storage",
}
globals()["__all__"] = sorted(_HOMES)


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - paid by whoever uses the emulator

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
