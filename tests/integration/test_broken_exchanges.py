"""What happens to a call whose exchange breaks: how often the server sees it, and what is told of it."""

import asyncio
import socket

import pytest

from realtimekit_async import (
    ApiError,
    BadRequest,
    DecodeError,
    NotFound,
    RealtimeKit,
    RequestTimeout,
    Retry,
    ServerError,
    TransportError,
)

METHODS = ["GET", "PUT", "DELETE", "PATCH", "POST"]
REPEATABLE = {"GET", "PUT", "DELETE"}
at_once = Retry(initial=0.0)


def call(rtk, method, meeting_id="m1"):
    """Make a call with each method the API has."""
    match method:
        case "GET":
            return rtk.meetings.get(meeting_id)
        case "PUT":
            return rtk.meetings.replace(meeting_id, title="T")
        case "DELETE":
            return rtk.webhooks.delete(meeting_id)
        case "PATCH":
            return rtk.meetings.update(meeting_id, title="T")
        case _:
            return rtk.meetings.create(title="T")


# ── the emulator drops connections ──


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", ["before", "after", "before, reset", "after, reset", "truncated"])
async def test_a_broken_exchange_is_tried_again_only_where_that_is_safe(emulator, failure, method, fault):
    exchanges = []
    async with emulator.client(on_exchange=exchanges.append, retry=at_once) as rtk:
        meeting = await rtk.meetings.create(title="before")
        webhook = await rtk.webhooks.create(name="w", url="https://example.com/w", events=["meeting.started"])
        exchanges.clear()
        emulator.requests.clear()
        if fault == "truncated":
            emulator.faults.next(truncate=True)
        else:
            emulator.faults.next(drop=fault.split(",")[0], reset="reset" in fault)
        done = call(rtk, method, webhook.id if method == "DELETE" else meeting.id)
        if method not in REPEATABLE:
            error = await failure(done)
            assert isinstance(error, TransportError)
            assert (error.sent, error.method) == (True, method)
        elif method == "DELETE" and not fault.startswith("before"):
            error = await failure(done)
            assert isinstance(error, NotFound)
            assert error.__notes__[-1].startswith(
                "attempt 1 may have taken effect: DELETE /webhooks/{webhook_id} → "
            )
        else:
            await done
        assert [request.method for request in emulator.requests] == [method] * len(exchanges)
        assert [exchange.attempt for exchange in exchanges] == ([1, 2] if method in REPEATABLE else [1])
        assert isinstance(exchanges[0].error, TransportError)
        created = await rtk.meetings.list().count()
        assert created == 1 + (method == "POST" and not fault.startswith("before"))


async def test_no_create_happens_twice_whatever_goes_wrong(emulator, failure):
    async with emulator.client(retry=at_once) as rtk:
        for number, fault in enumerate(
            [{"drop": "after"}, {"truncate": True}, {"status": 502, "act": True}, {"garbage": True}]
        ):
            emulator.faults.next(**fault, method="POST")
            await failure(rtk.meetings.create(title="once"))
            assert await rtk.meetings.list().count() == number + 1


async def test_an_error_after_an_ambiguous_attempt_says_so(emulator, failure):
    async with emulator.client(retry=at_once) as rtk:
        emulator.faults.next(drop="after")
        emulator.faults.next(status=403)
        error = await failure(rtk.presets.delete("p1"))
    assert isinstance(error, ApiError)
    remedy, note = error.__notes__
    assert "Realtime Admin" in remedy
    assert note.startswith(
        "attempt 1 may have taken effect: DELETE /presets/{preset_id} → the server closed the conn"
    )


async def test_after_the_last_attempt_the_broken_exchange_is_raised(emulator, failure):
    emulator.faults.next(drop="before", times=None)
    exchanges = []
    retry = Retry(attempts=3, initial=0.0)
    async with emulator.client(on_exchange=exchanges.append, retry=retry) as rtk:
        error = await failure(rtk.meetings.get("m1"))
    assert (type(error), error.sent) == (TransportError, True)
    assert [exchange.attempt for exchange in exchanges] == [1, 2, 3]
    assert len(emulator.requests) == 3


