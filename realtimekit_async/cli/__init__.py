"""The command `realtimekit`."""

import sys
from collections.abc import Sequence

_EXTRAS = {
    "click": "cli",
    "rich": "cli",
    "cryptography": "cli,webhooks",
    "distributed": "cli,dask",
    "obstore": "cli,archive",
    "redis": "cli,redis",
}
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
        from .extras import installing  # noqa: PLC0415 - only this mistake pays for it

        sys.stderr.write(f"error realtimekit needs an extra\nhint  {installing(extra)}\n")
        return _MISUSED
