"""What is said of a client that nobody closed, and of one that somebody did: seen from outside, by its stderr."""

import subprocess
import sys

import pytest

from .conftest import complaints

UNCLOSED = "ResourceWarning: RealtimeKit was not closed: use `async with` or `await aclose()`"

PROGRAM = """
import asyncio, gc, sys
from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator

kept = []

async def used():
    rtk = RealtimeKit(**emulator.credentials)
    await asyncio.gather(*(rtk.meetings.list().page() for _ in range(3)))
    return rtk

async def forgotten():
    await used()

async def forgotten_in_a_loop_that_goes_on():
    await used()
    await asyncio.sleep(0.01)

async def forgotten_in_a_cycle():
    circle = [await used()]
    circle.append(circle)
    del circle
    gc.collect()
    await asyncio.sleep(0)

async def forgotten_while_it_asks():
    rtk = await used()
    emulator.faults.next(delay=30)
    asking = asyncio.ensure_future(rtk.meetings.list().page())
    await asyncio.sleep(0.01)

async def kept_for_ever():
    kept.append(await used())

async def kept_in_an_error():
    try:
        rtk = await used()
        raise ValueError
    except ValueError as error:
        circle = error

async def closed():
    await (await used()).aclose()

async def closed_by_its_block():
    async with RealtimeKit(**emulator.credentials) as rtk:
        await rtk.meetings.list().page()

async def never_used():
    RealtimeKit(**emulator.credentials)

async def a_view_outlives_it():
    kept.append((await used()).with_options(timeout=3))
    gc.collect()
    await kept[0].meetings.list().page()
    print("the view works")
    kept.clear()

async def brought_its_own_session():
    import aiohttp
    async with aiohttp.ClientSession() as http:
        await RealtimeKit(**emulator.credentials, http=http).meetings.list().page()

with Emulator() as emulator:
    asyncio.run(globals()[sys.argv[1]]())
print("done")
"""


def slow(case: str) -> object:
    return pytest.param(case, marks=pytest.mark.slow)


def run(case: str) -> tuple[str, str]:
    command = [sys.executable, "-X", "dev", "-W", "always", "-c", PROGRAM, case]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    return done.stdout, "\n".join(complaints(done.stderr))


@pytest.mark.parametrize(
    "case",
    [
        "forgotten",
        slow("forgotten_in_a_loop_that_goes_on"),
        slow("forgotten_in_a_cycle"),
        slow("a_view_outlives_it"),
    ],
)
def test_a_client_that_was_not_closed_says_so_once_and_how(case):
    out, err = run(case)
    assert out.endswith("done\n")
    assert err.count("ResourceWarning") - err.count("ResourceWarning: Enable tracemalloc") == 1
    assert UNCLOSED in err
    for complaint in ("Unclosed", "unclosed", "never awaited", "was destroyed", "Traceback"):
        assert complaint not in err


@pytest.mark.parametrize("case", ["kept_for_ever", slow("kept_in_an_error"), slow("forgotten_while_it_asks")])
def test_a_client_that_outlives_its_loop_says_so_when_the_program_ends(case):
    """What asyncio itself then says of its transports stays: without the loop nothing can close them."""
    _, err = run(case)
    assert err.count(UNCLOSED) == 1
    assert "Unclosed" not in err


@pytest.mark.parametrize(
    "case", ["closed", slow("closed_by_its_block"), slow("never_used"), slow("brought_its_own_session")]
)
def test_a_client_that_was_closed_says_nothing(case):
    assert run(case) == ("done\n", "")
