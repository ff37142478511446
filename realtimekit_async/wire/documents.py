"""JSON of strangers, whatever its text and its numbers: the one door by which it comes in. Pure."""

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from .loose import tightened
from .unicode import BOM, mend_text

T = TypeVar("T")


def decode_json(document: bytes, into: type[T], *, strict: bool = True) -> tuple[T, bool]:
    """Return a JSON document read as this type, and whether text or numbers in it had to be mended.

    What is no Unicode becomes U+FFFD, and a number that is out of range null. Raises msgspec's DecodeError (of
    which ValidationError is one) or RecursionError for what cannot be read.
    """
    decoder = cast("msgspec.json.Decoder[T]", _decoder(cast("Hashable", into), strict))
    document = document.removeprefix(BOM)
    try:
        return decoder.decode(document), False
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    return decoder.decode(mend(document)), True


def mend(document: bytes) -> bytes:
    """Return a JSON document with U+FFFD for what is no Unicode and null for what is out of range."""
    return tightened(mend_text(document.removeprefix(BOM)))


@cache
def _decoder(into: Hashable, strict: bool) -> msgspec.json.Decoder[Any]:  # noqa: FBT001 - a key of the cache
    return msgspec.json.Decoder(cast("type[Any]", into), strict=strict)
