"""The transport by itself, on a clock that only moves when told to; elsewhere real servers make the faults."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aioresponses import aioresponses
from yarl import URL

from realtimekit_async.errors import (
    ApiError,
    DecodeError,
    NotFound,
    RateLimited,
    RequestTimeout,
    ServerError,
    TransportError,
)
from realtimekit_async.http.pool import Pool
from realtimekit_async.models.meetings import Meeting
from realtimekit_async.quota.gate import Gate
from realtimekit_async.quota.pacer import Pacer
from realtimekit_async.quota.pacing import Pacing
from realtimekit_async.quota.quotas import BLOCK, Quota
from realtimekit_async.transport.exchanges import Exchange, Observer, Reporter
from realtimekit_async.transport.retry import Retry
from realtimekit_async.transport.settings import Settings
from realtimekit_async.transport.transport import Transport
from realtimekit_async.wire.calls import Call
from realtimekit_async.wire.remedies import OF_KINDS

TOKEN = "tok-3f9a-very-secret"
BASE = "http://api.test/v4/accounts/acc/realtime/kit/app"
FINE = {"success": True, "data": {"id": "m1", "title": "Standup"}}
GET = Call("GET", "/meetings/{meeting_id}", ("m1",), into=Meeting)
DELETE = Call("DELETE", "/meetings/{meeting_id}", ("m1",), into=Meeting)
POST = Call("POST", "/meetings", body={"title": "Standup"}, into=Meeting)
PATCH = Call("PATCH", "/meetings/{meeting_id}", ("m1",), body={"title": "S"}, into=Meeting)
NEEDS_WRITER = "stream_writer" in inspect.signature(aiohttp.ClientResponse.__init__).parameters


class Answer(aiohttp.ClientResponse):
    """A response that today's aiohttp accepts from aioresponses: newer ones want to know who wrote the request."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        if NEEDS_WRITER:
            rest["stream_writer"] = SimpleNamespace(output_size=0)
        super().__init__(*args, **rest)


async def forever(_url: URL, **_options: Any) -> None:
    """Answer never."""
    await asyncio.Event().wait()


class Rig:
    """A transport with everything around it in reach."""

    def __init__(self, clock: Any, server: aioresponses) -> None:
        self.clock = clock
        self.server = server
        self.exchanges: list[Exchange] = []
        self.pool = Pool(aiohttp.ClientSession, foreign=False)
        self.gate = Gate()
        self.quotas: tuple[Quota, ...] = ()
        self.chance = 1.0
        self.observer: Observer = self.exchanges.append

    def transport(self, **options: Any) -> Transport:
        settings = Settings(
            **{
                "base_url": "http://api.test/v4",
                "account_id": "acc",
                "app_id": "app",
                "api_token": TOKEN,
                "timeout": 30.0,
                "max_wait": None,
                "max_answer_bytes": 1000,
                "retry": Retry(),
                **options,
            }
        )
        account = Pacer(self.clock, self.quotas, gate=self.gate)
        pacing = Pacing(self.gate, account, Pacer(self.clock, (), then=account))
        return Transport(
            settings,
            self.pool,
            pacing,
            self.clock,
            reporter=Reporter(self.observer),
            headers={"Accept": "application/json", "User-Agent": "test"},
            chance=lambda: self.chance,
        )

    def answer(self, method: str, *statuses: int, path: str = "/meetings/m1", **options: Any) -> None:
        """Let the server give these statuses in turn; 2xx come with a meeting."""
        for status in statuses:
            said = {"body": ""} if status >= 300 else {"payload": FINE}
            answer = {"response_class": Answer, **said, **options}
            self.server.add(BASE + path, method=method, status=status, **answer)

    @property
    def attempts(self) -> list[tuple[int, int | None]]:
        return [(exchange.attempt, exchange.status) for exchange in self.exchanges]

    @property
    def requests(self) -> list[tuple[str, URL, dict[str, Any]]]:
        return [
            (method, url, call.kwargs) for (method, url), calls in self.server.requests.items() for call in calls
        ]


