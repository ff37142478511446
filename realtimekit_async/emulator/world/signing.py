"""The key that signs webhooks: RSA PKCS#1 v1.5 with SHA-256, as the documentation has it.

`cryptography` is an extra: it is imported when the first webhook is signed or the key is asked for.
"""

import base64
import os
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from realtimekit_async._version import needing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_BITS = 2048


class CannotSign(RuntimeError):  # noqa: N818 - says what is the matter
    """There is no key to sign with, and the message says why."""


class Signer:
    """Signs with one RSA key, which is made when it is first needed.

    Args:
        key_file: Where the private key is kept as PEM, so that it outlives the process; made when it is not there.
    """

    def __init__(self, key_file: Path | None = None) -> None:
        self._key_file = key_file
        self._key: RSAPrivateKey | None = None
        self._lock = RLock()

    @property
    def public_key(self) -> str:
        """The public key as PEM."""
        try:
            from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra
        except ImportError:
            raise CannotSign(needing("signing webhooks", "webhooks")) from None
        kind, layout = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return self._current().public_key().public_bytes(kind, layout).decode()

    def sign(self, body: bytes) -> str:
        """Sign the bytes of a body, in base64."""
        key = self._current()
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - an extra

        return base64.b64encode(key.sign(body, PKCS1v15(), SHA256())).decode()

    def rotate(self) -> None:
        """Sign with a new key from now on; what a key file holds stays as it is."""
        with self._lock:
            self._key = _new_key()

    def _current(self) -> "RSAPrivateKey":
        with self._lock:
            if self._key is None:
                self._key = _new_key() if self._key_file is None else _kept_key(self._key_file)
            return self._key


def _new_key() -> "RSAPrivateKey":
    try:
        from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key  # noqa: PLC0415 - an extra
    except ImportError:
        raise CannotSign(needing("signing webhooks", "webhooks")) from None
    return generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def _kept_key(file: Path) -> "RSAPrivateKey":
    """Read the key in a file, or make one and put it there."""
    try:
        return _read(file.read_bytes(), file)
    except FileNotFoundError:
        key = _new_key()
    except OSError as error:
        raise CannotSign(f"cannot read the key file {file}: {error.strerror}") from None
    try:
        _write(key, file)
    except OSError as error:
        raise CannotSign(f"cannot write the key file {file}: {error.strerror}") from None
    return key


def _read(pem: bytes, file: Path) -> "RSAPrivateKey":
    try:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - an extra
    except ImportError:
        raise CannotSign(needing("signing webhooks", "webhooks")) from None
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise CannotSign(f"the key file {file} holds no private key in PEM without a password") from error
    if not isinstance(key, RSAPrivateKey):
        raise CannotSign(f"the key file {file} holds no RSA key")
    return key


def _write(key: "RSAPrivateKey", file: Path) -> None:
    """Write a key where only its owner can read it."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra

    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(pem)
