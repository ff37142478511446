"""A signature is verified over the raw bytes, under whichever name and in whichever container its header comes."""

import subprocess
import sys
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from multidict import CIMultiDict, CIMultiDictProxy
from starlette.datastructures import Headers

from realtimekit_async import ConfigurationError, RealtimeKitError
from realtimekit_async._version import needing
from realtimekit_async.events import InvalidSignature, KeyRing, public_key, verify
from realtimekit_async.events.headers import signed

from .bodies import JOINED


def test_what_the_owner_of_the_key_has_signed_is_genuine(signer):
    verify(JOINED, signer.sign(JOINED), signer.pem)
    verify(JOINED, signer.sign(JOINED), public_key(signer.pem))
    verify(JOINED, f" {signer.sign(JOINED)}\n", signer.pem)


def test_ids_of_any_bytes_are_text_that_can_be_written():
    odd = {"rtk-signature": "x", "rtk-webhook-id": "caf\udce9", "rtk-uuid": "\udcff"}  # as aiohttp gives bytes
    assert (signed(odd).webhook_id, signed(odd).delivery_id) == ("caf\ufffd", "\ufffd")


def test_white_space_counts(signer):
    with pytest.raises(InvalidSignature):
        verify(JOINED + b" ", signer.sign(JOINED), signer.pem)


@pytest.mark.parametrize("place", [0, 20, -1])
def test_one_changed_byte_is_found(signer, place):
    tampered = bytearray(JOINED)
    tampered[place] ^= 1
    with pytest.raises(InvalidSignature):
        verify(bytes(tampered), signer.sign(JOINED), signer.pem)


def test_another_s_key_does_not_fit(signer, successor):
    with pytest.raises(InvalidSignature):
        verify(JOINED, successor.sign(JOINED), signer.pem)


@pytest.mark.parametrize("signature", ["", "no base64!", "ÄÖÜ", "AAAA", b64encode(b"\0" * 256).decode()])
def test_what_is_no_signature_is_refused(signer, signature):
    with pytest.raises(InvalidSignature):
        verify(JOINED, signature, signer.pem)


def test_a_signature_that_is_cut_or_lengthened_is_refused(signer):
    raw = b64decode(signer.sign(JOINED))
    for other in (raw[:-1], raw + b"\0", b"\0" + raw):
        with pytest.raises(InvalidSignature):
            verify(JOINED, b64encode(other).decode(), signer.pem)


def odd_keys(signer):
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    return {
        "nothing": "",
        "no PEM": "ssh-rsa AAAA",
        "broken": signer.pem[:100] + signer.pem[120:],
        "another kind": curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        "private": signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    }


@pytest.mark.parametrize("kind", ["nothing", "no PEM", "broken", "another kind", "private"])
def test_what_is_no_rsa_public_key_is_refused_at_construction(signer, kind):
    pem = odd_keys(signer)[kind]
    with pytest.raises(ConfigurationError, match="RSA public key in PEM") as caught:
        KeyRing.pinned(signer.pem, pem)
    assert not pem or pem not in str(caught.value)
    with pytest.raises(ConfigurationError):
        verify(JOINED, signer.sign(JOINED), pem)


def test_a_loaded_key_is_taken_as_it_is(signer):
    verify(JOINED, signer.sign(JOINED), load_pem_public_key(signer.pem.encode()))


# ── headers ──


NAMES = ("rtk-signature", "dyte-signature", "RTK-Signature", "Dyte-Signature", "DYTE-SIGNATURE")
CONTAINERS = {
    "dict": dict,
    "aiohttp": CIMultiDict,
    "aiohttp's request": lambda pairs: CIMultiDictProxy(CIMultiDict(pairs)),
    "Starlette": lambda pairs: Headers(dict(pairs)),
    "pairs": list,
    "ASGI": lambda pairs: [(name.lower().encode(), value.encode()) for name, value in pairs],
    "iterator": iter,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_header_name_is_found_in_every_container(name, container):
    prefix = name[:-9]
    pairs = [("Host", "x"), (name, "AAAA"), (f"{prefix}webhook-id", "hook"), (f"{prefix}UUID", "id")]
    found = signed(CONTAINERS[container](pairs))
    assert (found.signature, found.webhook_id, found.delivery_id) == ("AAAA", "hook", "id")


def test_the_documented_prefix_goes_first():
    found = signed({"dyte-signature": "old", "dyte-uuid": "1", "rtk-signature": "new", "rtk-uuid": "2"})
    assert (found.signature, found.delivery_id) == ("new", "2")


def test_the_first_of_two_headers_counts():
    assert signed([("rtk-signature", "one"), ("rtk-signature", "two")]).signature == "one"


@pytest.mark.parametrize(
    "headers", [{}, [], {"rtk-signature": ""}, {"signature": "AAAA"}, {"x-rtk-signature": "AA"}]
)
def test_what_is_not_signed_is_refused(headers):
    with pytest.raises(InvalidSignature, match="rtk-signature") as caught:
        signed(headers)
    assert caught.value.status == 401
    assert isinstance(caught.value, RealtimeKitError)


def test_without_the_extra_the_error_names_it():
    code = """
import sys
sys.modules["cryptography"] = None
from realtimekit_async.events import KeyRing
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert needing("verifying webhooks", "webhooks") in done.stderr.splitlines()[-1]
