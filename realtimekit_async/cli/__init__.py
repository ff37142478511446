"""The command `realtimekit`."""

import sys
from collections.abc import Sequence

_EXTRAS = {"click": "cli", "rich": "cli", "cryptography": "cli,webhooks", "distributed": "cli,dask"}
_MISUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default) and return the exit code."""
    try:
        from .app import start  # noqa: PLC0415 - what it imports is an extra that may not be there

        return start(arguments)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        sys.stderr.write(f"realtimekit needs an extra: pip install 'realtimekit-async[{extra}]'\n")
        return _MISUSED
