"""An agent behind a proxy that cuts, stalls and half-closes: does every event arrive once and in order?

python -m benchmarks.soaks.agent_chaos --minutes 5

The proxy lets a random number of bytes pass on each connection, then cuts it, stalls it or closes one half of it.
Now and then nobody gets through for longer than the server keeps the agent's place; what is sent in that time may
be lost, and has to be marked by a Gap, after which the agent knows who is in the meeting. The exit code is 1 if an
event was lost, came twice or out of order for its source, if a loss was not marked, or if anything was left at the
end. The agent's clock runs twenty times as fast as the machine's: it misses a heartbeat after half a second.
"""

import argparse
import asyncio
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import cycle
from urllib.parse import urlsplit

from realtimekit_async.agent import (
    Agent,
    BroadcastReceived,
    Event,
    Gap,
    LeavePolicy,
    ParticipantJoined,
    ParticipantLeft,
    TranscriptReceived,
)
from realtimekit_async.emulator import Clock, Emulator

SPEED = 20
LONGER_THAN_GRACE = 6
FAULTS = ("cut", "reset", "stall", "half_close_client", "half_close_server")
CHUNK = 1024
FAR_TOO_MANY = 1_000_000
PATIENCE = 60.0


class FastClock:
    """A clock on which heartbeats and back-offs take a twentieth of their time."""

    def now(self) -> float:
        """Return the time in seconds of this clock."""
        return time.monotonic() * SPEED

    async def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds of this clock."""
        await asyncio.sleep(seconds / SPEED)


class Proxy:
    """Stands between an agent and the server, and makes every connection go wrong after a while."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self._port = port
        self._chance = chance
        self._kinds = cycle(chance.sample(FAULTS, len(FAULTS)))
        self._writers: set[asyncio.StreamWriter] = set()
        self._passed = 0
        self.is_kind = False
        self.lets_in = True
        self.faults: dict[str, int] = defaultdict(int)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on one connection."""
        if not self.lets_in:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        writers = {writer, far_writer}
        self._writers |= writers
        ways = [
            asyncio.ensure_future(self._pass_on(reader, far_writer, FAR_TOO_MANY, writer)),
            asyncio.ensure_future(
                self._pass_on(far_reader, writer, self._chance.randint(500, 30_000), far_writer)
            ),
        ]
        kind = ""
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            kind = done.pop().result()
            if kind.startswith("half_close"):
                await asyncio.wait(ways, timeout=1)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for one in writers:
                one.transport.abort() if kind == "reset" else one.close()
            self._writers -= writers

    def cut(self) -> None:
        """Cut everything now."""
        for writer in self._writers:
            writer.transport.abort()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, allowed: int, back: asyncio.StreamWriter
    ) -> str:
        """Pass on what comes one way; give the fault that it ended with, if it was one."""
        with suppress(ConnectionError, RuntimeError):  # asyncio's word for a side that has been half-closed
            while data := await reader.read(CHUNK):
                if len(data) > allowed and not self.is_kind:
                    kind = next(self._kinds)
                    self.faults[kind] += 1
                    writer.write(data[:allowed])  # in the middle of a frame, most likely
                    await self._go_wrong(kind, writer, back)
                    return kind
                allowed -= len(data)
                writer.write(data)
                await writer.drain()
        return ""

    async def _go_wrong(self, kind: str, writer: asyncio.StreamWriter, back: asyncio.StreamWriter) -> None:
        if kind == "stall":
            await asyncio.sleep(3)
        elif kind == "half_close_client":
            writer.write_eof()
        elif kind == "half_close_server":
            back.write_eof()


class Meeting:
    """A lively meeting on the emulator, which remembers what it has told whom."""

    def __init__(self, emulator: Emulator, meeting_id: str, chance: random.Random) -> None:
        self._emulator = emulator
        self._id = meeting_id
        self.chance = chance
        self._present: list[str] = []
        self._number = 0
        self.sent: dict[str, list[str]] = defaultdict(list)
        self.is_watched = True

    def happen(self) -> None:
        """Let something happen."""
        simulate = self._emulator.simulate
        self._number += 1
        what = self.chance.choice(("join", "leave", "say", "say", "say", "broadcast", "broadcast"))
        if what == "join" or len(self._present) < 2:  # noqa: PLR2004 - somebody talks, somebody may leave
            peer = simulate.participant_joins(self._id, name=f"guest-{self._number}")
            self._present.append(peer.id)
            self._note("participant", f"joined {peer.id}")
        elif what == "leave":
            peer_id = self._present.pop(self.chance.randrange(len(self._present)))
            simulate.participant_leaves(self._id, peer_id)
            self._note("participant", f"left {peer_id}")
        elif what == "say":
            peer_id = self.chance.choice(self._present)
            simulate.says(self._id, peer_id, f"number {self._number}")
            self._note(f"speech of {peer_id}", f"number {self._number}")
        else:
            self.broadcast()

    def broadcast(self) -> None:
        """Let a broadcast be sent."""
        self._number += 1
        self._emulator.simulate.broadcasts(self._id, "reaction", self._number)
        self._note("broadcast", str(self._number))

    def present(self, but: set[str]) -> set[str]:
        """Return the peers that are there now, but for the agent's."""
        session = self._emulator.app.live_session(self._id)
        return {peer.id for peer in session.present.values() if peer.participant.id not in but}

    def _note(self, source: str, what: str) -> None:
        if self.is_watched:
            self.sent[source].append(what)


