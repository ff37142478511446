"""Webhooks as RealtimeKit sends them: bodies of the documentation's shape and size, each with a real signature."""

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cache

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Signed = tuple[dict[str, str], bytes]


@cache
def key() -> rsa.RSAPrivateKey:
    """Return the key of this run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem() -> str:
    """Return what verifies its signatures."""
    return key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def joined(number: int) -> bytes:
    """Make a body; each number gives another."""
    meeting = {
        "id": "8ab2cc3e-6a23-4a5f-a95f-1e6c5d2b7f10",
        "sessionId": "5f1c6d2e-0b7a-4a5e-b8a4-3d0f6d1c9a77",
        "title": "Tide tables",
        "roomName": "8ab2cc3e-6a23-4a5f-a95f-1e6c5d2b7f10",
        "status": "LIVE",
        "createdAt": "2026-05-04T08:00:00.000Z",
        "startedAt": "2026-05-04T08:00:01.500Z",
        "organizedBy": {"id": "3c0e6a6e-7d0f-4f0e-8a53-6a1f0f8ad2b1", "name": "Lighthouse"},
    }
    participant = {
        "peerId": f"{number:032x}",
        "userDisplayName": "Ada",
        "customParticipantId": f"user-{number}",
        "clientSpecificId": f"user-{number}",
        "joinedAt": "2026-05-04T08:00:05.000Z",
    }
    document = {"event": "meeting.participantJoined", "meeting": meeting, "participant": participant}
    return json.dumps(document).encode()


def signed(numbers: Iterable[int]) -> list[Signed]:
    """Make deliveries, each with a signature of its own."""
    deliveries: list[Signed] = []
    for number in numbers:
        body = joined(number)
        headers = {
            "Content-Type": "application/json",
            "rtk-signature": b64encode(key().sign(body, padding.PKCS1v15(), SHA256())).decode(),
            "rtk-uuid": f"{number:032x}",
            "rtk-webhook-id": "0b9ae2a5-5b7c-4f43-9d30-1c1f6ad54a0b",
        }
        deliveries.append((headers, body))
    return deliveries


def written(delivery: Signed) -> bytes:
    """Write a delivery as its request stands on the wire, with the headers that a sender adds."""
    headers, body = delivery
    sent = {
        "Host": "hooks.example.com",
        "User-Agent": "realtimekit-webhooks/1",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        **headers,
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    return f"POST /webhooks HTTP/1.1\r\n{lines}\r\n".encode() + body
