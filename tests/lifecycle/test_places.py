"""Where a client may be made, used and closed: loops, processes, task groups, and after it was closed."""

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress

import cloudpickle
import pytest

from realtimekit_async import NotFound, Quota, RealtimeKit, TransportError
from realtimekit_async.emulator import Emulator

from .conftest import complaints

CLOSED = "this client is closed; create another one"
OTHER_LOOP = "this client was opened in another event loop; create one in each loop"


# ── after closing ──


async def get(rtk: RealtimeKit) -> object:
    return await rtk.meetings.get("m1")


async def create(rtk: RealtimeKit) -> object:
    return await rtk.meetings.create(title="T")


async def walk(rtk: RealtimeKit) -> object:
    return [meeting async for meeting in rtk.meetings.list()]


async def prefetch(rtk: RealtimeKit) -> object:
    async with rtk.meetings.list().prefetch(2) as meetings:
        return [meeting async for meeting in meetings]


async def use_a_view(rtk: RealtimeKit) -> object:
    return await rtk.with_options(timeout=1).meetings.get("m1")


@pytest.mark.parametrize("use", [get, create, walk, prefetch, use_a_view], ids=lambda use: use.__name__)
async def test_after_closing_every_use_says_that_it_is_closed(use, site):
    async with site() as server:
        before = asyncio.all_tasks()
        rtk = server.client()
        await use(rtk)
        await rtk.aclose()
        sent = len(server.seen)
        with pytest.raises(RuntimeError, match=CLOSED):
            await use(rtk)
        await server.until(lambda: not server.open)
        assert (len(server.seen), asyncio.all_tasks()) == (sent, before)


async def test_a_walk_that_is_closed_under_way_ends_at_its_next_page(site):
    async with site() as server:
        rtk = server.client()
        found = []

        async def walk_on() -> None:
            async for meeting in rtk.meetings.list():
                found.append(meeting.id)
                await rtk.aclose()

        with pytest.raises(RuntimeError, match=CLOSED):
            await walk_on()
        assert found == ["1a", "1b"]
        await server.until(lambda: not server.open)


async def test_two_may_close_at_the_same_time(site):
    async with site() as server:
        rtk = server.client()
        await rtk.meetings.get("m1")
        await asyncio.gather(rtk.aclose(), rtk.aclose(), rtk.aclose())
        await server.until(lambda: not server.open)


async def test_closing_from_within_the_block_is_fine(site):
    async with site() as server, server.client() as rtk:
        await rtk.meetings.get("m1")
        await rtk.aclose()


# ── task groups ──


async def test_the_failure_of_one_in_a_task_group_ends_the_others_and_leaves_nothing(site):
    async with site(None, None, None) as server:
        before = asyncio.all_tasks()
        async with server.client(max_connections=4, quota=Quota(5, 3600)) as rtk:

            async def together() -> None:
                async with asyncio.TaskGroup() as group:
                    for _ in range(3):
                        group.create_task(get(rtk))
                    await server.until(lambda: len(server.seen) == 3)
                    server.will_answer(404)
                    group.create_task(get(rtk))

            with pytest.raises(ExceptionGroup) as caught:
                await together()
            assert [type(error) for error in caught.value.exceptions] == [NotFound]
            await server.until(lambda: len(server.open) <= 1)
            assert asyncio.all_tasks() - before == server.open
            assert await asyncio.gather(get(rtk))  # every connection's place is free again
        await server.until(lambda: not server.open)
        assert asyncio.all_tasks() == before


async def test_a_failure_in_the_body_of_a_task_group_ends_a_prefetched_walk_in_it(site):
    async with site(200, None, None) as server:
        before = asyncio.all_tasks()
        async with server.client() as rtk:

            async def together() -> None:
                async with asyncio.TaskGroup() as group:
                    group.create_task(prefetch(rtk))
                    await server.until(lambda: len(server.seen) == 3)
                    raise LookupError("mine")

            with pytest.raises(ExceptionGroup) as caught:
                await together()
            assert [type(error) for error in caught.value.exceptions] == [LookupError]
            await server.until(lambda: not server.open)
            assert asyncio.all_tasks() == before


async def test_a_client_closed_inside_a_task_group_fails_its_tasks_and_not_the_group_itself(site):
    async with site(None, None) as server:
        rtk = server.client()

        async def together() -> None:
            async with asyncio.TaskGroup() as group:
                for _ in range(2):
                    group.create_task(get(rtk))
                await server.until(lambda: len(server.seen) == 2)
                await rtk.aclose()

        with pytest.raises(ExceptionGroup) as caught:
            await together()
        assert {type(error) for error in caught.value.exceptions} == {TransportError}


