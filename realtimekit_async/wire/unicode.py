r"""Text that is no Unicode: half an emoji (`"\ud83d"`), or bytes that are no UTF-8. Pure.

Both are read, for a title that was cut in two is no reason to lose the row it stands in, nor the other rows. What
cannot be a character becomes U+FFFD, as browsers show it.
"""

import re
from collections.abc import Mapping

BOM = b"\xef\xbb\xbf"
MENDED = "text that is no Unicode is read as U+FFFD"

# An escape: a pair of surrogates, one alone, or any other (so that `\\ud83d` stays a backslash and five letters).
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_unicode(text: str) -> str:
    """Return a text that can be written in UTF-8: what is no character becomes U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def ray_of(headers: Mapping[str, str]) -> str | None:
    """Return the ray of an answer; bytes of a header that are no UTF-8 come as surrogates."""
    ray = headers.get("cf-ray")
    return ray if ray is None else to_unicode(ray)


def mend_text(document: bytes) -> bytes:
    """Return a JSON document with U+FFFD in place of what is no Unicode; one that has no such place as it is."""
    try:
        document.decode()
    except UnicodeDecodeError:
        document = document.decode(errors="replace").encode()
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], document)
