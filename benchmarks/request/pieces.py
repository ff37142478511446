"""What the own cost of a page consists of: each step by itself, in microseconds.

`python -m benchmarks.request.pieces`. The best of many short runs, so that other work on the machine stays out;
in a program the same code is colder, and what joins the steps (the coroutines of three calls) is the rest.
"""

import asyncio
import timeit
from collections.abc import Callable
from itertools import count

import aiohttp
import msgspec
from yarl import URL

from realtimekit_async.http.pool import Pool
from realtimekit_async.models.meetings import Meeting, MeetingsQuery
from realtimekit_async.quota.gate import Gate
from realtimekit_async.quota.pacer import Pacer
from realtimekit_async.services.queries import take_query
from realtimekit_async.timing import SystemClock
from realtimekit_async.wire.calls import Call
from realtimekit_async.wire.reading import read
from realtimekit_async.wire.writing import path, query_string

from .answers import ACCOUNT, APP, body
from .stub import PLENTY, Answer, Many

ROWS, ALLOWANCE = 20, '"default";r=1150;t=250'


def best(step: Callable[[], object]) -> float:
    """Return the microseconds of a step."""
    return min(timeit.repeat(step, number=200, repeat=300)) / 200 * 1e6


def steps(pool: Pool) -> dict[str, Callable[[], object]]:
    """Name what happens to a page, in the order in which it does."""
    gate, numbers, content = Gate(), count(1), body(ROWS)
    pacer = Pacer(SystemClock(), (PLENTY,), gate=gate, connections=100)
    headers = Answer(content).headers
    where = path("/accounts/{account_id}/realtime/kit/{app_id}/meetings", (ACCOUNT, APP))
    call = Call("GET", "/meetings", into=list[Meeting])
    decoder = msgspec.json.Decoder(Many)

    def paced() -> None:
        pacer.passes()
        pacer.leave(1.0)

    def heard() -> None:
        gate.heard(1.0, ALLOWANCE)
        gate.passed(1.0)

    def registered() -> None:
        pool.leave(pool.enter()[0])

    return {
        "the query checked": lambda: take_query(MeetingsQuery, {"per_page": ROWS, "page_no": 3}),
        "the call as a value": lambda: Call("GET", "/meetings", into=list[Meeting]),
        "path": lambda: path("/meetings/{meeting_id}", ("m",)),
        "the query written": lambda: query_string({"per_page": ROWS, "page_no": next(numbers)}),
        "URL": lambda: URL.build(
            scheme="http", authority="localhost", path=where, query_string=f"page_no={next(numbers)}", encoded=True
        ),
        "registered, so that aclose ends it": registered,
        "quota, connections and gate": paced,
        "Ratelimit header, and an answer that is no 429": heard,
        "answer read": lambda: read(call, 200, headers, content),
        "of it msgspec's decoding": lambda: decoder.decode(content),
    }


async def main() -> None:
    """Print what each step takes."""
    pool = Pool(aiohttp.ClientSession, foreign=False)
    nothing = best(lambda: None)
    for name, step in steps(pool).items():
        print(f"{best(step) - nothing:7.2f} µs  {name}")
    await pool.aclose()


if __name__ == "__main__":
    asyncio.run(main())