@pytest.fixture
async def rig(clock) -> AsyncIterator[Rig]:
    with aioresponses() as server:
        rig = Rig(clock, server)
        yield rig
        await rig.pool.aclose()


# ── on the wire ──


async def test_a_read_is_a_get_with_token_and_no_body(rig):
    rig.answer("GET", 200)
    reply = await rig.transport().send(GET)
    assert (reply.data.title, reply.status) == ("Standup", 200)
    [(method, url, options)] = rig.requests
    assert (method, url, options["data"]) == ("GET", URL(f"{BASE}/meetings/m1"), None)
    assert options["headers"]["Authorization"] == f"Bearer {TOKEN}"
    assert options["headers"]["Accept"] == "application/json"


async def test_a_create_is_a_post_with_json(rig):
    rig.answer("POST", 201, path="/meetings")
    await rig.transport().send(POST)
    [(method, _, options)] = rig.requests
    assert (method, options["data"].content_type) == ("POST", "application/json")
    assert options["data"].decode() == '{"title":"Standup"}'


async def test_a_query_stands_behind_the_path(rig):
    rig.answer("GET", 200, path="/recordings?status=A&status=B&search=a%20b", payload={"data": []})
    await rig.transport().send(
        Call("GET", "/recordings", query={"status": ["A", "B"], "search": "a b"}, into=list[Meeting])
    )
    assert rig.attempts == [(1, 200)]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (Call("GET", "/meetings/{meeting_id}", ("..",)), ValueError),
        (Call("GET", "/meetings", query={"search": None}), TypeError),
        (Call("POST", "/meetings", body={"title": float("nan")}), ValueError),
    ],
)
async def test_nothing_is_sent_of_a_call_that_cannot_be_written(rig, call, error):
    with pytest.raises(error):
        await rig.transport().send(call)
    assert rig.requests == []
    assert rig.exchanges == []


# ── further tries ──


async def test_a_success_is_one_attempt(rig):
    rig.answer("GET", 200)
    await rig.transport().send(GET)
    assert rig.attempts == [(1, 200)]
    assert rig.clock.sleeps == []


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 522, 530])
async def test_what_may_pass_is_tried_again_with_growing_waits(rig, status):
    rig.answer("GET", status, status, status, 200)
    reply = await rig.clock.finish(rig.transport().send(GET))
    assert reply.data.id == "m1"
    assert rig.attempts == [(1, status), (2, status), (3, status), (4, 200)]
    assert rig.clock.sleeps == [0.25, 0.5, 1.0]


async def test_after_the_last_attempt_the_last_error_is_raised(rig):
    rig.answer("GET", 503, 503, 500)
    with pytest.raises(ServerError) as caught:
        await rig.clock.finish(rig.transport(retry=Retry(attempts=3)).send(GET))
    assert caught.value.status == 500
    assert rig.attempts == [(1, 503), (2, 503), (3, 500)]


@pytest.mark.parametrize("call", [POST, PATCH])
async def test_what_may_not_be_repeated_is_not(rig, call):
    rig.answer(call.method, 503, path="/meetings" if call is POST else "/meetings/m1")
    with pytest.raises(ServerError):
        await rig.transport().send(call)
    assert rig.attempts == [(1, 503)]


async def test_a_call_may_say_that_it_is_repeatable(rig):
    rig.answer("POST", 503, 200, path="/meetings/m1")
    call = Call("POST", "/meetings/{meeting_id}", ("m1",), into=Meeting, repeatable=True)
    await rig.clock.finish(rig.transport().send(call))
    assert rig.attempts == [(1, 503), (2, 200)]


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 422])
async def test_a_refusal_is_final(rig, status):
    rig.answer("GET", status, headers={"Location": "http://elsewhere.test/"})
    with pytest.raises(ApiError) as caught:
        await rig.transport().send(GET)
    assert caught.value.status == status
    assert rig.attempts == [(1, status)]


