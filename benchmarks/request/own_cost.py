"""What this library adds to a call, in microseconds, with aiohttp taken out.

aiohttp's `ClientSession.request` is replaced by a function that gives an answer at once, so what is left is
ours alone. Measures get, create and a page of 50 rows; what a row costs in a walk; and what each safety costs
that can be switched off. It does not measure what aiohttp does with what it is given (headers, timeouts,
cookies): loopback does.

Every figure is the median over rounds of a difference within one round: a call, less the same call of the stub,
less msgspec's own decoding of the same bytes by a decoder of the same type that is kept. `with_decoding` leaves
the last subtraction out.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from itertools import count
from statistics import median
from types import FrameType

import msgspec
from aiohttp import ClientSession

import realtimekit_async
from benchmarks.processes import served
from realtimekit_async import Exchange, Quota, RealtimeKit

from .answers import GET, TOKEN, body, meeting_id
from .contenders import CONTENDERS
from .stub import PLENTY, Answer, Many, One, Stub, client

Work = Callable[[], Awaitable[object]]
OURS = realtimekit_async.__file__.removesuffix("__init__.py")
PAGE, WALK = 50, 1000


async def seconds(work: Work, times: int) -> float:
    """Return the CPU seconds of one call."""
    started = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - started) / times


async def compared(works: dict[str, Work], times: int, rounds: int) -> list[dict[str, float]]:
    """Let all take turns; give the microseconds of each in each round."""
    for work in works.values():
        await work()
    return [{name: 1e6 * await seconds(work, times) for name, work in works.items()} for _ in range(rounds)]


def difference(rounds: list[dict[str, float]], name: str, *less: str) -> float:
    """Return the median of what one costs above others."""
    return round(median(each[name] - sum(each[other] for other in less) for each in rounds), 3)


async def call(stub: Stub, work: Work, content: bytes, rounds: int) -> dict[str, float]:
    """Measure one kind of call."""
    stub.answer = Answer(content)
    decoder = msgspec.json.Decoder(Many if b'"paging"' in content else One)

    async def decoded() -> object:
        return decoder.decode(content)

    found = await compared({"ours": work, "stub": stub.asked, "msgspec": decoded}, 1000, rounds)
    return {
        "own_us": difference(found, "ours", "stub", "msgspec"),
        "with_decoding_us": difference(found, "ours", "stub"),
        "msgspec_us": difference(found, "msgspec"),
    }


async def rows(stub: Stub, rtk: RealtimeKit, rounds: int) -> dict[str, float]:
    """Measure what a row of a walk costs: streamed, and as a page at a time, which has the same filter."""
    content = body(WALK, total=WALK)
    stub.answer = Answer(content)
    decoder = msgspec.json.Decoder(Many)

    async def streamed() -> None:
        async for _ in rtk.meetings.list(per_page=WALK):
            pass

    async def paged() -> None:
        async for page in rtk.meetings.list(per_page=WALK).pages():
            for _ in page.items:
                pass

    async def unfiltered() -> None:
        for _ in (await rtk.meetings.list(per_page=WALK).page()).items:
            pass

    async def decoded() -> object:
        return decoder.decode(content)

    works: dict[str, Work] = {"streamed": streamed, "paged": paged, "page": unfiltered, "msgspec": decoded}
    found = await compared(works, 20, rounds)
    return {
        "streamed_us": round(difference(found, "streamed", "msgspec") / WALK, 4),
        "pages_us": round(difference(found, "paged", "msgspec") / WALK, 4),
        "filter_us": round(difference(found, "paged", "page") / WALK, 4),
        "msgspec_us": round(difference(found, "msgspec") / WALK, 4),
    }


async def safeties(stub: Stub, rounds: int) -> dict[str, float]:
    """Measure what a get costs more with one thing switched on than with all that can be off being off."""
    stub.answer = Answer(body(GET))
    least: dict[str, object] = {"quota": None, "recordings_quota": None}
    named: dict[str, dict[str, object]] = {
        "two quota windows": {"quota": (Quota(10**9, 300), PLENTY)},
        "max_wait": {"max_wait": 2.0},
        "api_token as a callable": {"api_token": lambda: TOKEN},
        "on_exchange": {"on_exchange": _ignored},
    }
    clients = {name: client(**least | options) for name, options in {"": {}, **named}.items()}
    works: dict[str, Work] = {name: _get(rtk) for name, rtk in clients.items()}
    found = await compared(works, 1000, rounds)
    for rtk in clients.values():
        await rtk.aclose()
    return {name: difference(found, name, "") for name in named}


def _get(rtk: RealtimeKit) -> Work:
    return lambda: rtk.meetings.get("bbb7a1c6-3a8a-4a27-9c5e-0d6f2a1f9b7e")


def _ignored(_: Exchange) -> None:
    pass


async def frames() -> list[str]:
    """Name the functions of ours between a get and aiohttp's door."""
    seen: list[str] = []

    async def door(*_: object, **__: object) -> Answer:
        frame: FrameType | None = sys._getframe()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the way to walk the stack
        while frame is not None:
            if frame.f_code.co_filename.startswith(OURS):
                seen.append(frame.f_code.co_name)
            frame = frame.f_back
        return Answer(body(GET))

    ClientSession.request = door  # type: ignore[method-assign,assignment] # a double
    async with client() as rtk:
        await rtk.meetings.get(meeting_id(1))
    return seen[::-1]


async def functions(rows: int, origin: str) -> int:
    """Count the functions of ours that a request over a socket calls; a coroutine is one, for all its waits."""
    contender, seen = CONTENDERS["ours"](), list[FrameType]()

    def saw(frame: FrameType, event: str, _: object) -> None:
        if (
            event == "call"
            and frame.f_code.co_filename.startswith(OURS)
            and not any(frame is each for each in seen)
        ):
            seen.append(frame)

    await contender.open(origin)
    ask = contender.caller(rows)
    keys = (1, 2) if rows else (meeting_id(1), meeting_id(2))
    await ask(keys[0])
    sys.setprofile(saw)
    try:
        await ask(keys[1])
    finally:
        sys.setprofile(None)
    await contender.close()
    return len(seen)


async def _measured(rounds: int) -> dict[str, object]:
    with served() as server:
        called = {"get": await functions(0, server.origin), "page": await functions(20, server.origin)}
    named = await frames()
    stub, keys = Stub(), count(1)
    async with client() as rtk:

        def get() -> Awaitable[object]:
            return rtk.meetings.get(f"meeting-{next(keys)}")

        def create() -> Awaitable[object]:
            return rtk.meetings.create(title="Standup", record_on_start=True)

        def page() -> Awaitable[object]:
            return rtk.meetings.list(per_page=PAGE, page_no=next(keys)).page()

        return {
            "frames": named,
            "functions": called,
            "get": await call(stub, get, body(GET), rounds),
            "create": await call(stub, create, body(GET), rounds),
            "page": await call(stub, page, body(PAGE), rounds),
            "row": await rows(stub, rtk, rounds),
            "safeties": await safeties(stub, rounds),
        }


def measure(*, quick: bool) -> dict[str, object]:
    """Measure everything."""
    return asyncio.run(_measured(5 if quick else 41))
