"""The emulator and the command as a user runs them: processes of their own. And what must be there."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from realtimekit_async import NotFound, RealtimeKit
from realtimekit_async.emulator import Emulator
from realtimekit_async.files import DownloadError
from realtimekit_async.models import Session

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "realtimekit_async.cli")
SMALL = {"meetings": 6, "sessions": 18, "recordings": 12, "days": 6}


class Whole(NamedTuple):
    """A whole file, told apart from others by its hash."""

    size: int
    sha256: str


def whole(data: bytes) -> Whole:
    return Whole(len(data), sha256(data).hexdigest())


@contextlib.contextmanager
def served(past: Mapping[str, int], *options: str) -> Iterator[dict[str, str]]:
    """Run `realtimekit emulator`, and give the environment that leads to it."""
    flags = [f"--{name.replace('_', '-')}={number}" for name, number in past.items()]
    arguments = [*COMMAND, "emulator", "--port", "0", "--seed", "7", *flags, *options]
    process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    with process:
        try:
            lines = [process.stdout.readline().rstrip() for _ in range(4)]
            found = [re.fullmatch(r"export (\w+)=(\S+)", line) for line in lines]
            yield {match[1]: match[2] for match in found if match}
        finally:
            process.terminate()


def archiving(environment: Mapping[str, str], destination: str, *options: str) -> "subprocess.Popen[str]":
    """Start `realtimekit archive`."""
    return subprocess.Popen(
        [*COMMAND, "archive", destination, "--json", *options],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def archived(environment: Mapping[str, str], destination: str, *options: str) -> dict[str, object]:
    """Run `realtimekit archive` to its end, and give its summary."""
    with archiving(environment, destination, *options) as process:
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    report: dict[str, object] = msgspec.json.decode(out)
    return report


async def files_of(environment: Mapping[str, str]) -> dict[str, set[Whole]]:
    """Fetch everything there is with the plain verbs of the client: for each session, its files."""
    names = ("account_id", "app_id", "api_token", "base_url")
    variables = ("CLOUDFLARE_ACCOUNT_ID", "REALTIMEKIT_APP_ID", "CLOUDFLARE_API_TOKEN", "REALTIMEKIT_BASE_URL")
    settings = {name: environment[variable] for name, variable in zip(names, variables, strict=True)}
    found: dict[str, set[Whole]] = {}
    async with RealtimeKit(**settings, quota=None) as rtk:
        async for session in rtk.sessions.list(per_page=100):
            found[session.id] = {whole(data) async for data in _exports(rtk, session)}
        async for recording in rtk.recordings.list(per_page=100, status=["UPLOADED"]):
            assert recording.session_id is not None
            for audio in (False, True):
                to = _Bytes()
                await rtk.recordings.download(recording, to=to, audio=audio)
                found[recording.session_id].add(whole(to))
    return found


async def _exports(rtk: RealtimeKit, session: Session) -> AsyncIterator[bytes]:
    for call in (rtk.sessions.chat, rtk.sessions.transcript, rtk.sessions.summary):
        to = _Bytes()
        with contextlib.suppress(NotFound, DownloadError):
            export = await call(session.id)
            if not may_still_come(session.ended_at) or not await export.is_empty():
                await export.save(to)
                yield bytes(to)


def may_still_come(ended_at: datetime | None) -> bool:
    """Tell whether what has no row yet may get some: an archive leaves it to the next run."""
    return ended_at is None or datetime.now(UTC) - ended_at < timedelta(days=1)


def chats_to_come(emulator: Emulator) -> set[str]:
    """Name the files of chats in which nobody has written, as far as can be told on their first day."""
    sessions = emulator.app.sessions.values()
    return {f"chat/{each.id}.csv" for each in sessions if not each.chat and may_still_come(each.ended_at)}


class _Bytes(bytearray):
    async def write(self, data: bytes, /) -> None:
        self.extend(data)


async def until(holds: Callable[[], object]) -> None:
    """Wait for what comes soon."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.01)


def session_in(key: str) -> str:
    """Return the session that an object belongs to."""
    return key.split("/")[4].partition("_")[2]


def is_content(key: str) -> bool:
    """Tell whether an object is what was asked for, and neither a sidecar nor a note of the archive."""
    return key.startswith("sessions/") and not key.endswith(".json")
