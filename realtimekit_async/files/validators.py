"""What a storage host says of a file: its ETag, its size and its checksum, or that it is another thing. Pure."""

import hashlib
import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping
from typing import Protocol

from msgspec import Struct

_DIGEST = re.compile(r"\s*([a-z0-9-]+)=:([A-Za-z0-9+/=]*):\s*")
_GOOGLE = re.compile(r"\s*md5=([A-Za-z0-9+/=]+)\s*")
_LENGTHS = {"sha512": 64, "sha256": 32, "sha1": 20, "md5": 16}
_CONTENT_RANGE = re.compile(r"bytes (?:([0-9]{1,18})-[0-9]{1,18}|\*)/(?:([0-9]{1,18})|\*)")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s|html|head|body|\?xml|error)", re.IGNORECASE)
_PAGES = {"text/html", "application/xhtml+xml"}
_LENGTH = re.compile(r"[0-9]{1,18}")
_CODINGS = frozenset(
    {
        *("gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"),
        *("aes128gcm", "bzip2", "x-bzip2", "dcb", "dcz", "exi", "lz4", "lzma", "pack200-gzip", "snappy", "xz"),
    }
)
"""What changes the bytes of a file; other names that stand there, such as aws-chunked and utf-8, change none."""
_STRONG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')


class Hash(Protocol):
    """A checksum in the making."""

    def update(self, data: bytes, /) -> object:
        """Take some bytes in."""
        ...

    def digest(self) -> bytes:
        """Return the checksum of what has been taken in."""
        ...


class Checksum(Struct, frozen=True):
    """A checksum over a whole file."""

    algorithm: str
    digest: bytes

    def start(self) -> Hash:
        """Return a hash to be fed with the file."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


class Validators(Struct, frozen=True):
    """What tells one content of a file from another."""

    etag: str | None = None
    size: int | None = None
    checksum: Checksum | None = None

    @property
    def can_resume(self) -> bool:
        """Whether a download can go on from the middle: there is an ETag to ask with, and the rest makes sense."""
        checksum = self.checksum
        has_known_checksum = checksum is None or _LENGTHS.get(checksum.algorithm) == len(checksum.digest)
        return strong(self.etag) is not None and (self.size is None or self.size >= 0) and has_known_checksum


def validators_of(headers: Mapping[str, str]) -> Validators:
    """Read the headers of an answer that holds a whole file; one that was encoded on the way tells nothing."""
    if codings_of(headers):
        return Validators()
    length = _LENGTH.fullmatch(headers.get("Content-Length", ""))
    return Validators(strong(headers.get("ETag")), int(length[0]) if length else None, _checksum(headers))


def codings_of(headers: Mapping[str, str]) -> list[str]:
    """Return how an answer was packed on the way, in the order in which that was done."""
    if "Content-Encoding" not in headers:  # as nearly all, and the rest would take its time
        return []
    given = ",".join(value for name, value in headers.items() if name.lower() == "content-encoding")
    names = (name.partition(";")[0].strip().lower() for name in given.split(","))
    return [name for name in names if name in _CODINGS]


def is_web_page(headers: Mapping[str, str]) -> bool:
    """Return whether an answer says of itself that it is a page for people."""
    kind = headers.get("Content-Type", "")
    return "html" in kind.lower() and kind.partition(";")[0].strip().lower() in _PAGES


def begins_as_web_page(head: bytes) -> bool:
    """Return whether a file begins as a page for people, or as an error of a storage host, does."""
    return _PAGE.match(head) is not None


def strong(etag: str | None) -> str | None:
    """Return an ETag that promises the same bytes: a weak one does not, and If-Range has no use for it."""
    return etag if etag is not None and _STRONG.fullmatch(etag) else None


def position_in(headers: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Return where a partial answer begins and how long the whole file is, None for what it does not say."""
    found = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
    if found is None:
        return None, None
    start, size = found.groups()
    return None if start is None else int(start), None if size is None else int(size)


def _checksum(headers: Mapping[str, str]) -> Checksum | None:
    """Choose the strongest that is there; what is not understood is passed over."""
    found = [Checksum(*pair) for pair in _announced(headers) if len(pair[1]) == _LENGTHS.get(pair[0])]
    return max(found, key=lambda each: len(each.digest), default=None)


def _announced(headers: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    # RFC 9530 · Amazon S3 (with a dash: over the parts, not over the file) · Google · RFC 1864, Azure.
    for found in _members(_DIGEST, headers.get("Repr-Digest", "")):
        yield found[1].replace("-", ""), _bytes(found[2])
    for algorithm in ("sha256", "sha1"):
        yield algorithm, _bytes(headers.get(f"x-amz-checksum-{algorithm}", ""))
    for found in _members(_GOOGLE, headers.get("x-goog-hash", "")):
        yield "md5", _bytes(found[1])
    for name in ("Content-MD5", "x-ms-blob-content-md5"):
        yield "md5", _bytes(headers.get(name, ""))


def _members(pattern: "re.Pattern[str]", header: str) -> "Iterator[re.Match[str]]":
    return filter(None, map(pattern.fullmatch, header.split(",")))


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        return b""
