"""Keys come over HTTP from a real server; an outage is a closed port."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from realtimekit_async import ConfigurationError
from realtimekit_async.events import DeliveryDeferred, InvalidSignature, KeyRing

from ..doubles.mute_server import MuteServer
from .bodies import JOINED
from .key_server import ThreadedKeyServer, document
from .signing import Signer


@pytest.fixture
def ring(key_server, clock):
    return KeyRing(key_server.url, lifetime=3600, refetch_interval=10, now=clock)


async def accepts(ring, signer):
    try:
        await ring.verify(JOINED, signer.sign(JOINED))
    except InvalidSignature:
        return False
    return True


async def test_keys_are_fetched_when_first_needed_and_kept_for_their_lifetime(ring, signer, key_server, clock):
    assert key_server.requests == 0
    for _ in range(5):
        assert await accepts(ring, signer)
        clock.now += 700
    assert key_server.requests == 1
    clock.now += 700
    assert await accepts(ring, signer)
    assert key_server.requests == 2


async def test_a_ring_made_before_the_environment_names_a_server_asks_that_one(signer, successor, monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEYS_URL", "http://127.0.0.1:1/keys")
    ring = KeyRing()  # as at the top of a module
    for now_signs, other in ((signer, successor), (successor, signer)):
        with ThreadedKeyServer(now_signs.pem) as server:
            server.answer.set()
            monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEYS_URL", server.url)
            assert await accepts(ring, now_signs)
            assert not await accepts(ring, other)


async def test_what_waits_for_the_keys_of_another_server_than_is_named_by_then_comes_again(
    signer, successor, monkeypatch
):
    ring = KeyRing()
    with ThreadedKeyServer(signer.pem) as slow, ThreadedKeyServer(successor.pem) as named_next:
        monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEYS_URL", slow.url)
        waiting = asyncio.create_task(accepts(ring, successor))
        await asyncio.to_thread(slow.until_asked, 1)
        monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEYS_URL", named_next.url)
        slow.answer.set()
        with pytest.raises(DeliveryDeferred, match="another key server"):
            await waiting
        named_next.answer.set()
        assert await accepts(ring, successor)


async def test_a_variable_that_is_no_url_is_named_and_no_matter_to_pinned_keys(signer, monkeypatch):
    ring = KeyRing()
    monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEYS_URL", "oops")
    for ask in (KeyRing, lambda: asyncio.run(ring.verify(JOINED, signer.sign(JOINED)))):
        with pytest.raises(ConfigurationError, match=r"^REALTIMEKIT_WEBHOOK_KEYS_URL is an http or https URL"):
            await asyncio.to_thread(ask)
    assert await accepts(KeyRing.pinned(signer.pem), signer)


def test_a_ring_shows_nothing_secret_of_its_url():
    assert repr(KeyRing("https://me:hunter2@h.example/keys?token=abc")) == "KeyRing('https://h.example/keys')"


async def test_a_ring_whose_url_is_given_heeds_no_environment(ring, signer, monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEYS_URL", "http://127.0.0.1:1/keys")
    assert await accepts(ring, signer)


async def test_the_log_names_the_server_whose_keys_could_not_be_fetched(signer, caplog):
    with pytest.raises(DeliveryDeferred):
        await KeyRing("http://me:hunter2@127.0.0.1:1/keys").verify(JOINED, signer.sign(JOINED))
    assert "from http://127.0.0.1:1/keys (" in caplog.text
    assert "hunter2" not in caplog.text


async def test_a_key_server_on_this_machine_is_asked_directly(signer, key_server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for host in ("127.0.0.1", "localhost"):
        assert await accepts(KeyRing(key_server.url.replace("127.0.0.1", host)), signer)


async def test_a_new_key_is_fetched_as_soon_as_a_signature_does_not_fit(ring, signer, successor, key_server):
    assert await accepts(ring, signer)
    key_server.body = document(successor.pem)
    assert await accepts(ring, successor)
    assert key_server.requests == 2
    assert not await accepts(ring, signer)


async def test_bad_signatures_cannot_hammer_the_key_server(ring, signer, successor, key_server, clock):
    assert await accepts(ring, signer)
    for _ in range(50):
        assert not await accepts(ring, successor)
    assert key_server.requests == 2
    clock.now += 10
    for _ in range(50):
        assert not await accepts(ring, successor)
    assert key_server.requests == 3
    assert await accepts(ring, signer)


async def test_a_bad_signature_right_after_the_first_fetch_asks_no_second_time(ring, successor, key_server):
    assert not await accepts(ring, successor)
    assert key_server.requests == 1


# ── 401 is final: RealtimeKit never sends such a delivery again ──


async def test_while_new_keys_cannot_be_fetched_what_fits_none_comes_again(
    ring, signer, successor, key_server, clock
):
    assert await accepts(ring, signer)
    clock.now += 100
    key_server.body, key_server.status = document(successor.pem), 503
    for _ in range(2):
        with pytest.raises(DeliveryDeferred) as caught:
            await accepts(ring, successor)
        assert caught.value.status == 503
    key_server.status = 200
    clock.now += 1  # the refetch interval is not over
    with pytest.raises(DeliveryDeferred):
        await accepts(ring, successor)
    assert key_server.requests == 2
    clock.now += 9
    assert await accepts(ring, successor)


async def test_forged_deliveries_cannot_have_valid_ones_refused_while_keys_change(
    ring, signer, successor, key_server, clock
):
    assert await accepts(ring, signer)
    clock.now += 100
    assert not await accepts(ring, Signer())
    key_server.body = document(successor.pem)
    for _ in range(9):
        clock.now += 1
        with pytest.raises(DeliveryDeferred):
            await accepts(ring, successor)
    clock.now += 1
    assert await accepts(ring, successor)
    assert key_server.requests == 3


@pytest.mark.parametrize("place", ["publicKeys", "data"])
async def test_an_odd_key_among_the_keys_takes_none_away(ring, signer, successor, key_server, caplog, place):
    elliptic = generate_private_key(SECP256R1()).public_key()
    odd = [
        None,
        5,
        "",
        "-----BEGIN",
        {},
        elliptic.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    ]
    keys = [*odd, signer.pem, *odd, successor.pem]
    key_server.body = json.dumps({place: keys if place == "publicKeys" else {"publicKeys": keys}}).encode()
    assert await accepts(ring, signer)
    assert await accepts(ring, successor)
    assert "2 of the keys for webhooks" in caplog.text
    assert key_server.requests == 1


@pytest.mark.parametrize("beside", [rb'"\ud83d"', b'"Caf\xe9"', b"1e999", b"NaN", b"9" * 5000])
async def test_what_stands_beside_a_key_hides_none(ring, signer, key_server, beside):
    key_server.body = b'\xef\xbb\xbf{"comment":%s,"publicKey":%s}' % (beside, json.dumps(signer.pem).encode())
    assert await accepts(ring, signer)


# ── threads and loops ──


@pytest.fixture
def elsewhere(signer):
    """A key server in a thread of its own, which answers when it is told to."""
    with ThreadedKeyServer(signer.pem) as server:
        yield server


def in_a_loop_of_its_own(ring, signer):
    return asyncio.run(accepts(ring, signer))


def test_threads_with_a_loop_each_share_a_ring(elsewhere, signer):
    ring = KeyRing(elsewhere.url)
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(in_a_loop_of_its_own, ring, signer) for _ in range(8)]
        elsewhere.until_asked(8)
        elsewhere.answer.set()
        assert all(done.result(30) for done in waiting)
        assert all(threads.map(in_a_loop_of_its_own, [ring] * 20, [signer] * 20))
    assert elsewhere.requests == 8


@pytest.mark.parametrize("is_closed", [False, True], ids=["abandoned", "closed"])
def test_a_fetch_whose_loop_is_gone_hinders_nobody(elsewhere, signer, is_closed):
    ring, gone = KeyRing(elsewhere.url), asyncio.new_event_loop()
    with pytest.raises(TimeoutError):
        gone.run_until_complete(asyncio.wait_for(accepts(ring, signer), 0.05))
    if is_closed:
        end(gone)
    elsewhere.answer.set()
    for _ in range(3):
        assert in_a_loop_of_its_own(ring, signer)
    assert elsewhere.requests == 2
    end(gone)


def end(loop):
    """End a loop as `asyncio.run` does, once it has been abandoned."""
    if not loop.is_closed():
        for task in (left := asyncio.all_tasks(loop)):
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()


def test_loops_that_follow_one_another_do_not_hammer_the_key_server(elsewhere, signer, successor, clock):
    elsewhere.answer.set()
    ring = KeyRing(elsewhere.url, now=clock)
    assert in_a_loop_of_its_own(ring, signer)
    for _ in range(10):
        assert not in_a_loop_of_its_own(ring, successor)
    assert elsewhere.requests == 2


async def test_what_is_not_base64_asks_for_no_key(ring, key_server):
    with pytest.raises(InvalidSignature):
        await ring.verify(JOINED, "?")
    assert key_server.requests == 0


async def test_a_hundred_at_once_fetch_once(ring, signer, key_server):
    assert all(await asyncio.gather(*(accepts(ring, signer) for _ in range(100))))
    assert key_server.requests == 1


async def test_all_who_come_while_new_keys_are_fetched_wait_for_them(ring, signer, successor, key_server):
    assert await accepts(ring, signer)
    key_server.body = document(successor.pem)
    assert all(await asyncio.gather(*(accepts(ring, successor) for _ in range(20))))
    assert key_server.requests == 2


async def test_a_sender_that_hangs_up_takes_the_keys_from_nobody(ring, signer, key_server):
    first = asyncio.create_task(accepts(ring, signer))
    second = asyncio.create_task(accepts(ring, signer))
    key_server.before_answer = first.cancel
    assert await second
    assert first.cancelled()
    assert key_server.requests == 1


async def test_an_outage_leaves_the_keys_at_hand(ring, signer, successor, key_server, clock, caplog):
    assert await accepts(ring, signer)
    await key_server.stop()
    for _ in range(5):
        clock.now += 4000
        assert await accepts(ring, signer)
        with pytest.raises(DeliveryDeferred, match="is not known"):
            await accepts(ring, successor)
    assert "the keys at hand are used on" in caplog.text
    key_server.body = document(successor.pem)
    await key_server.start()
    clock.now += 10
    assert await accepts(ring, successor)


async def test_without_any_key_an_outage_defers_deliveries(ring, signer, key_server, clock):
    await key_server.stop()
    for _ in range(3):
        with pytest.raises(DeliveryDeferred) as caught:
            await accepts(ring, signer)
        assert caught.value.status == 503
    await key_server.start()
    with pytest.raises(DeliveryDeferred):  # not asked again before the interval is over
        await accepts(ring, signer)
    assert key_server.requests == 0
    clock.now += 10
    assert await accepts(ring, signer)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (302, b"{}"),
        (200, b""),
        (200, b"<html>"),
        (200, b"[" * 50_000),
        (200, b"[" * 100_000),
        (200, b'{"data": {}}'),
        (200, b'{"data": {"publicKey": 5}}'),
        (200, document("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")),
        (200, b'{"data": {"publicKey": "' + b"A" * 100_000 + b'"}}'),
    ],
)
async def test_an_answer_without_keys_takes_none_away(ring, signer, key_server, clock, status, body):
    assert await accepts(ring, signer)
    key_server.status, key_server.body = status, body
    clock.now += 4000
    assert await accepts(ring, signer)
    assert key_server.requests == 2


async def test_a_list_of_keys_is_read_wherever_it_stands(ring, signer, successor, key_server):
    key_server.body = json.dumps({"success": True, "data": {"publicKeys": [signer.pem, successor.pem]}}).encode()
    assert await accepts(ring, signer)
    assert await accepts(ring, successor)
    bare = KeyRing(key_server.url)
    key_server.body = json.dumps({"publicKeys": [successor.pem]}).encode()
    assert await accepts(bare, successor)


async def test_a_key_server_that_never_answers_is_given_up(signer):
    async with MuteServer() as server:
        with pytest.raises(DeliveryDeferred):
            await KeyRing(server.url, timeout=0.1).verify(JOINED, signer.sign(JOINED))


async def test_pinned_keys_need_no_network(signer, successor):
    both = KeyRing.pinned(signer.pem, successor.pem.encode())
    assert await accepts(both, signer)
    assert await accepts(both, successor)
    one = KeyRing.pinned(signer.pem)
    assert not await accepts(one, successor)
    assert repr(one) == "KeyRing(1 pinned)"


def test_pinning_nothing_is_a_mistake():
    with pytest.raises(ConfigurationError, match="at least one"):
        KeyRing.pinned()


@pytest.mark.parametrize("pem", ["", "\ud800", b"\xff", 5, None])
def test_what_is_no_key_is_named_so(pem):
    with pytest.raises(ConfigurationError, match="not an RSA public key in PEM"):
        KeyRing.pinned(pem)


@pytest.mark.parametrize("url", ["ftp://x/", "keys.json", 5, "https://"])
def test_a_key_ring_wants_a_url(url):
    with pytest.raises(ConfigurationError, match="url is an http or https URL"):
        KeyRing(url)


@pytest.mark.parametrize("name", ["lifetime", "refetch_interval", "timeout"])
@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), True, "10"])
def test_a_key_ring_wants_seconds(name, value):
    with pytest.raises(ConfigurationError, match=name):
        KeyRing(**{name: value})


def test_by_default_the_documented_url_is_asked(monkeypatch):
    monkeypatch.delenv("REALTIMEKIT_WEBHOOK_KEYS_URL", raising=False)
    assert repr(KeyRing()) == "KeyRing('https://api.realtime.cloudflare.com/.well-known/webhooks.json')"


def test_the_environment_may_name_another_key_server(monkeypatch):
    monkeypatch.setenv("REALTIMEKIT_WEBHOOK_KEYS_URL", "http://127.0.0.1:8787/keys")
    assert repr(KeyRing()) == "KeyRing('http://127.0.0.1:8787/keys')"
    assert repr(KeyRing("https://keys.example/")) == "KeyRing('https://keys.example/')"
