"""Whatever arrives gives a typed result or a RealtimeKitError."""

import msgspec
from hypothesis import given, strategies as st

from realtimekit_async import RealtimeKitError
from realtimekit_async.events import (
    Delivery,
    InvalidDelivery,
    InvalidSignature,
    KeyRing,
    Receiver,
    Unknown,
    parse,
    verify,
)
from realtimekit_async.events.payloads import KINDS

from .bodies import EVENTS, JOINED
from .signing import Signer

SIGNER = Signer()
names = st.sampled_from(["rtk-signature", "RTK-UUID", "dyte-signature", "dyte-webhook-id", "host"]) | st.text()
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def damaged(draw) -> bytes:
    """Return an event one or more of whose fields hold anything at all."""
    name = draw(st.sampled_from(sorted(EVENTS)))
    fields = {**EVENTS[name]}
    for key in draw(st.lists(st.sampled_from(sorted(fields)), max_size=3)):
        inner = fields[key]
        if isinstance(inner, dict) and inner and draw(st.booleans()):
            fields[key] = {**inner, draw(st.sampled_from(sorted(inner))): draw(json)}
        else:
            fields[key] = draw(json)
    return msgspec.json.encode({"event": name, **fields})


def event_types() -> tuple[type, ...]:
    return (*KINDS.values(), Unknown)


@given(st.binary() | damaged() | json.map(msgspec.json.encode))
def test_any_body_is_an_event_or_an_invalid_delivery(body):
    try:
        event = parse(body)
    except InvalidDelivery:
        return
    assert isinstance(event, event_types())
    assert isinstance(event.event, str)
    repr(event)


@given(damaged())
def test_a_damaged_event_keeps_its_type(body):
    event = parse(body)
    assert event.event == msgspec.json.decode(body)["event"]
    assert not isinstance(event, Unknown)


@given(
    st.dictionaries(names, st.text())
    | st.lists(st.tuples(names, st.text()))
    | st.lists(st.tuples(st.binary(), st.binary())),
    st.binary() | st.just(JOINED),
)
async def test_any_headers_and_body_give_a_delivery_or_an_error_of_ours(headers, body):
    receiver = Receiver(KeyRing.pinned(SIGNER.pem))
    try:
        async with receiver.receive(headers, body) as delivery:
            assert isinstance(delivery, Delivery)
    except RealtimeKitError:
        pass


@given(st.binary() | damaged())
async def test_any_signed_body_gives_a_delivery_or_an_invalid_one(body):
    receiver = Receiver(KeyRing.pinned(SIGNER.pem))
    try:
        async with receiver.receive(SIGNER.headers(body), body) as delivery:
            assert isinstance(delivery.event, event_types())
            assert not delivery.duplicate
    except InvalidSignature:
        raise
    except InvalidDelivery:
        pass


@given(st.binary(min_size=1), st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_no_flipped_bit_stays_unseen(body, place, bit):
    tampered = bytearray(body)
    tampered[place % len(body)] ^= 1 << bit
    signature = SIGNER.sign(body)
    verify(body, signature, SIGNER.pem)
    try:
        verify(bytes(tampered), signature, SIGNER.pem)
    except InvalidSignature:
        return
    raise AssertionError(tampered)
