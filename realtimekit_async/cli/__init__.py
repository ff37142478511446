"""The command `realtimekit`."""

import sys
from collections.abc import Sequence
from itertools import takewhile

_EXTRAS = {
    "click": "cli",
    "rich": "cli",
    "cryptography": "cli,webhooks",
    "distributed": "cli,dask",
    "obstore": "cli,archive",
    "redis": "cli,redis",
}
_MISUSED = 2
_WITH_COMMANDS = {"meeting", "emulator"}
"""Groups of commands that are no services."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default) and return the exit code."""
    try:
        from .app import start  # noqa: PLC0415 - what it imports is an extra that may not be there

        return start(arguments)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        from realtimekit_async._version import installing  # noqa: PLC0415 - only this mistake pays for it

        command = _command_in(sys.argv[1:] if arguments is None else arguments)
        needed = extra.rpartition(",")[2]
        sys.stderr.write(f"error `{command}` needs the extra `{needed}`\nhint  {installing(extra)}\n")
        return _MISUSED


def _command_in(arguments: Sequence[str]) -> str:
    """Return the command that a command line begins with; what reads it properly may be what is not there."""
    from .docs import SERVICES  # noqa: PLC0415 - as above

    words = list(takewhile(lambda word: not word.startswith("-"), arguments))
    groups = {name.replace("_", "-") for name in SERVICES} | _WITH_COMMANDS
    return " ".join(["realtimekit", *words[: 2 if words[:1] and words[0] in groups else 1]])
