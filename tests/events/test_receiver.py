"""What is not from RealtimeKit is refused before it is looked at; what comes twice is told apart."""

import asyncio

import pytest

from realtimekit_async import ConfigurationError
from realtimekit_async.events import (
    DeliveryDeferred,
    DeliveryTooLarge,
    InvalidDelivery,
    InvalidSignature,
    KeyRing,
    MemoryWindow,
    ParticipantJoined,
    Receiver,
    Unknown,
)

from .bodies import JOINED, RECORDING, STARTED, body
from .signing import WEBHOOK


async def receive(receiver, signer, content=JOINED, **options):
    async with receiver.receive(signer.headers(content, **options), content) as delivery:
        return delivery


@pytest.mark.parametrize("prefix", ["rtk-", "dyte-", "RTK-", "Dyte-"])
async def test_a_delivery_is_an_event_with_its_ids(receiver, signer, prefix):
    headers = signer.headers(JOINED, prefix=prefix)
    async with receiver.receive(headers, JOINED) as delivery:
        assert isinstance(delivery.event, ParticipantJoined)
        assert delivery.webhook_id == WEBHOOK
        assert delivery.delivery_id == headers[f"{prefix}uuid"]
        assert not delivery.duplicate


async def test_a_retry_has_another_id_and_is_a_duplicate(receiver, signer):
    first, second = [await receive(receiver, signer) for _ in range(2)]
    assert first.delivery_id != second.delivery_id
    assert (first.duplicate, second.duplicate, second.in_flight) == (False, True, False)


async def test_another_webhook_or_another_body_is_no_duplicate(receiver, signer):
    await receive(receiver, signer)
    assert not (await receive(receiver, signer, webhook_id="another")).duplicate
    assert not (await receive(receiver, signer, JOINED + b"\n")).duplicate


async def test_a_delivery_without_ids_is_taken(receiver, signer):
    async with receiver.receive({"rtk-signature": signer.sign(JOINED)}, JOINED) as delivery:
        assert (delivery.webhook_id, delivery.delivery_id) == ("", "")


async def test_a_second_arrival_meanwhile_is_in_flight(receiver, signer):
    async with receiver.receive(signer.headers(JOINED), JOINED):
        second = await receive(receiver, signer)
    assert (second.duplicate, second.in_flight) == (True, True)
    third = await receive(receiver, signer)
    assert (third.duplicate, third.in_flight) == (True, False)


async def test_what_was_not_handled_comes_again_as_new(receiver, signer):
    with pytest.raises(ValueError, match="x"):
        async with receiver.receive(signer.headers(JOINED), JOINED):
            raise ValueError("x")
    assert not (await receive(receiver, signer)).duplicate


async def test_what_is_cancelled_comes_again_as_new(receiver, signer):
    entered = asyncio.Event()

    async def forever():
        async with receiver.receive(signer.headers(JOINED), JOINED):
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(forever())
    await entered.wait()
    task.cancel()
    await asyncio.wait([task])
    assert not (await receive(receiver, signer)).duplicate


async def test_a_replay_beyond_the_window_is_not_known_again(signer):
    receiver = Receiver(KeyRing.pinned(signer.pem), seen=MemoryWindow(size=1))
    await receive(receiver, signer)
    await receive(receiver, signer, STARTED)
    assert not (await receive(receiver, signer)).duplicate


# ── refusals ──


async def refused(receiver, headers, content):
    with pytest.raises(InvalidDelivery) as caught:
        async with receiver.receive(headers, content):
            pytest.fail("it was taken")
    return caught.value


async def test_what_is_unsigned_is_refused(receiver):
    assert isinstance(await refused(receiver, {}, JOINED), InvalidSignature)


async def test_what_was_changed_is_refused(receiver, signer):
    error = await refused(receiver, signer.headers(JOINED), JOINED.replace(b"Ada", b"Eve"))
    assert (type(error), error.status) == (InvalidSignature, 401)


async def test_what_another_has_signed_is_refused(receiver, successor):
    assert isinstance(await refused(receiver, successor.headers(JOINED), JOINED), InvalidSignature)


async def test_a_signed_body_that_is_no_event_is_refused_and_not_remembered(receiver, signer):
    for _ in range(2):
        error = await refused(receiver, signer.headers(b"{"), b"{")
        assert (type(error), error.status) == (InvalidDelivery, 400)


async def test_a_body_is_measured_before_its_signature_is_looked_at(signer):
    receiver = Receiver(KeyRing.pinned(signer.pem), max_body_bytes=len(JOINED))
    assert not (await receive(receiver, signer)).duplicate
    error = await refused(receiver, {}, JOINED + b" ")
    assert (type(error), error.status) == (DeliveryTooLarge, 413)