class Witness:
    """Takes the events of an agent, and notes what is wrong."""

    def __init__(self, agent: Agent, meeting: Meeting, me: set[str]) -> None:
        self._agent = agent
        self._meeting = meeting
        self._me = me
        self.received: dict[str, list[str]] = defaultdict(list)
        self.gaps = 0
        self.wrong: list[str] = []
        self.count = 0

    async def watch(self) -> None:
        """Take events to the end."""
        async for event in self._agent:
            self.count += 1
            self._note(event)

    def _note(self, event: Event) -> None:
        match event:
            case ParticipantJoined(participant=peer):
                self.received["participant"].append(f"joined {peer.peer_id}")
            case ParticipantLeft(participant=peer):
                self.received["participant"].append(f"left {peer.peer_id}")
            case TranscriptReceived(speaker=speaker, text=text):
                self.received[f"speech of {speaker.peer_id}"].append(text)
            case BroadcastReceived(payload=payload):
                self.received["broadcast"].append(str(payload))
            case Gap(present_is_complete=is_complete):
                self.gaps += 1
                if not is_complete:
                    self.wrong.append("after a gap presence was not read")
                known, there = set(self._agent.present.peers), self._meeting.present(self._me)
                if known != there:
                    self.wrong.append(f"after a gap {len(known ^ there)} are known wrongly")
            case _:
                pass

    def compare(self) -> None:
        """Note every source of which something is missing, came twice, or came out of order."""
        for source, sent in self._meeting.sent.items():
            wanted = set(sent)
            received = [what for what in self.received[source] if what in wanted]
            if received != sent:
                missing, extra = wanted - set(received), len(received) - len(set(received))
                self.wrong.append(f"{source}: {len(missing)} missing, {extra} twice, or out of order")


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that has to become true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - on both sides of a proxy
            await asyncio.sleep(0.01)


async def all_came(meeting: Meeting, witness: Witness) -> None:
    """Wait until everything so far has arrived."""
    meeting.broadcast()
    await until(lambda: witness.received["broadcast"][-1:] == meeting.sent["broadcast"][-1:])


