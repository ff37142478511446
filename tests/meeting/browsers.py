"""Browsers and the SDK for tests: which are there, what runs of them, and what an odd SDK does."""

import asyncio
import os
import signal
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from realtimekit_async.meeting.errors import BrowserNotFound
from realtimekit_async.meeting.hosts.browser import find_browser
from realtimekit_async.meeting.hosts.chromium import Chromium

TARBALL_VARIABLE = "REALTIMEKIT_SDK_TARBALL"
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
STAND_IN = Path(__file__).with_name("standin.js")
NO_SDK = "// a page without an SDK still has its bridge\n"


def require_browser() -> str:
    """Return the path of a browser; without one the test is left out, or fails where all have to run."""
    try:
        return find_browser(None)
    except BrowserNotFound as error:
        return _leave_out(str(error), "REALTIMEKIT_REQUIRE_BROWSER")


def require_tarball() -> Path:
    """Return the SDK's tarball; without one the test is left out, or fails where all have to run."""
    given = os.environ.get(TARBALL_VARIABLE)
    if given is None:
        what = f"{TARBALL_VARIABLE} names no tarball: npm pack @cloudflare/realtimekit@2.0.2"
        return Path(_leave_out(what, "REALTIMEKIT_REQUIRE_SDK"))
    return Path(given)


def _leave_out(reason: str, required: str) -> str:
    if os.environ.get(required):
        pytest.fail(reason)
    pytest.skip(reason)


def chromium(sdk: Path, **options: object) -> Chromium:
    """Return a host for tests: root has no sandbox."""
    return Chromium(**{"executable": require_browser(), "sdk": sdk, "sandbox": not AS_ROOT, **options})


def official_sdk(folder: Path, more: str = "") -> Path:
    """Return the file of Cloudflare's SDK, taken out of its tarball, with a test's own lines behind it."""
    with tarfile.open(require_tarball()) as tar:
        bundle = tar.extractfile("package/dist/browser.js")
        assert bundle is not None
        file = folder / "browser.js"
        file.write_bytes(bundle.read() + more.encode())
    return file


def group(leader: int) -> list[int]:
    """Return the processes of a group that still run."""
    return [process for process in _processes() if _group_of(process) == leader]


def renderers(leader: int) -> set[int]:
    """Return the processes of a browser that hold its pages."""
    return {process for process in group(leader) if "--type=renderer" in command_line(process)}


def main_process(leader: int) -> int:
    """Return the browser itself, which its keeper, or a script between them, has started."""
    return max(process for process in group(leader) if "--type=" not in command_line(process))


def command_line(process: int) -> str:
    return _read(process, "cmdline").replace("\0", " ")


def environment(process: int) -> str:
    return _read(process, "environ").replace("\0", "\n")


def status(process: int) -> str:
    return _read(process, "status")


def kill(*processes: int) -> None:
    for process in processes:
        os.kill(process, signal.SIGKILL)


async def soon(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - of processes, which set no event
            await asyncio.sleep(0.01)


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _group_of(process: int) -> int | None:
    try:
        # What follows the name in brackets: the state, the parent, the group.
        state, _, leader = _read(process, "stat").rpartition(")")[2].split()[:3]
    except ValueError:  # it has ended meanwhile
        return None
    return None if state == "Z" else int(leader)


def _read(process: int, name: str) -> str:
    try:
        return Path("/proc", str(process), name).read_text(errors="replace")
    except OSError:
        return ""
