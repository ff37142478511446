"""What a meeting object costs: on the emulator, and in a browser with Cloudflare's SDK.

    realtimekit meeting install-sdk && python -m benchmarks meetings

Without a browser or the SDK, the emulator's figures alone. The meeting objects of the browser are offline: they
can do all that needs no others. It says nothing of a live meeting. Nothing leaves this machine.
"""

import asyncio
import statistics
import time

import msgspec

from benchmarks.processes import Talk
from realtimekit_async.emulator import Emulator
from realtimekit_async.meeting import (
    BrowserNotFound,
    Emulated,
    Meeting,
    ParticipantLeft,
    SdkNotInstalled,
)
from realtimekit_async.meeting.values.talk import Transcript
from realtimekit_async.meeting.wire import read_frame

from .meeting_browser import in_browser
from .meeting_tools import EVENTS, ROUNDS, TRANSCRIPT, Arrivals, contract

MANY = 100
PRESET = "group_call_host"

Figures = dict[str, float]


def measure(*, quick: bool) -> dict[str, Figures]:
    """Measure the emulator, the memory of many, and the browser if there is one."""
    found = {"emulator": asyncio.run(_on_the_emulator()), "memory": memory((1, 100) if quick else (1, 100, 1000))}
    try:
        found["browser"] = asyncio.run(in_browser())
    except (BrowserNotFound, SdkNotInstalled) as error:
        print(f"no browser: {error}", flush=True)
    return found


def memory(counts: tuple[int, ...]) -> Figures:
    """Measure processes with so many meeting objects, each in a meeting of its own on an emulator elsewhere."""
    found: Figures = {}
    for count in counts:
        talk = Talk("jobs.meeting_objects", str(count))
        found[str(count)] = talk.hear()["mb"]
        talk.end()
        print(f"{count} meeting objects: {found[str(count)]} MB", flush=True)
    return found


async def _on_the_emulator() -> Figures:
    found = {
        "decoding": await decoding(),
        "chain_ms": 1e3 * await emulated(),
        "events": await spoken(),
        "contract_s": await contracted(),
    }
    for name, figure in found.items():
        print(f"emulator {name}: {figure:,.4g}", flush=True)
    return {name: round(figure, 4) for name, figure in found.items()}


async def decoding() -> float:
    """Measure frames alone, as they are read and become values."""
    row = ["ai", "transcript", TRANSCRIPT, None]
    frame = msgspec.json.encode({"t": "ev", "b": [row] * 100}).decode()
    read = msgspec.json.Decoder(Transcript).decode
    rates: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(EVENTS // 100):
            events = read_frame(frame)
            for told in getattr(events, "b", ()):
                read(told.data)
        rates.append(EVENTS / (time.perf_counter() - began))
    return statistics.median(rates)


async def emulated() -> float:
    """Measure a whole little meeting of two, as a test of a user has it."""
    times: list[float] = []
    async with Emulator() as emulator, emulator.client() as rtk:
        host = Emulated(emulator.meeting_url)
        for _ in range(ROUNDS * 4):
            meeting = await rtk.meetings.create(title="Standup")
            began = time.perf_counter()
            async with (
                rtk.meetings.join(meeting.id, name="Ada", preset_name=PRESET, host=host) as ada,
                rtk.meetings.join(meeting.id, name="Bob", preset_name=PRESET, host=host) as bob,
            ):
                await _meet(ada, bob)
            times.append(time.perf_counter() - began)
    return statistics.median(times)


async def spoken() -> float:
    """Measure what is said on the emulator, up to a handler in the same process: processor time of both."""
    rates: list[float] = []
    async with Emulator() as emulator, emulator.client() as rtk:
        meeting = await rtk.meetings.create(title="Standup")
        async with rtk.meetings.join(meeting.id, name="Ada", preset_name=PRESET) as ada:
            emulator.simulate.participant_joins(meeting.id, name="Grace")
            arrivals = Arrivals(ada)
            for _ in range(ROUNDS):
                arrivals.expect(EVENTS // 3)
                began = time.process_time()
                for number in range(EVENTS // 3):
                    emulator.simulate.says(meeting.id, "Grace", str(TRANSCRIPT["transcript"]), is_final=False)
                    if number % MANY == 0:
                        await asyncio.sleep(0)
                await arrivals.wait()
                rates.append(EVENTS // 3 / (time.process_time() - began))
    return statistics.median(rates)


async def contracted() -> float:
    """Measure every name of the vendor's documents, on the emulator."""
    times: list[float] = []
    for _ in range(ROUNDS):
        async with Emulator() as emulator:
            times.append(sum((await contract(emulator)).values()))
    return statistics.median(times)


async def _meet(ada: Meeting, bob: Meeting) -> None:
    await ada.chat.send_text_message("Hello")
    poll = await ada.polls.create("Lunch?", ["Pizza", "Salad"])
    await bob.polls.vote(poll.id, 1)
    gone = asyncio.ensure_future(ada.participants.joined.wait_for(ParticipantLeft))
    await ada.participants.joined[bob.self.id].kick()
    await bob.run()
    await gone
