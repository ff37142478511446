"""What is to go wrong with agents."""

from collections import deque
from dataclasses import dataclass, field

from .closes import Close
from .upgrade import UpgradeRefusal


@dataclass(slots=True)
class Script:
    """Trouble that waits for its moment."""

    refusals: deque[UpgradeRefusal] = field(default_factory=deque[UpgradeRefusal])
    closes: deque[Close] = field(default_factory=deque[Close])
    failures: deque[str] = field(default_factory=deque[str])
    is_mute: bool = False
    keeps_unconfirmed: bool = False
