"""Whether an agent's memory stays flat over an hour of a busy meeting.

python -m benchmarks.soaks.agent_hour

A server in a process of its own tells of an hour: forty people talk, somebody comes and somebody leaves every few
seconds. It is told as fast as it is read, so the hour takes some seconds. Printed are the most memory this process
had after a tenth of the events and after all of them; the exit code is 1 if that grew by more than a twelfth.
"""

import argparse
import asyncio
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aiohttp import WSMsgType, web

from benchmarks.jobs.agent_server import SESSION, answer, message, serve, written
from benchmarks.jobs.agent_worker import TOKEN
from benchmarks.processes import Talk
from realtimekit_async.agent import Agent, SessionEnded

AN_HOUR, PEOPLE, A_ROUND = 3600, 40, 100
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
TRANSCRIPT = 500
GROWTH = 1.08


def hour(events: int) -> Iterator[bytes]:
    """Write the frames of an hour; of each round one is a join and one a leave, eight of ten are partials."""
    for number in range(events):
        at = (BEGINNING + timedelta(seconds=AN_HOUR * number / events)).isoformat()
        came = number // A_ROUND
        speaker = person(came - number % PEOPLE)
        if number % A_ROUND == 0:
            yield message("participant.join", {"participant": {**person(came), "meeting_id": "m"}})
        elif number % A_ROUND == A_ROUND // 2:
            yield message("participant.leave", {"participant": {**person(came - PEOPLE), "meeting_id": "m"}})
        elif number % 10 == 1:
            yield message("broadcast.received", {"type": "reaction", "payload": {"n": number}, "created_at": at})
        else:
            speech = {"text": f"sentence {number} of many", "is_final": not (number + 1) % 10, "started_at": at}
            yield message("transcript.received", {**speech, "ended_at": at, "confidence": 1.0, "speaker": speaker})


def person(number: int) -> dict[str, object]:
    """Name somebody, by the order in which they came."""
    return {"peer_id": f"peer-{number}", "participant_id": f"participant-{number}", "display_name": "Ada"}


async def meet(request: web.Request) -> web.WebSocketResponse:
    """Tell an agent of as many events as the URL says."""
    socket = web.WebSocketResponse(protocols=("realtimekit.v1",), compress=False)
    await socket.prepare(request)
    await socket.send_frame(message("session.started", {"session": SESSION}), WSMsgType.TEXT)
    asked = asyncio.Event()
    answering = asyncio.create_task(answer(socket, asked))
    await asked.wait()
    for number, frame in enumerate(hour(int(request.match_info["events"]))):
        if request.transport is not None:
            request.transport.write(written(frame))
        if number % A_ROUND == 0:
            await socket.ping()  # which waits where the client is slow
    await socket.send_frame(message("session.ended", {"session": SESSION, "reason": "x"}), WSMsgType.TEXT)
    await answering  # until the agent has taken everything and leaves
    return socket


async def listen(url: str, events: int) -> tuple[int, int]:
    """Listen to the whole hour, and give the most memory after a tenth of it and after all."""
    count = early = 0
    async with Agent(TOKEN, url=url, transcript_size=TRANSCRIPT) as agent:
        async for event in agent:
            if isinstance(event, SessionEnded):
                break
            count += 1
            if count == events // 10:
                early = most_memory()
    finals = len(agent.transcript) + agent.transcript.forgotten
    print(f"{count:,} events, {finals:,} finals of which {len(agent.transcript)} are kept")
    return early, most_memory()


def most_memory() -> int:
    """Return the most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(events: int) -> bool:
    """Let the hour be told, and tell whether memory has stayed flat."""
    server = Talk("soaks.agent_hour", "--serve")
    early, late = asyncio.run(listen(f"http://127.0.0.1:{server.hear()['port']}/{events}/agent-ws/v1", events))
    server.end()
    print(f"memory: {early:,} after a tenth, {late:,} at the end, {late / early:.3f} times as much")
    return late <= early * GROWTH


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--serve", action="store_true", help="be the server, as the other process is")
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve("/{events}/agent-ws/v1", meet))
    else:
        sys.exit(0 if main(options.events) else 1)
