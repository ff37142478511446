"""A Chromium process: found, started with a profile of its own, steered over its pipe, and ended."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import wave
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from realtimekit_async.log import logger, printable
from realtimekit_async.meeting.errors import BrowserNotFound, BrowserNotStarted, HostLost
from realtimekit_async.timing import cancel_and_wait, carry_through

from .devtools import MOST_MESSAGE_BYTES, DevTools

EXECUTABLE_VARIABLE = "REALTIMEKIT_CHROMIUM"
EXECUTABLES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "headless_shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge-stable",
)
_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
PROFILE_PREFIX = "realtimekit-meeting-"
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-extensions",
    "--metrics-recording-only",
    "--no-pings",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-dev-shm-usage",
)
# The keeper outlives this process and ignores what a terminal sends to it: whatever happens to Python, the pipe
# closes, Chromium ends, and the profile is removed. Chromium reads commands from descriptor 3 and answers on 4.
_KEEPER = (
    'trap "" TERM INT HUP; dir=$1; shift; "$@" 3<&0 4>&1 0</dev/null 1>/dev/null; code=$?; '
    'rm -rf -- "$dir"; exit $code'
)
_NOT_INHERITED = ("XDG_", "CLOUDFLARE_", "REALTIMEKIT_")
_MOST_STDERR = 4096
_ENDING = 5.0
_REMOVALS, _BETWEEN_REMOVALS = 20, 0.05
_REMEDIES = {
    b"as root without": (
        " Chromium does not run as root with its sandbox: use another user, or Chromium(sandbox=False) where only"
        " you are."
    ),
    b"No usable sandbox": (
        " The sandbox needs user namespaces, which this machine or container forbids: allow them, or use"
        " Chromium(sandbox=False) where only you are."
    ),
}
"""What it says at its end, and what helps."""


class Watcher(Protocol):
    """Who is told what happens to the pages of a browser."""

    def target_crashed(self, target_id: str, status: str) -> None:
        """Take note that a page has crashed."""
        ...

    def target_destroyed(self, target_id: str) -> None:
        """Take note that a page is gone."""
        ...

    def browser_ended(self) -> None:
        """Take note that the browser is gone, and all its pages."""
        ...


def check_system(system: str = os.name) -> None:
    """Refuse a system on which no browser can be kept."""
    if system != "posix":
        raise BrowserNotStarted("a browser as the host needs Linux or macOS; the emulator is a host on any system")


def find_browser(executable: str | os.PathLike[str] | None) -> str:
    """Return the path of the browser to start; raises BrowserNotFound, which says where it was looked for."""
    variable = os.environ.get(EXECUTABLE_VARIABLE)
    if executable is not None:
        wanted: tuple[str, ...] = (os.fspath(executable),)
    elif variable:
        wanted = (variable,)
    else:
        wanted = (*EXECUTABLES, *(_APPLICATIONS if sys.platform == "darwin" else ()))
    for name in wanted:
        if (path := shutil.which(name)) is not None:
            return path
    raise BrowserNotFound(
        f"no Chromium found: looked for {', '.join(wanted)}. Install one (on Debian: chromium-headless-shell), or "
        f"name it by Chromium(executable=…) or {EXECUTABLE_VARIABLE}"
    )


class Browser:
    """A running Chromium. Whatever ends this process ends Chromium, too, and removes its profile."""

    def __init__(self, path: str, *, sandbox: bool, args: Sequence[str], watcher: Watcher) -> None:
        self._path = path
        self._sandbox = sandbox
        self._args = tuple(args)
        self._watcher = watcher
        self._profile = ""
        self._process: asyncio.subprocess.Process | None = None
        self._devtools: DevTools | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._stderr = bytearray()

    @property
    def pid(self) -> int | None:
        """The process that keeps Chromium, which is also the id of their process group."""
        return self._process.pid if self._process is not None else None

    @property
    def has_ended(self) -> bool:
        """Whether Chromium is gone."""
        return self._devtools is None or self._devtools.has_ended

    async def start(self, within: float) -> None:
        """Start Chromium and wait until it answers; raises BrowserNotStarted."""
        self._profile = tempfile.mkdtemp(prefix=PROFILE_PREFIX)
        _write_fake_devices(self._profile)
        try:
            # Not to be interrupted: a process that nobody knows could not be ended.
            await carry_through(self._spawn(), within)
            async with asyncio.timeout(within):
                await self.command("Browser.getVersion")
                await self.command("Target.setDiscoverTargets", discover=True)
        except (HostLost, TimeoutError):  # WaitTimeout is one of the latter
            failure = await self._why_not_started(within)
        else:
            return
        raise failure

    async def command(self, method: str, **params: object) -> dict[str, Any]:
        """Return Chromium's answer to a command of the DevTools protocol; raises HostLost."""
        if self._devtools is None:
            raise HostLost("the browser has ended")
        return await self._devtools.command(method, **params)

    async def aclose(self) -> None:
        """End Chromium and everything that it started, and remove its profile."""
        if self._process is not None and self._devtools is not None:
            self._devtools.hang_up()
            with suppress(TimeoutError):
                async with asyncio.timeout(_ENDING):
                    await self._process.wait()
            with suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS says the latter
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1)  # both read to their end, which has come
        await cancel_and_wait(*self._tasks)
        await self._remove_profile()

    async def _spawn(self) -> None:
        self._process = process = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", _KEEPER, "realtimekit-meeting", self._profile, self._path, *self._flags(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(self._profile),
            limit=MOST_MESSAGE_BYTES,
            start_new_session=True,
        )  # fmt: skip
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise BrowserNotStarted("the browser has no pipes")
        self._devtools = DevTools(
            process.stdout, process.stdin, on_event=self._tell, on_end=self._watcher.browser_ended
        )
        self._tasks = [
            asyncio.create_task(self._devtools.read()),
            asyncio.create_task(self._keep_stderr(process.stderr)),
        ]

    def _flags(self) -> list[str]:
        return [
            *FLAGS,
            *(() if self._sandbox else ("--no-sandbox",)),
            f"--user-data-dir={self._profile}",
            f"--use-file-for-fake-audio-capture={self._profile}/silence.wav",
            f"--use-file-for-fake-video-capture={self._profile}/black.y4m",
            *self._args,
        ]

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        if method == "Target.targetCrashed":
            self._watcher.target_crashed(str(params.get("targetId")), str(params.get("status")))
        elif method == "Target.targetDestroyed":
            self._watcher.target_destroyed(str(params.get("targetId")))

    async def _keep_stderr(self, stderr: asyncio.StreamReader) -> None:
        while chunk := await stderr.read(_MOST_STDERR):
            self._stderr += chunk
            del self._stderr[:-_MOST_STDERR]

    async def _why_not_started(self, within: float) -> BrowserNotStarted:
        if self._devtools is None or not self._devtools.has_ended:
            return BrowserNotStarted(f"{self._path} did not answer within {within:g} s.{self._last_words()}")
        with suppress(TimeoutError):
            async with asyncio.timeout(1):  # what it said may arrive after its end
                await asyncio.wait(self._tasks)
        remedy = "".join(remedy for words, remedy in _REMEDIES.items() if words in self._stderr)
        return BrowserNotStarted(f"{self._path} ended at once.{remedy}{self._last_words()}")

    def _last_words(self) -> str:
        text = self._stderr.decode(errors="replace").strip()
        return f" It said: {printable(text[-400:])}" if text else ""

    async def _remove_profile(self) -> None:
        """Remove what the keeper has not: a process that was killed just now may still write."""
        for _ in range(_REMOVALS):
            shutil.rmtree(self._profile, ignore_errors=True)
            if not _exists(self._profile):
                return
            await asyncio.sleep(_BETWEEN_REMOVALS)
        logger.warning("the profile of a browser could not be removed: %s", self._profile)


def _exists(path: str) -> bool:
    return os.path.lexists(path)


def _environment(profile: str) -> dict[str, str]:
    """Return the environment of Chromium: everything that it writes lies in the profile, and no credentials."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    return {**kept, "HOME": profile, "TMPDIR": profile}


def _write_fake_devices(profile: str) -> None:
    """Write what the fake microphone and camera show: Chromium's own beep, and show a green test picture."""
    with wave.open(f"{profile}/silence.wav", "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        sound.writeframes(bytes(9_600))
    black = b"\x10" * (320 * 180) + b"\x80" * (320 * 180 // 2)
    header = b"YUV4MPEG2 W320 H180 F5:1 Ip A1:1 C420jpeg\nFRAME\n"
    Path(profile, "black.y4m").write_bytes(header + black)
