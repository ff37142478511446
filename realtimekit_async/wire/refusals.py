"""What a refused call's answer says, in any of the API's error shapes. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

import msgspec

from realtimekit_async.errors import ApiError, ErrorDetail, error_class
from realtimekit_async.log import printable

from .documents import decode_json
from .remedies import with_remedy
from .retry_after import read_retry_after
from .unicode import ray_of

# Neither part runs over the next `<`: a body of a thousand titles is read once, not a thousand times.
_TITLE = re.compile(rb"<title[^<>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_LONGEST_MESSAGE = 500
_DEEPEST_CHAIN = 8
_REDIRECT = 300
_FORBIDDEN = 403
_SHAPES = frozenset({"success", "error", "errors", "message"})
"""Members of which every refusal of the API has at least one."""


def refusal(status: int, headers: Mapping[str, str], body: bytes, *, method: str, path: str) -> ApiError:
    """Build the error of an answer that is a refusal, from any of the API's error shapes, or from none."""
    said = _said(body)
    details = tuple(_details(said.get("errors")))
    code, message = _code_and_message(said, details)
    error = error_class(status)(
        message or _fallback(status, headers, body),
        status=status,
        code=code,
        errors=details,
        retry_after=read_retry_after(headers, said),
        ray_id=ray_of(headers),
        method=method,
        path=path,
        is_foreign=is_foreign(status, body),
    )
    return with_remedy(error)


def is_foreign(status: int, body: bytes) -> bool:
    """Return whether an answer has none of the API's shapes: something on the way gave it.

    An empty one tells that only with 403, where it would be taken for a verdict on the token.
    """
    said = _said(body)
    if "cloudflare_error" in said:  # the edge's own JSON: a rule of a firewall, a limit
        return True
    if not _SHAPES.isdisjoint(said):
        return False
    return status == _FORBIDDEN or bool(body.strip())


def is_a_page(headers: Mapping[str, str], body: bytes) -> bool:
    """Return whether an answer is a web page, which the API never gives."""
    return "html" in headers.get("content-type", "").lower() or b"<html" in body[:_LONGEST_MESSAGE].lower()


def _said(body: bytes) -> dict[str, object]:
    try:
        said, _ = decode_json(body, object)
    except (msgspec.MsgspecError, RecursionError):
        return {}
    return cast("dict[str, object]", said) if isinstance(said, dict) else {}


def _details(errors: object, depth: int = 0) -> Iterator[ErrorDetail]:
    for entry in cast("list[object]", errors) if isinstance(errors, list) else ():
        if isinstance(entry, dict):
            item = cast("dict[str, object]", entry)
            source = item.get("source")
            pointer = cast("dict[str, object]", source).get("pointer") if isinstance(source, dict) else None
            deeper = item.get("error_chain") if depth < _DEEPEST_CHAIN else None
            chain = [detail.message for detail in _details(deeper, depth + 1)]
            message = _line("; ".join(text for text in (_line(item.get("message")), *chain) if text))
            yield ErrorDetail(
                _code(item.get("code")), message, _line(item.get("documentation_url")), _line(pointer)
            )


def _code_and_message(said: dict[str, object], details: tuple[ErrorDetail, ...]) -> tuple[int | str | None, str]:
    """Find code and message; never in `messages`, where codes stand on success as well."""
    error = said.get("error")
    if isinstance(error, dict):
        application = cast("dict[str, object]", error)
        return _code(application.get("code")), _line(application.get("message"))
    if details:
        return details[0].code, _line("; ".join(detail.message for detail in details if detail.message))
    # The last two are what others write (RFC 9457), the edge among them.
    texts = (_line(error), *(_line(said.get(name)) for name in ("message", "detail", "title")))
    return None, next(filter(None, texts), "")


def _code(value: object) -> int | str | None:
    """Return a code: a number also where it came as text, as the tables have it."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) else _line(value) or None


def _line(value: object) -> str:
    """Return a text as one printable line of a bearable length."""
    return printable(" ".join(value.split()))[:_LONGEST_MESSAGE] if isinstance(value, str) else ""


def _fallback(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Say what can be said of an answer without a message: an HTML page's title, the edge's short text."""
    if title := _TITLE.search(body):
        return _line(title[1].decode(errors="replace"))
    if "text/plain" in headers.get("content-type", "") and body.strip():
        return _line(body[:_LONGEST_MESSAGE].decode(errors="replace"))
    return "success is false" if status < _REDIRECT else "without a message"
