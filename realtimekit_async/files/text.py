"""Text that is no Unicode: bytes that are no UTF-8; half an emoji, which JSON can hold and no file can. Pure."""

from codecs import IncrementalDecoder, getincrementaldecoder
from typing import Any, cast

import msgspec

from realtimekit_async.wire.unicode import to_unicode

REPLACEMENT = "\ufffd"


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


def as_json(value: object, *, enc_hook: Any = None) -> bytes:
    """Return a value as JSON, whatever its text is."""
    try:
        return msgspec.json.encode(value, enc_hook=enc_hook)
    except UnicodeEncodeError:
        return msgspec.json.encode(mend(msgspec.to_builtins(value, enc_hook=enc_hook)))
