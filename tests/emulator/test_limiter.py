"""The account's quota, with a clock that a test moves."""

from realtimekit_async.emulator.emulator import Emulator
from realtimekit_async.emulator.server.limiter import Decision, Limiter
from realtimekit_async.emulator.world.clock import Clock

from .conftest import NOON, api_of


def spend(limiter: Limiter, times: int, caller: str = "t") -> Decision:
    for _ in range(times - 1):
        assert limiter.count(caller).refusal is None
    return limiter.count(caller)


def test_headers_tell_what_is_left_and_when_the_oldest_call_is_forgotten(clock: Clock):
    limiter = Limiter((1200, 300), clock)
    limiter.count("t")
    clock.advance(100.5)
    assert limiter.count("t").headers == {
        "Ratelimit": '"default";r=1198;t=200',
        "Ratelimit-Policy": '"default";q=1200;w=300',
    }


def test_the_window_slides(clock: Clock):
    limiter = Limiter((10, 300), clock)
    spend(limiter, 5)
    clock.advance(200)
    spend(limiter, 5)
    clock.advance(100)
    assert spend(limiter, 5).headers["Ratelimit"] == '"default";r=0;t=200'


def test_going_over_blocks_every_call_for_a_whole_window(clock: Clock):
    limiter = Limiter((3, 300), clock)
    spend(limiter, 3)
    clock.advance(250)
    decision = limiter.count("t")
    assert decision.refusal is not None
    assert decision.refusal.status == 429
    assert decision.refusal.headers == {"Retry-After": "300"}
    assert decision.headers["Ratelimit"] == '"default";r=0;t=300'
    clock.advance(299.5)
    refusal = limiter.count("t").refusal
    assert refusal is not None
    assert refusal.headers == {"Retry-After": "1"}
    clock.advance(0.5)
    assert spend(limiter, 3).refusal is None


def test_each_token_has_a_quota_of_its_own(clock: Clock):
    limiter = Limiter((1, 300), clock)
    spend(limiter, 1, "a")
    assert limiter.count("b").refusal is None
    assert limiter.count("a").refusal is not None


def test_without_a_quota_nothing_is_counted(clock: Clock):
    headers = {"Ratelimit": '"default";r=1200;t=300', "Ratelimit-Policy": '"default";q=1200;w=300'}
    assert spend(Limiter(None, clock), 5000) == Decision(headers)


async def test_the_quota_is_on_every_answer_of_the_server():
    async with Emulator(quota=(2, 300), clock=Clock(NOON)) as emulator, api_of(emulator) as api:
        first, second, third = [await api("GET", path) for path in ("/meetings", "/nothing", "/meetings")]
        assert [reply.headers["Ratelimit"] for reply in (first, second, third)] == [
            '"default";r=1;t=300',
            '"default";r=0;t=300',
            '"default";r=0;t=300',
        ]
        assert (third.status, third.headers["Retry-After"]) == (429, "300")
        assert third.json["errors"][0]["code"] == 10429
        emulator.simulate.advance(300)
        assert (await api("GET", "/meetings")).status == 200
