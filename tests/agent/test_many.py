"""Many agents in one process, and many events for one."""

import asyncio
import resource
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from realtimekit_async.agent import BroadcastReceived, LeavePolicy, TranscriptReceived

CHECKOUT = Path(__file__).parents[2]
AGENTS, LINES, FILES = 500, 10, 2048


@pytest.fixture
def _open_files():
    """Let the process have two sockets for each agent."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FILES:
        pytest.skip(f"no more than {hard} files may be open here")
    if soft != resource.RLIM_INFINITY and soft < FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("_open_files")
@pytest.mark.slow
async def test_five_hundred_agents_in_one_process_miss_nothing_and_leave_nothing(scene):
    asyncio.get_running_loop().set_debug(enabled=False)  # which takes most of the time, of so many tasks
    everybody_is_there, few, before = asyncio.Barrier(AGENTS + 1), asyncio.Semaphore(20), asyncio.all_tasks()

    async def attend() -> list[str]:
        heard = []
        async with AsyncExitStack() as stack:
            async with few:
                # Of each other's comings they are not told: that would be a quarter of a million events.
                one = scene.agent(subscriptions={"transcript", "broadcast"}, leave=LeavePolicy())
                agent = await stack.enter_async_context(one)
            await everybody_is_there.wait()
            async for event in agent:
                match event:
                    case TranscriptReceived(text=text):
                        heard.append(text)
                    case BroadcastReceived():
                        break
                    case _:
                        pass
        return heard

    attending = [asyncio.create_task(attend()) for _ in range(AGENTS)]
    async with asyncio.timeout(120):
        await everybody_is_there.wait()
        scene.join("Ada")
        lines = [f"line {number}" for number in range(LINES)]
        for line in lines:
            scene.say("Ada", line)
        scene.simulate.broadcasts(scene.meeting_id, "the end")
        assert await asyncio.gather(*attending) == [lines] * AGENTS
    await scene.until(lambda: not any(one.is_open for one in scene.agents.connections))
    assert [one.close_code for one in scene.agents.connections] == [1000] * AGENTS
    assert not any(one.peer for one in scene.agents.connections)
    await scene.until(lambda: not left_over(before))


def left_over(before: set[asyncio.Task[object]]) -> set[asyncio.Task[object]]:
    return asyncio.all_tasks() - before


@pytest.mark.slow
def test_over_an_hour_of_a_busy_meeting_memory_stays_flat():
    command = [sys.executable, "-W", "error", "-m", "benchmarks.soaks.agent_hour", "--events", "60000"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "60,001 events, 6,000 finals of which 500 are kept" in done.stdout
