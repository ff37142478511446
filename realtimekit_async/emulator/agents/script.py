"""What is to go wrong with agents."""

from collections import deque
from dataclasses import dataclass, field
from typing import TypeVar

from realtimekit_async.emulator.world.bounds import check_room, several

from .closes import Close
from .upgrade import UpgradeRefusal

T = TypeVar("T")


@dataclass(slots=True)
class Script:
    """Trouble that waits for its moment."""

    refusals: deque[UpgradeRefusal] = field(default_factory=deque[UpgradeRefusal])
    closes: deque[Close] = field(default_factory=deque[Close])
    failures: deque[str] = field(default_factory=deque[str])
    is_mute: bool = False
    keeps_unconfirmed: bool = False

    def add(self, script: deque[T], trouble: T, times: int) -> None:
        """Have something go wrong so many times."""
        check_room(script, several(times))
        script.extend([trouble] * times)
