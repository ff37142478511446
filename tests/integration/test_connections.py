"""Connections: what comes over them, where the token goes, and how they end."""

import asyncio
import gzip
import zlib

import aiohttp
import pytest
import uvloop

from realtimekit_async import (
    ApiError,
    DecodeError,
    NotFound,
    Quota,
    RateLimited,
    RealtimeKit,
    RequestTimeout,
    Retry,
    TransportError,
)

LARGE = b'{"success":true,"data":{"id":"' + b"m" * 5000 + b'"}}'


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 1000] for start in range(0, len(body), 1000)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


# ── what comes over them ──


def whole(peer, _seen):
    peer.answer(body=LARGE)


def in_chunks(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(LARGE))


def zipped(peer, _seen):
    peer.answer(body=gzip.compress(LARGE), Content_Encoding="gzip")


def deflated(peer, _seen):
    peer.answer(body=zlib.compress(LARGE), Content_Encoding="deflate")


async def endless(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        peer.send(b"3e8\r\n" + b" " * 1000 + b"\r\n")
        await peer.writer.drain()


sizes = pytest.mark.parametrize("way", [whole, in_chunks, zipped, deflated], ids=lambda way: way.__name__)


@sizes
async def test_an_answer_is_read_however_it_is_sent_and_the_connection_kept(raw_server, way):
    async with raw_server(way, way) as server, server.client() as rtk:
        for _ in range(2):
            assert len((await rtk.meetings.get("m1")).id) == 5000
    assert [seen.connection for seen in server.seen] == [1, 1]


@pytest.mark.parametrize("way", [whole, in_chunks, zipped, deflated, endless], ids=lambda way: way.__name__)
async def test_an_answer_larger_than_allowed_is_refused_while_it_arrives(raw_server, failure, way):
    async with raw_server(way) as server, server.client(max_answer_bytes=4999) as rtk:
        error = await failure(rtk.meetings.get("m1"))
        assert isinstance(error, DecodeError)
        assert error.message == "the answer is larger than max_answer_bytes=4999"
        await server.until(lambda: way is not endless or not server.open)
        assert (await rtk.meetings.get("m1")).id == "m1"
    assert len(server.seen) == 2


@sizes
async def test_an_answer_as_large_as_allowed_is_read(raw_server, way):
    async with raw_server(way) as server, server.client(max_answer_bytes=len(LARGE)) as rtk:
        assert len((await rtk.meetings.get("m1")).id) == 5000


async def test_a_redirect_is_an_error_and_the_token_goes_nowhere_else(raw_server, failure):
    async with raw_server() as other:

        def redirect(peer, _seen):
            peer.answer(302, b"", Location=f"http://{other.authority}/steal")

        async with raw_server(redirect, redirect) as server, server.client() as rtk:
            for method in (rtk.meetings.get("m1"), rtk.meetings.create(title="T")):
                error = await failure(method)
                assert type(error) is ApiError
                assert error.status == 302
    assert len(server.seen) == 2
    assert other.connections == 0


async def test_cookies_are_not_kept(raw_server):
    def baked(peer, _seen):
        peer.answer(Set_Cookie="__cf_bm=x; path=/")

    async with raw_server(baked, baked) as server, server.client() as rtk:
        for _ in range(2):
            await rtk.meetings.get("m1")
    assert all("cookie" not in seen.headers for seen in server.seen)


async def test_ids_and_queries_arrive_as_they_were_written(raw_server):
    def rows(peer, _seen):
        peer.answer(body=b'{"data":[]}')

    async with raw_server(rows, rows) as server, server.client() as rtk:
        await rtk.participants.list("a/b%2F?#c").collect()
        await rtk.recordings.list(search="a+b &c", status=["INVOKED", "PAUSED"]).collect()
    targets = [seen.target.removeprefix("/accounts/acc/realtime/kit/app") for seen in server.seen]
    assert targets == [
        "/meetings/a%2Fb%252F%3F%23c/participants?per_page=100",
        "/recordings?search=a%2Bb%20%26c&status=INVOKED&status=PAUSED&per_page=100",
    ]


async def test_a_body_is_sent_as_json_with_its_length(raw_server):
    async with raw_server() as server, server.client() as rtk:
        await rtk.meetings.create(title="Tür")
        await rtk.meetings.get("m1")
    create, get = server.seen
    assert create.body == '{"title":"Tür"}'.encode()
    assert (create.headers["content-type"], create.headers["content-length"]) == ("application/json", "16")
    assert "content-type" not in get.headers
    assert get.headers["accept"] == "application/json"
    assert create.headers["authorization"] == "bearer tok-3f9a-very-secret"


# ── how many ──


async def test_fifty_requests_run_at_the_same_time(emulator):
    async with emulator.client() as rtk:
        meeting = await rtk.meetings.create(title="T")
        emulator.faults.hold(50)
        found = await asyncio.gather(*(rtk.meetings.get(meeting.id) for _ in range(50)))
    assert {one.id for one in found} == {meeting.id}


async def test_no_more_connections_are_opened_than_allowed_and_everybody_gets_one(raw_server):
    most = 0

    async def slowly(peer, _seen):
        nonlocal most
        most = max(most, len(server.open))
        await asyncio.sleep(0)
        peer.answer()

    async with raw_server(*[slowly] * 40) as server, server.client(max_connections=3) as rtk:
        await asyncio.gather(*(rtk.meetings.get("m1") for _ in range(40)))
    assert len(server.seen) == 40
    assert (most, server.connections) == (3, 3)


async def test_a_failed_exchange_frees_its_connection(raw_server, failure):
    def die(peer, _seen):
        peer.close()

    async with (
        raw_server(*[die] * 5) as server,
        server.client(max_connections=1, max_wait=0, retry=Retry(attempts=1)) as rtk,
    ):
        for _ in range(5):
            await failure(rtk.meetings.get("m1"))
        assert (await rtk.meetings.get("m1")).id == "m1"


# ── how they end ──


async def hang(peer, _seen):
    await peer.stall()


async def hang_in_the_body(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    await peer.stall()


async def hang_in_a_chunk(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
    await peer.stall()


hanging = pytest.mark.parametrize(
    "hang", [hang, hang_in_the_body, hang_in_a_chunk], ids=lambda hang: hang.__name__
)


@hanging
async def test_cancelling_a_request_closes_its_connection_and_frees_its_place(raw_server, hang):
    async with raw_server(hang) as server, server.client(max_connections=1) as rtk:
        asking = asyncio.ensure_future(rtk.meetings.get("m1"))
        await server.until(lambda: server.seen)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await server.until(lambda: not server.open)
        assert (await rtk.meetings.get("m1")).id == "m1"


async def test_a_callers_time_limit_stays_the_callers(raw_server):
    async with raw_server(hang) as server, server.client() as rtk:
        with pytest.raises(TimeoutError) as caught:
            async with asyncio.timeout(0.05):
                await rtk.meetings.get("m1")
        assert not isinstance(caught.value, RequestTimeout)
        await server.until(lambda: not server.open)


@hanging
async def test_closing_ends_what_is_in_flight(raw_server, failure, hang):
    async with raw_server(*[hang] * 5) as server:
        before = asyncio.all_tasks()
        rtk = server.client()
        asking = [asyncio.ensure_future(rtk.meetings.get("m1")) for _ in range(5)]
        await server.until(lambda: len(server.seen) == 5)
        await rtk.aclose()
        for one in asking:
            error = await failure(one)
            assert isinstance(error, TransportError)
            assert (error.sent, error.message) == (True, "the client was closed meanwhile")
        await server.until(lambda: not server.open)
        assert asyncio.all_tasks() == before
        await rtk.aclose()


async def test_closing_ends_a_wait_between_two_tries(raw_server, failure):
    def busy(peer, _seen):
        peer.answer(503, b"", Retry_After="30")

    exchanges = []
    async with raw_server(busy) as server:
        before = asyncio.all_tasks()
        rtk = server.client(on_exchange=exchanges.append)
        asking = asyncio.ensure_future(rtk.meetings.get("m1"))
        await server.until(lambda: exchanges)
        await rtk.aclose()
        error = await failure(asking)
        assert isinstance(error, TransportError)
        assert error.sent
        await server.until(lambda: not server.open)
        assert asyncio.all_tasks() == before


async def test_closing_ends_a_wait_for_quota(raw_server, failure):
    async with raw_server() as server:
        rtk = server.client(quota=Quota(1, 60))
        await rtk.meetings.get("m1")
        asking = [asyncio.ensure_future(rtk.meetings.get("m1")) for _ in range(3)]
        await asyncio.sleep(0)
        await rtk.aclose()
        for one in asking:
            error = await failure(one)
            assert isinstance(error, TransportError)
            assert not error.sent
        assert len(server.seen) == 1
        await server.until(lambda: not server.open)
        assert len(asyncio.all_tasks()) == 1


async def test_closing_ends_a_prefetched_walk(raw_server, failure):
    def page(peer, _seen):
        peer.answer(body=b'{"data":[{"id":"a"},{"id":"b"}],"paging":{"total_count":99}}')

    async with raw_server(page, *[hang] * 8) as server:
        rtk = server.client()

        async def walk():
            async with rtk.meetings.list().prefetch(4) as meetings:
                return [meeting async for meeting in meetings]

        walking = asyncio.ensure_future(walk())
        await server.until(lambda: len(server.seen) == 5)
        await rtk.aclose()
        error = await failure(walking)
        assert isinstance(error, TransportError)
        await server.until(lambda: not server.open)
        assert len(asyncio.all_tasks()) == 1


async def test_the_cause_of_a_wait_is_told_to_who_may_not_wait(emulator, failure):
    async with emulator.client(max_wait=0, retry=Retry(attempts=1)) as rtk:
        emulator.faults.next(status=429, retry_after=30)
        first = await failure(rtk.meetings.get("m1"))
        second = await failure(rtk.meetings.get("m1"))
    assert isinstance(first, RateLimited)
    assert isinstance(second, RateLimited)
    assert (first.sent, first.retry_after) == (True, 30)
    assert first.ray_id
    assert (second.sent, second.ray_id) == (False, None)
    assert len(emulator.requests) == 1


# ── the caller's own session ──


async def meddle(_request, _handler):
    raise AssertionError("a caller's middleware runs for our requests")


async def test_a_callers_session_is_used_on_our_terms_and_left_open(raw_server, failure):
    def die(peer, _seen):
        peer.close()

    async def own_server():
        async with aiohttp.ClientSession(middlewares=(meddle,), raise_for_status=True) as http:
            async with server.client(http=http, retry=Retry(attempts=1)) as rtk:
                assert (await rtk.meetings.get("m1")).id == "m1"
                await failure(rtk.meetings.get("m1"))
                assert isinstance(await failure(rtk.meetings.get("m1")), NotFound)
            assert not http.closed
            with pytest.raises(RuntimeError, match="this client is closed"):
                await rtk.meetings.get("m1")

    script = [lambda peer, _seen: peer.answer(), die, lambda peer, _seen: peer.answer(404, b"")]
    async with raw_server(*script) as server:
        await own_server()
    assert len(server.seen) == 3
    assert {seen.headers["authorization"] for seen in server.seen} == {"bearer tok-3f9a-very-secret"}


async def test_a_callers_session_that_has_been_closed_is_a_runtime_error(raw_server):
    async with raw_server() as server:
        http = aiohttp.ClientSession()
        async with server.client(http=http, max_wait=0) as rtk:
            await rtk.meetings.get("m1")
            await http.close()
            with pytest.raises(RuntimeError, match="closed"):
                await rtk.meetings.get("m1")


# ── proxies ──


def proxied(**options) -> RealtimeKit:
    credentials = {"account_id": "acc", "app_id": "app", "api_token": "tok-3f9a-very-secret"}
    return RealtimeKit(**{"base_url": "http://api.invalid/v4", **credentials, **options})


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def test_a_proxy_given_as_argument_is_used(raw_server):
    async with raw_server() as server, proxied(proxy=f"http://{server.authority}") as rtk:
        assert (await rtk.meetings.get("m1")).id == "m1"
    assert server.seen[0].target == "http://api.invalid/v4/accounts/acc/realtime/kit/app/meetings/m1"


async def test_the_proxy_of_the_environment_is_read_once(raw_server, monkeypatch):
    async with raw_server() as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://{server.authority}")
        async with proxied() as rtk:
            await rtk.meetings.get("m1")
            monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
            monkeypatch.setenv("NO_PROXY", "*")
            await rtk.meetings.get("m1")
    assert len(server.seen) == 2


@pytest.mark.parametrize(("status", "attempts"), [(407, 1), (403, 1), (502, 3)])
async def test_a_proxy_that_refuses_is_named_without_its_password(raw_server, failure, status, attempts):
    exchanges = []
    refuse = [lambda peer, _seen: peer.answer(status, b"")] * 3
    async with raw_server(*refuse) as server:
        options = {"retry": Retry(attempts=3, initial=0.0), "on_exchange": exchanges.append}
        proxy = f"http://me:s3cret-pass@{server.authority}"
        async with proxied(base_url="https://api.invalid/v4", proxy=proxy, **options) as rtk:
            error = await failure(rtk.meetings.create(title="T"))
    assert type(error) is TransportError
    assert (error.sent, error.message) == (False, f"the proxy refused to connect: {status}")
    assert [seen.method for seen in server.seen] == ["CONNECT"] * attempts
    assert len(exchanges) == attempts
    assert "s3cret" not in f"{error!r} {error} {rtk!r}"


async def test_a_proxy_that_cannot_be_reached_was_not_sent_to(raw_server, failure):
    async with raw_server() as server:
        authority = server.authority
    async with proxied(proxy=f"http://me:s3cret-pass@{authority}", retry=Retry(attempts=2, initial=0.0)) as rtk:
        error = await failure(rtk.meetings.get("m1"))
    assert type(error) is TransportError
    assert not error.sent
    assert error.message.startswith("the proxy cannot be reached")
    assert "s3cret" not in str(error)


# ── uvloop ──


async def stale_and_fresh(raw_server, failure):
    def die(peer, _seen):
        peer.close()

    exchanges = []
    async with (
        raw_server(lambda peer, _seen: peer.answer(), die, die) as server,
        server.client(on_exchange=exchanges.append) as rtk,
    ):
        await rtk.meetings.get("m1")
        error = await failure(rtk.meetings.create(title="T"))
        assert (type(error), error.sent) == (TransportError, True)
        await rtk.meetings.get("m1")
    assert len(exchanges) == len(server.seen) == 4


async def reset_before_reading(raw_server, failure):
    def greet(peer):
        peer.reset()
        return False

    exchanges = []
    async with raw_server() as server:
        server.greet = greet
        retry = Retry(attempts=2, initial=0.0)
        async with server.client(on_exchange=exchanges.append, retry=retry) as rtk:
            error = await failure(rtk.meetings.get("m1"))
    assert type(error) is TransportError
    assert len(exchanges) == server.connections == 2


async def cut_body(raw_server, _failure):
    def cut(peer, _seen):
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
        peer.close()

    async with raw_server(cut) as server, server.client() as rtk:
        assert (await rtk.meetings.get("m1")).id == "m1"
    assert len(server.seen) == 2


async def late_answer(raw_server, failure):
    async with raw_server(hang) as server, server.client(timeout=0.5, retry=Retry(attempts=1)) as rtk:
        error = await failure(rtk.meetings.get("m1"))
        assert (type(error), error.sent) == (RequestTimeout, True)
        await server.until(lambda: not server.open)


async def distrusted(raw_server, failure):
    async with raw_server(tls=True) as server, server.client(scheme="https") as rtk:
        error = await failure(rtk.meetings.get("m1"))
    assert (type(error), error.sent, error.permanent) == (TransportError, False, True)


async def closed_in_flight(raw_server, failure):
    async with raw_server(*[hang] * 3) as server:
        rtk = server.client(quota=Quota(3, 60))
        asking = [asyncio.ensure_future(rtk.meetings.get("m1")) for _ in range(4)]
        await server.until(lambda: len(server.seen) == 3)
        await rtk.aclose()
        assert sorted([(await failure(one)).sent for one in asking]) == [False, True, True, True]
        await server.until(lambda: not server.open)
        assert len(asyncio.all_tasks()) == 1


async def many_at_once(raw_server, _failure):
    async with raw_server() as server, server.client(max_connections=7) as rtk:
        found = await asyncio.gather(*(rtk.meetings.get("m1") for _ in range(50)))
        assert len(found) == len(server.seen) == 50


@pytest.mark.parametrize(
    "scenario",
    [stale_and_fresh, reset_before_reading, cut_body, late_answer, distrusted, closed_in_flight, many_at_once],
    ids=lambda scenario: scenario.__name__,
)
@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_it_is_the_same_on_another_event_loop(scenario, new_loop, raw_server, failure):
    with asyncio.Runner(loop_factory=new_loop, debug=True) as runner:
        runner.run(scenario(raw_server, failure))
