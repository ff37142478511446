"""Deliveries as RealtimeKit signs them, with a key of our own."""

from base64 import b64encode
from itertools import count

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

WEBHOOK = "0b9ae2a5-5b7c-4f43-9d30-1c1f6ad54a0b"


class Signer:
    """Somebody with an RSA key, who numbers deliveries."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.pem = public.decode()
        self._numbers = count(1)

    def sign(self, body: bytes) -> str:
        return b64encode(self.key.sign(body, padding.PKCS1v15(), SHA256())).decode()

    def headers(self, body: bytes, *, prefix: str = "rtk-", webhook_id: str = WEBHOOK) -> dict[str, str]:
        return {
            f"{prefix}signature": self.sign(body),
            f"{prefix}uuid": f"delivery-{next(self._numbers)}",
            f"{prefix}webhook-id": webhook_id,
        }
