"""The command `realtimekit`."""

import sys
from collections.abc import Sequence

_NEEDED = frozenset({"click", "rich"})
_MISUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default) and give the exit code."""
    try:
        from .app import start  # noqa: PLC0415 - what it imports is an extra that may not be there

        return start(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        sys.stderr.write("realtimekit needs an extra: pip install 'realtimekit-async[cli]'\n")
        return _MISUSED