# ── bytes on the wire ──


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("way", ["close", "reset"])
async def test_a_connection_that_ends_before_anything_is_read_is_one_attempt_each(
    raw_server, failure, method, way
):
    exchanges = []

    def greet(peer):
        if server.connections > 1:
            return True
        getattr(peer, way)()
        return False

    async with raw_server() as server, server.client(on_exchange=exchanges.append, retry=at_once) as rtk:
        server.greet = greet
        if method in REPEATABLE:
            await call(rtk, method)
        else:
            error = await failure(call(rtk, method))
            assert (type(error), error.sent) == (TransportError, True)
    assert len(exchanges) == server.connections
    assert len(server.seen) == (method in REPEATABLE)


@pytest.mark.parametrize("method", METHODS)
async def test_a_stale_connection_costs_one_attempt_and_no_second_create(raw_server, failure, method):
    exchanges = []

    def die(peer, _seen):
        peer.close()

    async with (
        raw_server(lambda peer, _seen: peer.answer(), die) as server,
        server.client(on_exchange=exchanges.append, retry=at_once) as rtk,
    ):
        await rtk.meetings.get("m1")
        if method in REPEATABLE:
            await call(rtk, method)
        else:
            error = await failure(call(rtk, method))
            assert (type(error), error.sent) == (TransportError, True)
    assert [seen.connection for seen in server.seen] == ([1, 1, 2] if method in REPEATABLE else [1, 1])
    assert len(exchanges) == len(server.seen)
    assert [exchange.status for exchange in exchanges] == (
        [200, None, 200] if method in REPEATABLE else [200, None]
    )


def headers_only(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    peer.close()


def body_cut(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b'{"success":true,')
    peer.close()


def chunks_cut(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + b'{"success":true,' + b"\r\n")
    peer.close()


async def body_reset(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b'{"success":true,')
    await peer.writer.drain()
    await asyncio.sleep(0)
    peer.reset()


def bad_gzip(peer, _seen):
    peer.answer(body=b"no gzip at all", Content_Encoding="gzip")


def no_http(peer, _seen):
    peer.send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    peer.close()


BROKEN = [headers_only, body_cut, chunks_cut, body_reset, bad_gzip, no_http]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: fault.__name__)
async def test_an_answer_that_breaks_off_is_a_transport_error_and_may_have_acted(
    raw_server, failure, method, fault
):
    exchanges = []
    async with raw_server(fault, fault) as server:
        rtk = server.client(on_exchange=exchanges.append, retry=Retry(attempts=2, initial=0.0))
        async with rtk:
            error = await failure(call(rtk, method))
    assert type(error) is TransportError
    assert not isinstance(error, BadRequest)
    assert (error.sent, error.permanent, error.method) == (True, False, method)
    assert len(server.seen) == len(exchanges) == (2 if method in REPEATABLE else 1)


@pytest.mark.parametrize("rest", [b"Content-Length: 500\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n10\r\n{"])
async def test_a_status_that_says_error_stays_that_error_where_its_body_breaks_off(raw_server, failure, rest):
    def refuse(peer, _seen):
        peer.send(b"HTTP/1.1 404 Not Found\r\ncf-ray: 8f-VIE\r\n" + rest)
        peer.close()

    async with raw_server(refuse) as server, server.client() as rtk:
        error = await failure(rtk.meetings.get("m1"))
    assert isinstance(error, NotFound)
    assert error.ray_id == "8f-VIE"
    assert len(server.seen) == 1


async def test_a_body_without_a_length_that_is_cut_is_found_out_by_json(raw_server, failure):
    def cut(peer, _seen):
        peer.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + b'{"success":true,"data":{"id')
        peer.close()

    async with raw_server(cut) as server, server.client() as rtk:
        error = await failure(rtk.meetings.get("m1"))
    assert isinstance(error, DecodeError)
    assert len(server.seen) == 1


async def test_a_body_without_a_length_is_read_to_its_end(raw_server):
    def whole(peer, _seen):
        peer.send(b'HTTP/1.0 200 OK\r\n\r\n{"success":true,"data":{"id":"m1"}}')
        peer.close()

    async with raw_server(whole) as server, server.client() as rtk:
        assert (await rtk.meetings.get("m1")).id == "m1"


# ── time ──


async def stall(peer, _seen):
    await peer.stall()


async def stall_in_the_body(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b'{"success":true,')
    await peer.stall()


async def drip(peer, _seen):
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
    while True:
        peer.send(b" ")
        await peer.writer.drain()
        await asyncio.sleep(0)


