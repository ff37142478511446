"""RSA signatures of deliveries. Pure."""

import binascii
from base64 import b64decode
from functools import lru_cache
from typing import TypeAlias

from realtimekit_async.errors import ConfigurationError

from .bodies import raw_body
from .errors import InvalidSignature

try:
    from cryptography.exceptions import InvalidSignature as _Mismatch, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
except ModuleNotFoundError as _error:
    if (_error.name or "").partition(".")[0] != "cryptography":
        raise
    from realtimekit_async._version import needing

    raise ModuleNotFoundError(needing("verifying webhooks", "webhooks"), name=_error.name) from None

PublicKey: TypeAlias = RSAPublicKey
"""A key to verify with, as cryptography keeps it."""

REWRITTEN = "a body that was parsed and written again cannot fit: take the bytes as they came"

_PADDING, _HASH = PKCS1v15(), SHA256()


@lru_cache(maxsize=32)
def public_key(pem: str | bytes) -> PublicKey:
    """Load a public key; raises ConfigurationError for what is no RSA public key in PEM."""
    try:
        key = load_pem_public_key(pem.encode() if isinstance(pem, str) else pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # UnicodeEncodeError among them
        key = None
    if not isinstance(key, RSAPublicKey):
        raise ConfigurationError(
            "not an RSA public key in PEM; RealtimeKit's begins with -----BEGIN PUBLIC KEY----- and stands in its "
            "/.well-known/webhooks.json"
        )
    return key


def verify(body: bytes, signature: str, key: PublicKey | str) -> None:
    """Raise InvalidSignature unless the key's owner has signed exactly these bytes.

    `signature` is the header rtk-signature or dyte-signature: base64 of RSA PKCS#1 v1.5 over SHA-256 of the raw
    body ("Verify webhook signatures"). `key` is a PEM, which raises ConfigurationError if it is no RSA public
    key, or what cryptography has loaded from one. Raises TypeError for a body that is not bytes.

    Example:
        >>> body = b'{"event": "meeting.started"}'
        >>> verify(body, emulator.deliveries.sign(body)["rtk-signature"], emulator.webhook_key)
        >>> try:
        ...     verify(body + b" ", emulator.deliveries.sign(body)["rtk-signature"], emulator.webhook_key)
        ... except InvalidSignature:
        ...     print("not these bytes")
        not these bytes
    """
    if isinstance(key, str):
        key = public_key(key)
    if not fits(raw_body(body), decoded(signature), key):
        raise InvalidSignature(f"the signature does not fit the body and the key; {REWRITTEN}")


def decoded(signature: str) -> bytes:
    """Return the bytes of a signature; raises InvalidSignature for what is not base64."""
    try:
        return b64decode(signature.strip(), validate=True)
    except (binascii.Error, ValueError):
        pass
    raise InvalidSignature("the signature is not base64")


def fits(body: bytes, signature: bytes, key: PublicKey) -> bool:
    """Return whether the key's owner has signed exactly these bytes."""
    try:
        key.verify(signature, body, _PADDING, _HASH)
    except _Mismatch:
        return False
    return True
