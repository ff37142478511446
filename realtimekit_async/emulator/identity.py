"""Ids, keys and tokens: random, and the same in every run when seeded."""

import base64
import random
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

TOKEN_LIFETIME = timedelta(days=100)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


class Ids:
    """Makes everything that has to be unique, from one source of randomness."""

    def __init__(self, seed: int | None = None) -> None:
        self.random: random.Random = random.Random(seed)  # noqa: S311 - repeatable on purpose; nothing real is protected by it

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
        """Return a join token: three parts as of a JWT, the middle one readable, the last one noise."""
        lifetime = {"iat": int(now.timestamp()), "exp": int((now + TOKEN_LIFETIME).timestamp())}
        head = _part({"alg": "RS256", "typ": "JWT"})
        return f"{head}.{_part({**claims, **lifetime, 'jti': self.hexadecimal(16)})}.{self.text(86)}"


def _part(value: Mapping[str, str | int]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()