async def test_retries_can_be_turned_off(rig):
    rig.answer("GET", 503)
    with pytest.raises(ServerError):
        await rig.transport(retry=Retry(attempts=1)).send(GET)
    assert rig.attempts == [(1, 503)]
    assert rig.clock.sleeps == []


async def test_an_answer_that_cannot_be_read_is_not_asked_for_again(rig):
    rig.answer("GET", 200, body="<html>Login</html>", payload=None, content_type="text/html")
    with pytest.raises(DecodeError, match="text/html and no JSON"):
        await rig.transport().send(GET)
    assert rig.attempts == [(1, 200)]


async def test_the_wait_is_spread_by_chance(rig):
    rig.chance = 0.5
    rig.answer("GET", 503, 503, 200)
    await rig.clock.finish(rig.transport().send(GET))
    assert rig.clock.sleeps == [0.125, 0.25]


async def test_a_wait_beyond_the_budget_is_not_begun(rig):
    rig.answer("GET", 503, headers={"Retry-After": "61"})
    with pytest.raises(ServerError) as caught:
        await rig.transport().send(GET)
    assert caught.value.retry_after == 61
    assert rig.clock.sleeps == []


async def test_the_budget_runs_from_the_first_failure(rig):
    rig.answer("GET", 503, 503, 503, headers={"Retry-After": "4"})
    with pytest.raises(ServerError):
        await rig.clock.finish(rig.transport(retry=Retry(attempts=9, budget=10)).send(GET))
    assert rig.clock.sleeps == [4, 4]


# ── 429 ──


@pytest.mark.parametrize("call", [GET, POST], ids=["GET", "POST"])
async def test_a_429_was_refused_and_is_tried_again_whatever_the_method(rig, call):
    path = "/meetings" if call is POST else "/meetings/m1"
    rig.answer(call.method, 429, 200, path=path, headers={"Retry-After": "7"})
    await rig.clock.finish(rig.transport().send(call))
    assert rig.attempts == [(1, 429), (2, 200)]
    assert rig.clock.sleeps[0] == 7
    assert rig.exchanges[1].waited == 7


async def test_a_429_holds_everybody_back(rig):
    rig.answer("GET", 429, 200, 200, 200, headers={"Retry-After": "7"})
    transport = rig.transport()
    first = asyncio.ensure_future(transport.send(GET))
    await rig.clock.settle()
    others = [asyncio.ensure_future(transport.send(GET)) for _ in range(2)]
    await rig.clock.advance(6.9)
    assert len(rig.exchanges) == 1
    await rig.clock.advance(0.1)
    await asyncio.gather(first, *others)
    assert len(rig.exchanges) == 4


async def test_who_was_asking_for_its_token_when_a_429_came_is_held_back_too(rig):
    rig.answer("GET", 429, 200, 200, headers={"Retry-After": "7"})
    asked = asyncio.Event()

    async def token() -> str:
        await asked.wait()
        return TOKEN

    slow = asyncio.ensure_future(rig.transport(api_token=token, max_wait=9).send(GET))
    await rig.clock.settle()
    quick = asyncio.ensure_future(rig.transport().send(GET))
    await rig.clock.settle()
    asked.set()
    await rig.clock.advance(6.9)
    assert rig.attempts == [(1, 429)]
    await rig.clock.advance(0.1)
    await asyncio.gather(slow, quick)
    assert sorted(rig.attempts) == [(1, 200), (1, 429), (2, 200)]


async def test_a_retry_after_beyond_the_budget_is_told_at_once(rig):
    rig.answer("GET", 429, headers={"Retry-After": "120", "cf-ray": "8f-VIE"})
    with pytest.raises(RateLimited) as caught:
        await rig.transport().send(GET)
    assert (caught.value.retry_after, caught.value.ray_id, caught.value.sent) == (120, "8f-VIE", True)
    assert rig.gate.delay(rig.clock.now()) == 120