@pytest.mark.parametrize("fault", [stall, stall_in_the_body, drip], ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_answer_that_does_not_come_in_time_is_a_timeout(raw_server, failure, method, fault):
    exchanges = []
    async with raw_server(fault, fault) as server:
        retry = Retry(attempts=2, initial=0.0)
        async with server.client(on_exchange=exchanges.append, timeout=0.1, retry=retry) as rtk:
            error = await failure(call(rtk, method))
            await server.until(lambda: not server.open)
    assert isinstance(error, RequestTimeout)
    assert isinstance(error, TimeoutError)
    assert (error.sent, error.message) == (True, "no answer in time")
    assert len(server.seen) == len(exchanges) == (2 if method == "GET" else 1)


async def test_a_status_that_says_error_stays_that_error_where_its_body_stalls(raw_server, failure):
    async def stalled(peer, _seen):
        peer.send(b"HTTP/1.1 500 Oops\r\nContent-Length: 500\r\n\r\n{")
        await peer.stall()

    async with raw_server(stalled) as server, server.client(timeout=0.1, retry=Retry(attempts=1)) as rtk:
        error = await failure(rtk.meetings.get("m1"))
    assert isinstance(error, ServerError)


async def test_a_connection_that_does_not_come_about_in_time_was_not_sent(raw_server, failure):
    """TLS is part of connecting; here nobody answers its first message."""

    exchanges = []
    async with raw_server() as server:
        retry = Retry(attempts=2, initial=0.0)
        options = {"timeout": 0.1, "retry": retry, "on_exchange": exchanges.append}
        async with server.client(scheme="https", **options) as rtk:
            error = await failure(rtk.meetings.create(title="T"))
    assert isinstance(error, RequestTimeout)
    assert (error.sent, error.message) == (False, "no connection in time")
    assert len(exchanges) == server.connections == 2


# ── no connection at all ──


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_refused_connection_is_tried_again_whatever_the_method(failure, nobody, method):
    exchanges = []
    credentials = {"account_id": "acc", "app_id": "app", "api_token": "tok-3f9a-very-secret"}
    options = {"retry": Retry(attempts=3, initial=0.0), "on_exchange": exchanges.append}
    async with RealtimeKit(base_url=f"http://{nobody}", **credentials, **options) as rtk:
        error = await failure(call(rtk, method))
    assert type(error) is TransportError
    assert not error.sent
    assert error.message.startswith("the server cannot be reached")
    assert [exchange.attempt for exchange in exchanges] == [1, 2, 3]
    assert {exchange.status for exchange in exchanges} == {None}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_certificate_that_is_not_trusted_is_final(raw_server, failure, method):
    exchanges = []
    async with raw_server(tls=True) as server, server.client(scheme="https", on_exchange=exchanges.append) as rtk:
        error = await failure(call(rtk, method))
    assert type(error) is TransportError
    assert (error.sent, error.permanent) == (False, True)
    assert error.message.startswith("the server's certificate is not trusted")
    assert len(exchanges) == 1
    assert server.seen == []


@pytest.mark.parametrize("way", ["close", "reset"])
async def test_a_connection_that_ends_in_the_tls_handshake_was_not_sent(raw_server, failure, way):
    exchanges = []

    def greet(peer):
        getattr(peer, way)()
        return False

    async with raw_server() as server:
        server.greet = greet
        options = {"on_exchange": exchanges.append, "retry": Retry(attempts=2, initial=0.0)}
        async with server.client(scheme="https", **options) as rtk:
            error = await failure(rtk.meetings.create(title="T"))
    assert type(error) is TransportError
    assert not error.sent
    assert len(exchanges) == server.connections == 2


async def test_plain_http_where_tls_is_expected_was_not_sent(raw_server, failure):
    def greet(peer):
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        return True

    async with raw_server() as server:
        server.greet = greet
        async with server.client(scheme="https", retry=Retry(attempts=1)) as rtk:
            error = await failure(rtk.meetings.get("m1"))
    assert type(error) is TransportError
    assert not error.sent


@pytest.mark.parametrize("status", [200, 400])
async def test_a_ray_of_any_bytes_is_text_that_can_be_written(raw_server, status):
    def odd(peer, _seen):
        peer.send(
            b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\ncf-ray: caf\xe9\r\nContent-Length: 2\r\n\r\n{}"
            % status
        )

    async with raw_server(odd) as server, server.client(retry=Retry(attempts=1)) as rtk:
        with pytest.raises((ApiError, DecodeError)) as caught:
            await rtk.meetings.get("m1")
    assert caught.value.ray_id == "caf\ufffd"
    assert "caf\ufffd" in str(caught.value).encode().decode()
