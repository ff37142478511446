"""Text that is no Unicode: half an emoji, which JSON can hold and no file can. Pure."""

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def to_unicode(text: str) -> str:
    """Return a text that can be written in UTF-8: what is no character becomes U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub(REPLACEMENT, text)
