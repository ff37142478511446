"""Which part of a file a request asks for (RFC 9110, 13.1.2, 13.1.5 and 14)."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .contents import Content

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Part(NamedTuple):
    """A part of a file, and how it is answered."""

    status: int
    start: int
    length: int
    headers: Mapping[str, str] = {}


def asked_for(headers: Mapping[str, str], content: Content) -> Part:
    """Return the range that is asked for, or the whole file where If-Range names another one."""
    if headers.get("If-None-Match") == content.etag:
        return Part(304, 0, 0)
    whole = Part(200, 0, content.size)
    asked = _RANGE.fullmatch(headers.get("Range", ""))
    if asked is None or not any(asked.groups()):
        return whole
    if headers.get("If-Range", content.etag) != content.etag:
        return whole
    first, last = asked.groups()
    start = int(first) if first else max(content.size - int(last), 0)
    end = min(int(last) + 1 if first and last else content.size, content.size)
    if start >= end:
        return Part(416, 0, 0, {"Content-Range": f"bytes */{content.size}"})
    return Part(206, start, end - start, {"Content-Range": f"bytes {start}-{end - 1}/{content.size}"})
