"""One process that walks a million sessions and lists the participants of every tenth, under the account's quota.

The sessions stream through `prefetch(8)`; for every tenth its participants are listed with `collect()`, eight
lists at a time. Everything is this library's own but the transport and the time: the emulator's limiter answers,
behind a network of 100 ms, on a virtual clock. Told are the virtual hours, what was refused, the CPU of a row (the
simulation's own share is in it), and the memory after a tenth and at its peak. It does not measure the network or
what a program does with the rows.
"""

import argparse
import asyncio
import json
import time

from benchmarks.processes import Talk
from benchmarks.request.answers import meeting_id
from benchmarks.request.server import asked
from realtimekit_async import RealtimeKit

from .virtual import HOUR, REQUESTS, WINDOW, Edge, VirtualLoop, client, now
from .walker import memory

SESSIONS, PAGE, EVERY, PEOPLE, AT_ONCE = 1_000_000, 100, 10, 20, 8
_SESSION = (
    '{"id":"%s","associated_id":"6c1f0e7e-4a5b-4f5e-9d7c-2b8a90c1d2e3","meeting_display_name":"Weekly standup",'
    '"type":"meeting","status":"ENDED","live_participants":0,"max_concurrent_participants":12,'
    '"minutes_consumed":418.25,"organization_id":"bbb7a1c6-3a8a-4a27-9c5e-0d6f2a1f9b7e",'
    '"started_at":"2025-03-04T12:00:00.000Z","created_at":"2025-03-04T12:00:00.000Z",'
    '"updated_at":"2025-03-04T13:01:15.120Z","ended_at":"2025-03-04T13:01:15.120Z"}'
)
_PERSON = (
    '{"id":"%s","user_id":"%s","custom_participant_id":"user-%d","display_name":"Ada","preset_name":"group_call_host",'
    '"joined_at":"2025-03-04T12:00:00.000Z","left_at":"2025-03-04T12:58:30.500Z","duration":58.5083,'
    '"created_at":"2025-03-04T12:00:00.000Z","updated_at":"2025-03-04T12:58:30.500Z"}'
)


class App:
    """Answers as an app with so many sessions, each of them with the same people."""

    def __init__(self, sessions: int) -> None:
        self._sessions = sessions
        rows = ",".join([_SESSION] * PAGE)
        self._page = f'{{"success":true,"data":[{rows}],"paging":{{"total_count":{sessions},'.encode()
        people = ",".join(_PERSON % (meeting_id(one), meeting_id(-one), one) for one in range(PEOPLE))
        paging = f'"paging":{{"total_count":{PEOPLE},"start_offset":1,"end_offset":{PEOPLE}}}'
        self._people = f'{{"success":true,"data":{{"participants":[{people}],{paging}}}}}'.encode()

    def __call__(self, url: bytes) -> bytes:
        """Return a page of sessions, or the people of one."""
        if b"/participants" in url:
            return self._people
        first = (asked(url, b"page_no=") - 1) * PAGE
        ids = tuple(b"00000000-0000-4000-8000-%012x" % number for number in range(first, first + PAGE))
        return self._page % ids + b'"start_offset":%d,"end_offset":%d}}' % (first + 1, first + PAGE)


class Night:
    """The job, and what it has seen."""

    def __init__(self, rtk: RealtimeKit, sessions: int) -> None:
        self._rtk = rtk
        self._free = asyncio.Semaphore(AT_ONCE)
        self._tenth = sessions // 10
        self.rows = self.sessions = self.lists = 0
        self.early = 0.0

    async def work(self) -> None:
        """Walk the sessions, and list the people of every tenth meanwhile."""
        async with asyncio.TaskGroup() as group, self._rtk.sessions.list().prefetch(AT_ONCE) as sessions:
            async for session in sessions:
                self.sessions += 1
                if self.sessions % EVERY == 0:
                    await self._free.acquire()
                    group.create_task(self._people(session.id))
                if self.sessions == self._tenth:
                    self.early = memory("VmRSS")

    async def _people(self, session: str) -> None:
        people = await self._rtk.sessions.participants(session).collect()
        self.rows += len(people)
        self.lists += 1
        self._free.release()


async def simulated(sessions: int) -> dict[str, float]:
    """Do the job, and return what it took."""
    edge = Edge()
    cpu, wall = time.process_time(), time.perf_counter()
    async with client(edge, App(sessions)) as rtk:
        night = Night(rtk, sessions)
        await night.work()
    cpu, hours, rows = time.process_time() - cpu, (now() - edge.began) / HOUR, night.sessions + night.rows
    return {
        "sessions": night.sessions,
        "lists": night.lists,
        "rows": rows,
        "requests": edge.answered,
        "refused": edge.refused,
        "hours": round(hours, 3),
        "used": round(edge.answered / (hours * HOUR / WINDOW * REQUESTS), 4),
        "cpu_us_a_row": round(cpu * 1e6 / rows, 3),
        "seconds": round(time.perf_counter() - wall, 1),
        "rss_early": round(night.early, 1),
        "rss_peak": round(memory("VmHWM"), 1),
    }


def measure(*, quick: bool) -> dict[str, float]:
    """Do the job in a process of its own."""
    talk = Talk("jobs.scale", "--sessions", str(SESSIONS // 100 if quick else SESSIONS))
    found: dict[str, float] = talk.hear()
    talk.end()
    print(found)
    return found


def main() -> None:
    """Do the job and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    options = parser.parse_args()
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        print(json.dumps(runner.run(simulated(options.sessions))))


if __name__ == "__main__":
    main()