# ── loops ──


def test_a_client_made_without_a_loop_works_in_the_first_one_and_says_so_in_the_second(site):
    async def first() -> RealtimeKit:
        nonlocal server
        server = await site().__aenter__()
        rtk = server.client()
        await rtk.meetings.get("m1")
        return rtk

    async def second(rtk: RealtimeKit) -> None:
        for use in (get, create, walk, prefetch):
            with pytest.raises(RuntimeError, match=OTHER_LOOP):
                await use(rtk)
        with pytest.raises(RuntimeError, match=OTHER_LOOP):
            await rtk.aclose()

    async def third(rtk: RealtimeKit) -> None:
        await rtk.meetings.get("m1")
        await rtk.aclose()
        await server.__aexit__(None, None, None)

    server = None
    with asyncio.Runner() as one, asyncio.Runner() as other:
        rtk = one.run(first())
        other.run(second(rtk))
        one.run(third(rtk))


def test_a_client_may_be_made_at_import_time_and_closed_without_having_been_used():
    rtk = RealtimeKit(account_id="acc", app_id="app", api_token="tok", base_url="http://h")
    services = [rtk.meetings, rtk.recordings, rtk.meetings.list(), rtk.meetings.list().prefetch()]
    assert all(services)
    asyncio.run(rtk.aclose())


# ── processes ──

FORK = """
import asyncio, os, warnings
from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator

warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of forking beside threads: that is what is tried

async def ask(rtk):
    try:
        print((await rtk.meetings.list().page()).total_count, flush=True)
    except RuntimeError as error:
        print(error, flush=True)

async def main():
    async with RealtimeKit(**emulator.credentials) as rtk:
        await ask(rtk)
        child = os.fork()
        if not child:
            asyncio.events._set_running_loop(None)
            asyncio.run(ask(rtk))
            os._exit(0)
        os.waitpid(child, 0)
        await ask(rtk)
    print(len(emulator.requests))

with Emulator() as emulator:
    asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_leaves_the_parents_connection_alone_and_the_child_is_told():
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", FORK], capture_output=True, text=True, check=True, timeout=30
    )
    foreign = "this client was opened in another process; create one in each process"
    assert done.stdout.splitlines() == ["0", foreign, "0", "2"]
    assert complaints(done.stderr) == []


# ── a client that nobody can close any more, and one that everybody opens ──


LOOP_GONE = """
import asyncio
from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator

with Emulator() as emulator:
    rtk = RealtimeKit(**emulator.credentials)
    asyncio.run(rtk.meetings.list().first())
    for _ in range(2):
        asyncio.run(rtk.aclose())
    try:
        asyncio.run(rtk.meetings.list().first())
    except RuntimeError as error:
        print(error)
"""


@pytest.mark.slow
def test_a_client_whose_loop_is_gone_is_closed_without_complaint():
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", LOOP_GONE], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout == f"{CLOSED}\n"
    assert "RealtimeKit was not closed" not in done.stderr


def test_several_threads_that_use_a_client_first_at_once_open_one_session():
    with Emulator() as emulator:
        rtk = RealtimeKit(**emulator.credentials)
        together = threading.Barrier(8)
        outcomes: list[str] = []

        async def ask() -> None:
            together.wait()
            try:
                await rtk.meetings.list().first()
                outcomes.append("answered")
            except RuntimeError as error:
                outcomes.append(str(error))
            together.wait()  # the loop of the first one is there until all have tried
            with suppress(RuntimeError):
                await rtk.aclose()

        threads = [threading.Thread(target=asyncio.run, args=[ask()]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert sorted(outcomes) == ["answered", *[OTHER_LOOP] * 7]


@pytest.mark.parametrize("used", [False, True])
async def test_a_client_is_not_pickled_with_its_token_in_it(used):
    async with Emulator() as emulator, emulator.client() as rtk:
        if used:
            await rtk.meetings.list().first()
        parts = (rtk, rtk.with_options(timeout=5), rtk.meetings, rtk.recordings, rtk.meetings.list())
        for part in parts:
            for dump in (pickle.dumps, cloudpickle.dumps):
                with pytest.raises(TypeError, match="create one where it is used"):
                    dump(part)
