"""What a refused call's answer says, in any of the API's error shapes. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import cast

import msgspec

from realtimekit_async.errors import ApiError, ErrorDetail, error_class

BOM = b"\xef\xbb\xbf"
# Neither part runs over the next `<`: a body of a thousand titles is read once, not a thousand times.
_TITLE = re.compile(rb"<title[^<>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_LONGEST_MESSAGE = 500
_DEEPEST_CHAIN = 8
_REDIRECT = 300


def refusal(status: int, headers: Mapping[str, str], body: bytes, *, method: str, path: str) -> ApiError:
    """Build the error of an answer that is a refusal, from any of the API's error shapes, or from none."""
    said = _said(body)
    details = tuple(_details(said.get("errors")))
    code, message = _code_and_message(said, details)
    return error_class(status)(
        message or _fallback(status, headers, body, code),
        status=status,
        code=code,
        errors=details,
        retry_after=retry_after(headers, said),
        ray_id=headers.get("cf-ray"),
        method=method,
        path=path,
    )


def _said(body: bytes) -> dict[str, object]:
    try:
        said: object = msgspec.json.decode(body.removeprefix(BOM))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
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
    return None, _line(error) or _line(said.get("message"))


def _code(value: object) -> int | str | None:
    return value if isinstance(value, int | str) else None


def _line(value: object) -> str:
    """Give a text as one line of a bearable length."""
    return " ".join(value.split())[:_LONGEST_MESSAGE] if isinstance(value, str) else ""


def _fallback(status: int, headers: Mapping[str, str], body: bytes, code: int | str | None) -> str:
    """Say what can be said of an answer without a message: an HTML page's title, the edge's short text."""
    if title := _TITLE.search(body):
        return _line(title[1].decode(errors="replace"))
    if "text/plain" in headers.get("content-type", ""):
        return _line(body[:_LONGEST_MESSAGE].decode(errors="replace"))
    number = "" if code is None else f" (code {code})"
    return ("success is false" if status < _REDIRECT else "without a message") + number


def retry_after(headers: Mapping[str, str], said: Mapping[str, object] | None = None) -> float | None:
    """Read Retry-After in seconds, from the header (seconds or a date) or the edge's JSON; None if unreadable."""
    text = headers.get("retry-after")
    value: object = (said or {}).get("retry_after") if text is None else text
    if isinstance(value, str):
        return _seconds(value) if _is_number(value) else _seconds_until(value, headers.get("date"))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _seconds(value)
    return None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*\d{1,9}(\.\d{1,9})?\s*", text, re.ASCII) is not None


def _seconds(value: str | float) -> float | None:
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None


def _seconds_until(text: str, today: str | None) -> float | None:
    moment = _moment(text)
    if moment is None:
        return None
    now = _moment(today or "") or datetime.now(UTC)
    return max((moment - now).total_seconds(), 0.0)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
