"""Ids, keys and tokens: random, and the same in every run when seeded."""

import base64
import hmac
import random
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from .answers import encode

TOKEN_LIFETIME = timedelta(days=100)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


class Claims(msgspec.Struct, rename="camel"):
    """What a join token says."""

    org_id: str
    meeting_id: str
    participant_id: str
    exp: float


class Ids:
    """Makes everything that has to be unique, from one source of randomness."""

    def __init__(self, seed: int | None = None) -> None:
        self.random: random.Random = random.Random(seed)  # noqa: S311 - repeatable on purpose; nothing real is protected by it
        self._token_key = random.Random(seed).randbytes(32)  # noqa: S311 - as above

    def uuid(self) -> str:
        """Return an id as most things of the API have it."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def hexadecimal(self, length: int) -> str:
        """Return an id as Cloudflare's accounts and tokens have it."""
        return f"{self.random.getrandbits(length * 4):0{length}x}"

    def text(self, length: int) -> str:
        """Return a secret of URL-safe characters."""
        return "".join(self.random.choices(ALPHABET, k=length))

    def participant_token(self, claims: Mapping[str, str], now: datetime) -> str:
        """Return a join token: a JWT whose middle part is readable and whose last part `claims` checks."""
        lifetime = {"iat": int(now.timestamp()), "exp": int((now + TOKEN_LIFETIME).timestamp())}
        head = _encoded(encode({"alg": "HS512", "typ": "JWT"}))
        middle = _encoded(encode({**claims, **lifetime, "jti": self.hexadecimal(16)}))
        return f"{head}.{middle}.{self._signature(f'{head}.{middle}')}"

    def claims(self, token: str, now: datetime) -> Claims | None:
        """Read a join token that was issued here; None if it was not, or has expired."""
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(errors="replace"), self._signature(signed).encode()):
            return None
        claims = msgspec.json.decode(_decoded(signed.rpartition(".")[2]), type=Claims)
        return claims if now.timestamp() < claims.exp else None

    def _signature(self, signed: str) -> str:
        return _encoded(hmac.digest(self._token_key, signed.encode(errors="replace"), "sha512"))


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