async def test_a_silent_429_is_waited_for_with_growing_patience(rig):
    rig.chance = 0.0
    rig.answer("GET", 429, 429, 429, 200, headers={"Retry-After": "0"})
    await rig.clock.finish(rig.transport().send(GET))
    assert [exchange.waited for exchange in rig.exchanges] == [0, 0.25, 0.5, 1.0]


async def test_the_accounts_block_is_recognised(rig):
    rig.answer("GET", 429)
    for _ in range(1000):
        rig.gate.sent()
        rig.gate.answered(rig.clock.now())
    with pytest.raises(RateLimited, match=r"asks to wait 299\.8 s, longer than Retry\.budget allows") as caught:
        await rig.clock.finish(rig.transport().send(GET))
    assert not caught.value.sent
    assert caught.value.retry_after == pytest.approx(BLOCK, abs=0.5)


async def test_a_429_that_is_a_200_is_one_too(rig):
    body = {"success": False, "error": {"code": 429, "message": "slow down"}}
    rig.answer("GET", 200, payload=body)
    with pytest.raises(ApiError, match="slow down"):
        await rig.transport().send(GET)


async def test_the_ratelimit_header_of_any_answer_is_heeded(rig):
    rig.answer("GET", 200, 200, headers={"Ratelimit": '"default";r=0;t=9'})
    transport = rig.transport()
    await transport.send(GET)
    second = asyncio.ensure_future(transport.send(GET))
    await rig.clock.advance(8.9)
    assert len(rig.exchanges) == 1
    await rig.clock.advance(0.1)
    await second
    assert rig.exchanges[1].waited == 9


# ── waiting for a place ──


async def test_max_wait_bounds_the_wait_before_the_first_attempt(rig):
    rig.answer("GET", 200)
    rig.gate.refused(rig.clock.now(), 5)
    with pytest.raises(RateLimited, match="longer than max_wait allows") as caught:
        await rig.transport(max_wait=2).send(GET)
    assert (caught.value.sent, caught.value.ray_id, caught.value.retry_after) == (False, None, 5)
    assert rig.requests == []
    assert rig.exchanges == []


async def test_within_max_wait_the_call_waits(rig):
    rig.answer("GET", 200)
    rig.gate.refused(rig.clock.now(), 5)
    await rig.clock.finish(rig.transport(max_wait=5).send(GET))
    assert rig.exchanges[0].waited == 5


async def test_a_quota_spaces_requests_out(rig):
    rig.quotas = (Quota(2, 10),)
    rig.answer("GET", *[200] * 5)
    transport = rig.transport()
    started = rig.clock.now()
    await rig.clock.finish(asyncio.gather(*(transport.send(GET) for _ in range(5))))
    assert [round(exchange.waited) for exchange in rig.exchanges] == [0, 0, 10, 10, 20]
    assert round(rig.clock.now() - started) == 20


async def test_a_full_quota_is_told_at_once_even_if_nothing_was_answered_yet(rig):
    rig.quotas = (Quota(1, 10),)
    release = asyncio.Event()

    async def slowly(_url, **_options):
        await release.wait()

    rig.answer("GET", 200, callback=slowly)
    transport = rig.transport()
    first = asyncio.ensure_future(transport.send(GET))
    await rig.clock.settle()
    with pytest.raises(RateLimited, match="longer than max_wait") as caught:
        await transport.with_settings(max_wait=1.0).send(GET)
    assert not caught.value.sent
    assert caught.value.retry_after == pytest.approx(10, abs=0.02)
    release.set()
    await first
    assert rig.attempts == [(1, 200)]


# ── what is told ──


