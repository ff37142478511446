"""What goes by the clock that a client is given, and what by the machine's time."""

import asyncio

import pytest

from realtimekit_async import RealtimeKit, RequestTimeout, Retry

from ..doubles.clocks import FlyingClock
from ..doubles.loops import leaping
from .test_client import CREDENTIALS, Session


async def slow_token() -> str:
    await asyncio.sleep(20)
    return "token"


def client(session: Session, clock: FlyingClock, **options: object) -> RealtimeKit:
    return RealtimeKit(**{**CREDENTIALS, "api_token": slow_token}, http=session, clock=clock, **options)


@leaping
async def test_what_lies_between_two_attempts_goes_by_the_clock_and_who_gives_a_token_has_real_seconds():
    clock, session = FlyingClock(), Session(503)
    assert (await client(session, clock, timeout=30).meetings.get("m1")).id == "m1"
    assert (len(session.asked), len(clock.sleeps)) == (2, 1)


@leaping
async def test_who_gives_no_token_within_an_attempt_is_given_up_whatever_the_clock():
    clock, session = FlyingClock(stops=True), Session()
    with pytest.raises(RequestTimeout, match="gave no token within 10 s"):
        await client(session, clock, timeout=10, retry=Retry(attempts=1)).meetings.get("m1")
    assert session.asked == []