async def be_away(meeting: Meeting, proxy: Proxy, emulator: Emulator, witness: Witness) -> None:
    """Let nobody through for longer than the agent's place is kept."""
    proxy.is_kind = True
    await all_came(meeting, witness)
    gaps = witness.gaps
    proxy.lets_in = meeting.is_watched = False
    proxy.cut()
    await until(lambda: not any(one.is_open for one in emulator.agents.connections))
    for _ in range(5):
        meeting.happen()
    emulator.simulate.advance(LONGER_THAN_GRACE)
    for _ in range(5):
        meeting.happen()
    proxy.lets_in = True
    await until(lambda: witness.gaps > gaps)
    meeting.is_watched, proxy.is_kind = True, False


async def live(proxy: Proxy, meeting: Meeting, emulator: Emulator, witness: Witness, until_then: float) -> int:
    """Let the meeting go on till every fault has happened; give how many outages there were."""
    chance, outages = meeting.chance, 0
    while time.monotonic() < until_then or len(proxy.faults) < len(FAULTS):
        for _ in range(chance.choice((0, 0, 0, 300, 3000))):
            meeting.happen()  # all at once: a backlog in which the connection breaks several times
        for _ in range(chance.randint(50, 200)):
            meeting.happen()
            await asyncio.sleep(chance.choice((0, 0, 0, 0.001, 0.01)))
        await be_away(meeting, proxy, emulator, witness)
        outages += 1
    proxy.is_kind = True
    await all_came(meeting, witness)
    return outages


async def run(seconds: float, seed: int) -> list[str]:
    """Let it all happen, and give what was wrong."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    async with (
        Emulator(clock=Clock(datetime(2026, 1, 1, tzinfo=UTC))) as emulator,
        emulator.client(quota=None) as rtk,
    ):
        emulator.agents.keep_unconfirmed()  # what is under way when a connection breaks is within the promise
        room = await rtk.meetings.create(title="Chaos")
        guest = await rtk.participants.add(
            room.id, name="Agent", preset_name="group_call_participant", custom_participant_id="agent"
        )
        proxy = Proxy(urlsplit(emulator.agent_url).port or 0, chance)
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/agent-ws/v1"
        before = asyncio.all_tasks()
        meeting = Meeting(emulator, room.id, chance)
        async with Agent(
            guest, url=url, client=rtk, leave=LeavePolicy(), patience=math.inf, clock=FastClock()
        ) as agent:
            witness = Witness(agent, meeting, {guest.id})
            watching = asyncio.create_task(witness.watch())
            await until(lambda: agent.session is not None)
            outages = await live(proxy, meeting, emulator, witness, time.monotonic() + seconds)
        await asyncio.wait_for(asyncio.gather(watching, return_exceptions=True), PATIENCE)
        witness.compare()
        if witness.gaps < outages:
            witness.wrong.append(f"{outages - witness.gaps} losses without a gap")
        await nothing_is_left(emulator, before, witness)
        server.close()
        await server.wait_closed()
    print(f"seed {seed}: {witness.count} events, {outages} outages, {witness.gaps} gaps")
    print("faults      ", ", ".join(f"{name} {count}" for name, count in sorted(proxy.faults.items())))
    print("duplicates  ", agent.duplicates)
    print("wrong       ", len(witness.wrong))
    return witness.wrong


async def nothing_is_left(emulator: Emulator, before: set[asyncio.Task[object]], witness: Witness) -> None:
    """Note what goes on after the block: the participant in the meeting, connections, tasks of ours."""
    try:
        await until(lambda: not any(one.peer or one.is_open for one in emulator.agents.connections))
        await until(lambda: not left_over(before))
    except TimeoutError:
        witness.wrong.append(f"left: {emulator.agents.connections} {left_over(before)}")


def left_over(before: set[asyncio.Task[object]]) -> list[str]:
    """Name the tasks that were not there before and are the agent's."""
    tasks = (repr(task) for task in asyncio.all_tasks() - before)
    return [task for task in tasks if "realtimekit_async/agent" in task]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    problems = asyncio.run(run(chosen.minutes * 60, chosen.seed))
    print(*problems, sep="\n")
    sys.exit(1 if problems else 0)