async def test_there_is_one_record_per_attempt_with_the_template_and_not_the_ids(rig):
    rig.answer("GET", 503, 404)
    with pytest.raises(NotFound) as caught:
        await rig.clock.finish(rig.transport().send(GET))
    first, second = rig.exchanges
    assert (first.method, first.path, first.status, first.attempt) == ("GET", "/meetings/{meeting_id}", 503, 1)
    assert isinstance(first.error, ServerError)
    assert (second.status, second.attempt, second.error) == (404, 2, caught.value)
    assert (first.waited, second.waited) == (0, 0.25)


async def test_the_seconds_on_the_wire_are_told(rig):
    async def slowly(_url, **_options):
        await rig.clock.sleep(3)

    rig.answer("GET", 200, callback=slowly)
    await rig.clock.finish(rig.transport().send(GET))
    assert rig.exchanges[0].seconds == 3
    assert rig.exchanges[0].error is None


async def test_an_attempt_that_may_have_acted_is_noted_on_the_error(rig):
    rig.answer("DELETE", 502, 404)
    with pytest.raises(NotFound) as caught:
        await rig.clock.finish(rig.transport().send(DELETE))
    assert caught.value.__notes__ == [
        OF_KINDS["NotFound"],
        "attempt 1 may have taken effect: DELETE /meetings/{meeting_id} → 502 without a message",
    ]


async def test_reading_has_no_effect_to_note(rig):
    rig.answer("GET", 502, 404)
    with pytest.raises(NotFound) as caught:
        await rig.clock.finish(rig.transport().send(GET))
    assert caught.value.__notes__ == [OF_KINDS["NotFound"]]


async def test_an_attempt_that_was_refused_is_not_noted(rig):
    rig.answer("GET", 429, 404)
    with pytest.raises(NotFound) as caught:
        await rig.clock.finish(rig.transport().send(GET))
    assert caught.value.__notes__ == [OF_KINDS["NotFound"]]


class Odd:
    """A function of the user's that fails."""

    calls = 0

    def __call__(self, _exchange: Exchange) -> None:
        self.calls += 1
        raise LookupError(TOKEN)


async def test_a_failing_on_exchange_is_logged_once_and_the_call_goes_on(rig, caplog):
    odd = rig.observer = Odd()
    rig.answer("GET", 200, 200)
    transport = rig.transport()
    for _ in range(2):
        await transport.send(GET)
    assert odd.calls == 2
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        "on_exchange raised LookupError; it is called on"
    ]


async def test_the_log_tells_attempts_retries_gates_and_mending_and_no_secret(rig, caplog):
    caplog.set_level(logging.DEBUG, "realtimekit_async")
    rig.answer("POST", 429, path="/meetings", headers={"Retry-After": "2"})
    odd = {"data": {"id": "m1", "title": "Standup", "created_at": "never"}}
    rig.answer("POST", 200, 200, path="/meetings", payload=odd)
    transport = rig.transport()
    for _ in range(2):
        await rig.clock.finish(transport.send(POST))
    levels = [record.levelname for record in caplog.records if record.name == "realtimekit_async"]
    messages = [record.getMessage() for record in caplog.records if record.name == "realtimekit_async"]
    assert messages == [
        "429: all requests are held back for 2.0 s",
        "POST /meetings → 429 in 0.000 s, attempt 1",
        "attempt 1 failed, trying again in 2.00 s: POST /meetings → 429 without a message",
        "an answer had to be mended: Meeting.created_at could not be read and is left out",
        "POST /meetings → 200 in 0.000 s, attempt 2",
        "POST /meetings → 200 in 0.000 s, attempt 1",
    ]
    assert levels == ["WARNING", "DEBUG", "WARNING", "WARNING", "DEBUG", "DEBUG"]
    assert not any(secret in caplog.text for secret in (TOKEN, "Bearer", "Standup"))


async def test_the_log_remembers_only_so_many_warnings(caplog):
    reporter = Reporter(None)
    for number in range(1500):
        reporter.warn_once(f"oddity {number}")
        reporter.warn_once(f"oddity {number}")
    assert len(caplog.records) == 1000


