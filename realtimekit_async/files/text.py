"""Text that is no Unicode: bytes that are no UTF-8; half an emoji, which JSON can hold and no file can. Pure."""

import re
from codecs import IncrementalDecoder, getincrementaldecoder
from typing import cast

_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def to_unicode(text: str) -> str:
    """Return a text that can be written in UTF-8: what is no character becomes U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub(REPLACEMENT, text)


def new_decoder() -> IncrementalDecoder:
    """Return what reads a file's bytes as they come, without the mark at its beginning, and whatever they are."""
    return getincrementaldecoder("utf-8-sig")(errors="replace")


def mend(value: object) -> object:
    """Return what JSON holds, with U+FFFD in every text for what is no character."""
    if isinstance(value, str):
        return to_unicode(value)
    if isinstance(value, list):
        return [mend(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {to_unicode(name): mend(member) for name, member in members.items()}
    return value
