"""Mixed traffic with a constant rate of faults, for minutes: are the results right, does memory stay flat?

python -m benchmarks.soaks.calls --minutes 10

The emulator runs in a process of its own and breaks, delays and refuses requests at a constant rate; 200 callers
share one client. Every answer is compared with what the caller has written before. The exit code is 1 if a result
was wrong, if memory grew, or if a task or a socket was left at the end.
"""

import argparse
import asyncio
import logging
import multiprocessing
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from realtimekit_async import (
    DecodeError,
    NotFound,
    RateLimited,
    RealtimeKit,
    RealtimeKitError,
    Retry,
    ServerError,
    TransportError,
)
from realtimekit_async.emulator import Emulator

FAULTS = (
    {"status": 503},
    {"status": 500, "act": True},
    {"status": 429, "retry_after": 0.01},
    {"status": 520},
    {"drop": "before"},
    {"drop": "after"},
    {"drop": "after", "reset": True},
    {"truncate": True},
    {"garbage": True},
    {"delay": 0.1},
)
PAUSE = 0.02
SAMPLE = 0.5
RETRY = Retry(attempts=4, initial=0.01, ceiling=0.1)
# What a fault may end as, where another try was not safe or did not help; anything else is a wrong result.
EXPECTED = (TransportError, ServerError, RateLimited, DecodeError)


# ── the other process ──


def serve(pipe: Connection) -> None:
    """Run the emulator and break its requests until something is said."""
    with Emulator(seed=7, meetings=60, keep_requests=False) as emulator:
        pipe.send(emulator.credentials)
        ended = threading.Event()
        breaking = threading.Thread(target=break_requests, args=(emulator, ended))
        breaking.start()
        pipe.recv()
        ended.set()
        breaking.join()
        pipe.send([repr(error) for error in emulator.errors])


def break_requests(emulator: Emulator, ended: threading.Event) -> None:
    """Make one request go wrong at a time, with a pause in between."""
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    while not ended.wait(PAUSE):
        emulator.faults.clear()
        emulator.faults.next(**chance.choice(FAULTS))


# ── the callers ──