async def test_nobody_listening_is_told_nothing(caplog):
    caplog.set_level(logging.INFO, "realtimekit_async")
    reporter = Reporter(None)
    assert not reporter.listens
    reporter.attempted(Exchange("GET", "/x", 200, 0.0, 1, None, 0.0))
    assert caplog.records == []


# ── answers ──


async def test_an_answer_larger_than_allowed_is_refused(rig):
    rig.answer("GET", 200, payload={"data": {"id": "m" * 2000}})
    with pytest.raises(DecodeError, match="larger than max_answer_bytes=1000"):
        await rig.transport().send(GET)


async def test_a_large_answer_that_is_an_error_stays_that_error(rig):
    rig.answer("GET", 404, body="x" * 5000)
    with pytest.raises(NotFound):
        await rig.transport().send(GET)


# ── closing and cancelling ──


async def test_closing_ends_a_retrys_wait(rig):
    rig.answer("GET", 503)
    sending = asyncio.ensure_future(rig.transport().send(GET))
    await rig.clock.settle()
    assert rig.clock.pending == 1
    await rig.pool.aclose()
    with pytest.raises(TransportError, match="closed meanwhile") as caught:
        await sending
    assert caught.value.sent
    assert rig.clock.pending == 0


@pytest.mark.parametrize(("statuses", "sent"), [((), False), ((429,), True)])
async def test_closing_tells_whether_any_attempt_was_sent(rig, statuses, sent):
    rig.answer("GET", *statuses, headers={"Retry-After": "5"})
    if not statuses:
        rig.gate.refused(rig.clock.now(), 5)
    sending = asyncio.ensure_future(rig.transport().send(GET))
    await rig.clock.settle()
    await rig.pool.aclose()
    with pytest.raises(TransportError) as caught:
        await sending
    assert caught.value.sent is sent


async def test_closing_ends_a_retry_that_waits_for_its_place(rig):
    rig.chance = 0.0
    rig.answer("GET", 503)
    transport = rig.transport()
    sending = asyncio.ensure_future(transport.send(GET))
    rig.gate.refused(rig.clock.now() + 1, 30)
    await rig.clock.settle()
    rig.gate.refused(rig.clock.now(), 30)
    await rig.clock.advance(1)
    await rig.pool.aclose()
    with pytest.raises(TransportError) as caught:
        await sending
    assert caught.value.sent == bool(rig.exchanges)


@pytest.mark.parametrize("status", [200, 503])
async def test_cancelling_is_never_swallowed(rig, status):
    if status == 503:
        rig.answer("GET", 503)
    rig.answer("GET", 200, callback=forever)
    sending = asyncio.ensure_future(rig.transport().send(GET))
    await rig.clock.advance(1)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert sending.cancelled()


@pytest.mark.parametrize("phase", ["on the wire", "between two tries", "before the first"])
@pytest.mark.parametrize("order", ["cancelled, then closed", "closed, then cancelled"])
async def test_a_cancellation_of_the_callers_own_wins_over_closing(rig, phase, order):
    if phase == "between two tries":
        rig.answer("GET", 503)
    elif phase == "before the first":
        rig.gate.refused(rig.clock.now(), 5)
    else:
        rig.answer("GET", 200, callback=forever)
    sending = asyncio.ensure_future(rig.transport().send(GET))
    await rig.clock.settle()
    if order == "cancelled, then closed":
        sending.cancel()
        await rig.pool.aclose()
    else:
        closing = asyncio.ensure_future(rig.pool.aclose())
        await asyncio.sleep(0)
        sending.cancel()
        await closing
    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_a_callers_time_limit_stays_a_time_limit(rig):
    rig.answer("GET", 503)
    with pytest.raises(TimeoutError) as caught:
        async with asyncio.timeout(0):
            await rig.transport().send(GET)
    assert not isinstance(caught.value, RequestTimeout)
