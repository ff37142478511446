"""What all meeting objects of an emulator share."""

from dataclasses import dataclass, field

from realtimekit_async.emulator.files.storage import Storage
from realtimekit_async.emulator.world.world import World

from .script import Script
from .seats import Seats


@dataclass(slots=True, eq=False)
class Venue:
    """The world they are in, where their files lie, who is there, and what is to go wrong."""

    world: World
    files: Storage
    seats: Seats = field(default_factory=Seats)
    script: Script = field(default_factory=Script)