async def test_ten_megabytes_are_too_many_by_default(receiver, signer):
    large = body("meeting.started", padding="x" * 10_000_000)
    assert isinstance(await refused(receiver, signer.headers(large), large), DeliveryTooLarge)


async def test_a_signature_is_looked_at_before_the_body_is_parsed(receiver, successor):
    assert isinstance(await refused(receiver, successor.headers(b"{"), b"{"), InvalidSignature)


async def test_without_keys_nothing_is_remembered(signer, key_server, clock):
    await key_server.stop()
    receiver = Receiver(KeyRing(key_server.url, now=clock))
    with pytest.raises(DeliveryDeferred):
        await receive(receiver, signer)
    await key_server.start()
    clock.now += 60
    assert not (await receive(receiver, signer)).duplicate


async def test_a_mended_event_is_told_once(receiver, signer, caplog):
    for number in range(3):
        await receive(receiver, signer, body("meeting.started", meeting=number))
    assert caplog.text.count("MeetingStarted.meeting could not be read") == 1


async def test_text_that_is_no_unicode_is_told_once(receiver, signer, caplog):
    for number in range(3):
        content = b'{"event":"meeting.started","meeting":{"id":"m%d","title":"Standup \\ud83d"}}' % number
        assert (await receive(receiver, signer, content)).event.meeting.id == f"m{number}"
    assert caplog.text.count("no Unicode") == 1


def test_a_receiver_wants_keys_and_a_limit(signer):
    with pytest.raises(ConfigurationError, match=r"KeyRing.pinned\(pem\)"):
        Receiver(signer.pem)
    with pytest.raises(ConfigurationError, match="max_body_bytes"):
        Receiver(KeyRing.pinned(signer.pem), max_body_bytes=0)


# ── expecting ──


UPLOADED = body("recording.statusUpdate")
EXPECTED = {
    "recording.statusUpdate": ("recording-1", UPLOADED),
    "meeting.transcript": ("session-1", body("meeting.transcript")),
    "meeting.summary": ("session-1", body("meeting.summary")),
    "meeting.chatSynced": ("session-1", body("meeting.chatSynced")),
    "meeting.ended": ("session-1", body("meeting.ended")),
}


@pytest.mark.parametrize("name", EXPECTED)
async def test_who_expects_an_event_is_woken_by_it(receiver, signer, name):
    subject, content = EXPECTED[name]
    with receiver.expect(name, subject) as arrived:
        assert not arrived.is_set()
        await receive(receiver, signer, content)
        assert arrived.is_set()


async def test_nobody_is_woken_by_another_event_or_subject(receiver, signer, successor):
    with (
        receiver.expect("recording.statusUpdate", "recording-2") as another,
        receiver.expect("meeting.summary", "recording-1") as odd,
        receiver.expect("meeting.transcript", "session-1") as changed,
    ):
        await receive(receiver, signer, UPLOADED)
        await receive(receiver, signer, body("livestreaming.statusUpdate", meeting={}))
        await receive(receiver, signer, body("meeting.paused"))
        await refused(
            receiver, successor.headers(EXPECTED["meeting.transcript"][1]), EXPECTED["meeting.transcript"][1]
        )
        assert not another.is_set()
        assert not odd.is_set()
        assert not changed.is_set()


async def test_a_duplicate_wakes_nobody(receiver, signer):
    await receive(receiver, signer, UPLOADED)
    with receiver.expect("recording.statusUpdate", "recording-1") as arrived:
        await receive(receiver, signer, UPLOADED)
        assert not arrived.is_set()
        arrived.clear()
        await receive(
            receiver, signer, body("recording.statusUpdate", recording={**RECORDING, "status": "ERRORED"})
        )
        assert arrived.is_set()


async def test_all_who_expect_the_same_are_woken(receiver, signer):
    with (
        receiver.expect("recording.statusUpdate", "recording-1") as one,
        receiver.expect("recording.statusUpdate", "recording-1") as two,
    ):
        await receive(receiver, signer, UPLOADED)
        assert one.is_set()
        assert two.is_set()


async def test_who_waits_in_another_task_is_woken_before_the_handlers_have_ended(receiver, signer):
    with receiver.expect("recording.statusUpdate", "recording-1") as arrived:
        waiting = asyncio.create_task(arrived.wait())
        async with receiver.receive(signer.headers(UPLOADED), UPLOADED):
            async with asyncio.timeout(30):
                await waiting


def test_an_expectation_leaves_nothing_behind(receiver):
    with receiver.expect("meeting.ended", "s"), receiver.expect("meeting.ended", "s"):
        pass
    assert receiver._expected == {}  # noqa: SLF001 - there is no other way to see a leak


async def test_tomorrow_s_event_is_delivered(receiver, signer):
    assert isinstance((await receive(receiver, signer, body("meeting.paused"))).event, Unknown)
