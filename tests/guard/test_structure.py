"""What makes a call cheap, as facts that hold on any machine: few frames, one decoding, one URL, no import."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import aiohttp
import msgspec
import pytest
import yarl

import realtimekit_async
from realtimekit_async import RealtimeKit
from realtimekit_async.emulator import Emulator

OURS = str(Path(realtimekit_async.__file__).parent)
YARL = str(Path(yarl.__file__).parent)
MOST_FRAMES = 4
MOST_CALLS = 28


async def get(rtk: RealtimeKit, meeting_id: str) -> None:
    await rtk.meetings.get(meeting_id)


async def create(rtk: RealtimeKit, _: str) -> None:
    await rtk.meetings.create(title="Standup", record_on_start=True)


async def page(rtk: RealtimeKit, _: str) -> None:
    await rtk.meetings.list(per_page=10, page_no=1).page()


async def walk(rtk: RealtimeKit, _: str) -> None:
    assert [meeting async for meeting in rtk.meetings.list(per_page=50)]


CALLS = pytest.mark.parametrize("call", [get, create, page, walk])


@pytest.fixture(scope="module")
def emulator():
    """In a thread of its own, which no watcher sees."""
    with Emulator(seed=7, meetings=10) as emulator:
        yield emulator


@pytest.fixture
async def rtk(emulator):
    """A client with everything as it comes, that has made one call of each kind."""
    async with RealtimeKit(**emulator.credentials) as rtk:
        for call in (get, create, page, walk):
            await call(rtk, await any_meeting(rtk))
        yield rtk


async def any_meeting(rtk: RealtimeKit) -> str:
    meeting = await rtk.meetings.list(per_page=1).first()
    assert meeting is not None
    return meeting.id


@contextmanager
def watched(saw: Callable[[FrameType, str, object], None]) -> Iterator[None]:
    """Show every call of a function, in Python or in C, to a watcher."""
    before = sys.getprofile()
    sys.setprofile(saw)
    try:
        yield
    finally:
        sys.setprofile(before)


def is_ours(frame: FrameType | None) -> bool:
    return frame is not None and frame.f_code.co_filename.startswith(OURS)


def depth_of_ours(frame: FrameType | None) -> int:
    depth = 0
    while frame is not None:
        depth += is_ours(frame)
        frame = frame.f_back
    return depth


@CALLS
async def test_four_frames_of_ours_stand_between_a_call_and_aiohttp(rtk, call):
    door = aiohttp.ClientSession._request.__code__  # noqa: SLF001 - every verb of a session ends there
    depths: list[int] = []

    def saw(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is door:
            depths.append(depth_of_ours(frame))

    meeting_id = await any_meeting(rtk)
    with watched(saw):
        await call(rtk, meeting_id)
    # A coroutine is called once and resumed as often as it waits: each time from as near.
    assert depths
    assert max(depths) <= MOST_FRAMES


@pytest.mark.parametrize("call", [get, page])
async def test_a_request_calls_few_functions_of_ours(rtk, call):
    frames: list[FrameType] = []

    def saw(frame: FrameType, event: str, _: object) -> None:
        # A coroutine is called once and resumed as often as it waits, which the network decides.
        if event == "call" and is_ours(frame) and not any(frame is known for known in frames):
            frames.append(frame)

    meeting_id = await any_meeting(rtk)
    with watched(saw):
        await call(rtk, meeting_id)
    assert len(frames) <= MOST_CALLS, [frame.f_code.co_name for frame in frames]


@CALLS
async def test_an_answer_is_decoded_in_one_pass(rtk, call):
    passes: list[object] = []

    def saw(frame: FrameType, event: str, what: object) -> None:
        if event == "c_call" and is_ours(frame) and decodes(what):
            passes.append(what)

    meeting_id = await any_meeting(rtk)
    with watched(saw):
        await call(rtk, meeting_id)
    assert len(passes) == 1


def decodes(function: object) -> bool:
    of_a_decoder = isinstance(getattr(function, "__self__", None), msgspec.json.Decoder)
    return of_a_decoder or function in {msgspec.json.decode, msgspec.convert, json.loads}


@CALLS
async def test_the_url_is_built_once_and_parsed_by_nobody(rtk, call):
    built: list[str] = []

    def saw(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and is_ours(frame.f_back) and frame.f_code.co_filename.startswith(YARL):
            built.append(frame.f_code.co_name)

    meeting_id = await any_meeting(rtk)
    with watched(saw):
        await call(rtk, meeting_id)
    assert built in (["build"], ["with_path"])  # with a query, and without


@CALLS
async def test_aiohttp_is_asked_once_and_parses_no_url(rtk, emulator, call):
    meeting_id = await any_meeting(rtk)
    emulator.requests.clear()
    await call(rtk, meeting_id)
    assert len(emulator.requests) == 1


SUCCESS = """
import asyncio, sys
from realtimekit_async import RealtimeKit

async def main():
    rtk = RealtimeKit()
    meeting = await rtk.meetings.create(title="Standup")
    await rtk.meetings.get(meeting.id)
    await rtk.meetings.list().page()
    async for _ in rtk.meetings.list():
        pass
    async with rtk.meetings.list(per_page=5).prefetch(2) as rows:
        async for _ in rows:
            pass
    print(sorted({"tenacity", "anyio", "realtimekit_async.transport.tries"} & sys.modules.keys()))
    await rtk.aclose()

asyncio.run(main())
"""


def test_neither_tenacity_nor_anyio_is_imported_while_all_goes_well(emulator):
    names = {
        "account_id": "CLOUDFLARE_ACCOUNT_ID",
        "app_id": "REALTIMEKIT_APP_ID",
        "api_token": "CLOUDFLARE_API_TOKEN",
        "base_url": "REALTIMEKIT_BASE_URL",
    }
    variables = {names[name]: value for name, value in emulator.credentials.items()}
    command = [sys.executable, "-W", "error", "-c", SUCCESS]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "[]\n"


ROOMS = {"services", "transport", "wire", "quota", "http"}
GROUND = {"client", "errors", "log", "secret", "timing"}


def room_of(frame: FrameType) -> str:
    return Path(frame.f_code.co_filename).relative_to(OURS).parts[0].removesuffix(".py")


async def test_a_call_that_succeeds_touches_five_rooms_at_most(rtk):
    rooms: set[str] = set()

    def saw(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and is_ours(frame):
            rooms.add(room_of(frame))

    meeting_id = await any_meeting(rtk)
    with watched(saw):
        await rtk.meetings.get(meeting_id)
    assert {"services", "transport", "wire"} <= rooms
    assert rooms - GROUND <= ROOMS