@dataclass
class Tally:
    """What all callers have seen."""

    done: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def judge(self, right: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence where it is called
        """Note what is not as it must be."""
        if not right:
            self.wrong.append(what)


class Caller:
    """One of many, with a meeting of its own, that knows which answers are right."""

    def __init__(self, rtk: RealtimeKit, tally: Tally, seed: int) -> None:
        self._rtk = rtk
        self._tally = tally
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._seed = seed
        self._number = count()
        self._meeting = ""
        self._titles: set[str] = set()
        self._guests: dict[str, str] = {}
        self._doubtful: set[str] = set()

    async def run(self, until: float) -> None:
        """Do one thing after the other until the time is over."""
        actions: tuple[Callable[[], Awaitable[None]], ...] = (
            *[self.look] * 6,
            *[self.rename] * 3,
            *[self.invite] * 3,
            *[self.part] * 2,
            *[self.guests] * 2,
            self.missing,
            self.walk,
        )
        while time.monotonic() < until:
            action = self._chance.choice(actions) if self._meeting else self.found
            try:
                await action()
            except RealtimeKitError as error:
                self._tally.failed[type(error).__name__] += 1
                self._tally.judge(isinstance(error, EXPECTED), f"{action.__name__}: {error!r}")
            else:
                self._tally.done[action.__name__] += 1

    async def found(self) -> None:
        """Create the meeting that is this caller's own."""
        meeting = await self._rtk.meetings.create(title=f"meeting of {self._seed}")
        self._meeting, self._titles = meeting.id, {f"meeting of {self._seed}"}
        self._tally.judge(meeting.title in self._titles, "create: another title")

    async def look(self) -> None:
        """Get the meeting: it has the last title that was written."""
        meeting = await self._rtk.meetings.get(self._meeting)
        self._tally.judge(meeting.id == self._meeting, "get: another meeting")
        self._tally.judge(meeting.title in self._titles, f"get: {meeting.title!r}, not {self._titles}")
        self._titles = {str(meeting.title)}

    async def rename(self) -> None:
        """Change the title; where that failed, either title is right from now on."""
        title = f"title {self._seed}.{next(self._number)}"
        self._titles.add(title)
        meeting = await self._rtk.meetings.update(self._meeting, title=title)
        self._tally.judge((meeting.id, meeting.title) == (self._meeting, title), "update: another answer")
        self._titles = {title}

    async def invite(self) -> None:
        """Add a participant."""
        name = f"guest {self._seed}.{next(self._number)}"
        self._doubtful.add(name)
        guest = await self._rtk.participants.add(
            self._meeting, name=name, preset_name="group_call_host", custom_participant_id=name
        )
        self._doubtful.discard(name)
        self._tally.judge(guest.name == name and bool(guest.token), "add: another answer")
        self._guests[guest.id] = name

    async def part(self) -> None:
        """Remove a participant, who may be gone already where the first try was answered badly."""
        if not self._guests:
            return
        guest_id = self._chance.choice(tuple(self._guests))
        self._doubtful.add(self._guests.pop(guest_id))
        try:
            await self._rtk.participants.delete(self._meeting, guest_id)
        except NotFound as error:
            was_tried = any("may have taken effect" in note for note in getattr(error, "__notes__", ()))
            self._tally.judge(was_tried, "delete: not found at the first try")

    async def guests(self) -> None:
        """List the participants: everybody is there once, and nobody else."""
        async with self._rtk.participants.list(self._meeting, per_page=5).prefetch(3) as rows:
            found = [str(row.name) async for row in rows]
        self._tally.judge(len(found) == len(set(found)), "list: a row twice")
        self._tally.judge(set(found) - self._doubtful == set(self._guests.values()), "list: other rows")
        self._doubtful &= set(found)
        if len(found) > 40:  # noqa: PLR2004 - so that what is read stays the same over the minutes
            self._meeting, self._guests, self._doubtful = "", {}, set()

    async def missing(self) -> None:
        """Get what does not exist."""
        try:
            await self._rtk.meetings.get("00000000-0000-4000-8000-000000000000")
        except NotFound:
            return
        self._tally.judge(False, "a meeting that does not exist was found")  # noqa: FBT003

    async def walk(self) -> None:
        """Leave a walk through all presets in its middle."""
        async for preset in self._rtk.presets.list(per_page=2):
            self._tally.judge(bool(preset.id), "presets: a row without id")
            if self._chance.random() < 0.3:  # noqa: PLR2004
                break


# ── what is measured ──


def resident() -> float:
    """Return the memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def sockets() -> int:
    """Count the open sockets of this process."""
    links = Path("/proc/self/fd").iterdir()
    return sum(link.is_symlink() and str(link.readlink()).startswith("socket:") for link in links)


def slope(samples: list[tuple[float, float]]) -> float:
    """Return the growth in MiB a minute: least squares over the second half, when everything is warm."""
    half = samples[len(samples) // 2 :]
    middle_x = sum(x for x, _ in half) / len(half)
    middle_y = sum(y for _, y in half) / len(half)
    spread = sum((x - middle_x) ** 2 for x, _ in half)
    return 60 * sum((x - middle_x) * (y - middle_y) for x, y in half) / spread if spread else 0.0


async def watch(until: float, tally: Tally, *, quiet: bool) -> list[tuple[float, float]]:
    """Look at the memory again and again, and say how it goes every ten seconds."""
    samples: list[tuple[float, float]] = []
    while (now := time.monotonic()) < until:
        samples.append((now, resident()))
        if not quiet and len(samples) % 20 == 0:
            print(f"{until - now:6.0f} s to go  {samples[-1][1]:6.1f} MiB  {tally.done.total()} done", flush=True)
        await asyncio.sleep(min(SAMPLE, max(until - now, 0.01)))
    return samples


async def soak(
    credentials: dict[str, str], seconds: float, callers: int, *, quiet: bool
) -> tuple[Tally, list[tuple[float, float]], int]:
    """Let the callers run; give what they saw, the memory over time, and how many tasks were left."""
    tally = Tally()
    until = time.monotonic() + seconds
    async with RealtimeKit(**credentials, quota=None, recordings_quota=None, retry=RETRY, timeout=10) as rtk:
        watching = asyncio.create_task(watch(until, tally, quiet=quiet))
        async with asyncio.TaskGroup() as group:
            for seed in range(callers):
                group.create_task(Caller(rtk, tally, seed).run(until))
        samples = await watching
    await asyncio.sleep(0.1)
    return tally, samples, len(asyncio.all_tasks()) - 1


def main() -> int:
    """Run, print the figures, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--callers", type=int, default=200)
    parser.add_argument("--most-growth", type=float, default=1.0, help="MiB a minute (default 1)")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    logging.getLogger("realtimekit_async").setLevel(logging.ERROR)  # a warning for every fault is no news here
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    credentials: dict[str, str] = ours.recv()
    before = sockets()
    seconds = options.minutes * 60
    tally, samples, tasks = asyncio.run(soak(credentials, seconds, options.callers, quiet=options.quiet))
    left = sockets() - before
    ours.send("stop")
    errors: list[str] = ours.recv()
    server.join()
    return report(tally, samples, tasks=tasks, left=left, errors=errors, options=options)


def report(
    tally: Tally,
    samples: list[tuple[float, float]],
    *,
    tasks: int,
    left: int,
    errors: list[str],
    options: argparse.Namespace,
) -> int:
    """Print the figures; 1 if one of them is not as it must be."""
    growth = slope(samples)
    print(f"{options.callers} callers, {options.minutes:g} minutes")
    print(f"calls        {tally.done.total()} done, {tally.failed.total()} failed as faults make them fail")
    print(f"failures     {', '.join(f'{name} {number}' for name, number in tally.failed.most_common())}")
    print(f"wrong        {len(tally.wrong)} {tally.wrong[:5] or ''}")
    print(
        f"memory       {samples[0][1]:.1f} MiB at first, {samples[-1][1]:.1f} at last, {growth:+.2f} MiB a minute"
    )
    print(f"left         {tasks} tasks, {left} sockets")
    if errors:
        print(f"emulator     {len(errors)} defects of its own: {errors[:3]}")
    failed = bool(tally.wrong or tasks or left or errors or growth > options.most_growth)
    print("not as it must be" if failed else "as it must be")
    return int(failed or not tally.done)


if __name__ == "__main__":
    sys.exit(main())
