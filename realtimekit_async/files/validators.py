"""What a storage host says of a file: its ETag, its size and its checksum. Pure."""

import hashlib
import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping
from typing import Protocol

from msgspec import Struct

_DIGEST = re.compile(r"([a-z0-9-]+)=:([A-Za-z0-9+/=]*):")
_GOOGLE = re.compile(r"md5=([A-Za-z0-9+/=]+)")
_LENGTHS = {"sha512": 64, "sha256": 32, "sha1": 20, "md5": 16}
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+)")


class Hash(Protocol):
    """A checksum in the making."""

    def update(self, data: bytes, /) -> object:
        """Take some bytes in."""
        ...

    def digest(self) -> bytes:
        """Give the checksum of what has been taken in."""
        ...


class Checksum(Struct, frozen=True):
    """A checksum over a whole file."""

    algorithm: str
    digest: bytes

    def begun(self) -> Hash:
        """Give a hash to be fed with the file."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


class Validators(Struct, frozen=True):
    """What tells one content of a file from another."""

    etag: str | None = None
    size: int | None = None
    checksum: Checksum | None = None


def validators_of(headers: Mapping[str, str]) -> Validators:
    """Read the headers of an answer that holds a whole file; one that was encoded on the way tells nothing."""
    if headers.get("Content-Encoding", "identity") != "identity":
        return Validators()
    length = headers.get("Content-Length", "")
    return Validators(strong(headers.get("ETag")), int(length) if length.isdecimal() else None, _checksum(headers))


def strong(etag: str | None) -> str | None:
    """Give an ETag that promises the same bytes: a weak one does not, and If-Range has no use for it."""
    return etag if etag is not None and etag.startswith('"') else None


def position_in(headers: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Give where a partial answer begins and how long the whole file is."""
    found = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
    if found is None:
        return None, None
    start, size = found.groups()
    return None if start is None else int(start), int(size)


def _checksum(headers: Mapping[str, str]) -> Checksum | None:
    """Choose the strongest that is there; what is not understood is passed over."""
    found = [Checksum(*pair) for pair in _announced(headers) if len(pair[1]) == _LENGTHS.get(pair[0])]
    return max(found, key=lambda each: len(each.digest), default=None)


def _announced(headers: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    # RFC 9530 · Amazon S3 (with a dash: over the parts, not over the file) · Google · RFC 1864, Azure.
    for name, text in _DIGEST.findall(headers.get("Repr-Digest", "")):
        yield name.replace("-", ""), _bytes(text)
    for algorithm in ("sha256", "sha1"):
        yield algorithm, _bytes(headers.get(f"x-amz-checksum-{algorithm}", ""))
    for text in _GOOGLE.findall(headers.get("x-goog-hash", "")):
        yield "md5", _bytes(text)
    for name in ("Content-MD5", "x-ms-blob-content-md5"):
        yield "md5", _bytes(headers.get(name, ""))


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        return b""
