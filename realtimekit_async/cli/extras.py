"""What an error of the library says of a missing extra, for the command, which needs one of its own besides."""

import re

from realtimekit_async._version import installing

_NEEDS = re.compile(r"(.*) needs the extra `([\w,]+)`: .*", re.DOTALL)


def missing_extra(text: str) -> tuple[str, str] | None:
    """Return what needs an extra and what installs it, apart, if that is what an error of the library says."""
    if found := _NEEDS.fullmatch(text):
        return f"{found[1]} needs the extra `{found[2]}`", installing(f"cli,{found[2]}")
    return None
