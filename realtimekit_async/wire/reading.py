"""What the answer to a call means: its data, or an error. Pure."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from realtimekit_async.errors import DecodeError
from realtimekit_async.log import printable

from .calls import Call, Reply
from .documents import decode_json
from .mending import read_envelope
from .refusals import is_a_page, refusal
from .remedies import with_remedy
from .unicode import ray_of

T = TypeVar("T")


def read(call: Call[T], status: int, headers: Mapping[str, str], body: bytes) -> Reply[T]:
    """Read an answer in one pass, or raise what it means: an ApiError, or a DecodeError.

    `success: false` counts whatever the status says; a 2xx without data is a DecodeError unless the call says
    that it may be empty.
    """
    ray_id = headers.get("cf-ray")
    if ray_id is not None and not ray_id.isascii():  # nearly never: not worth a call
        ray_id = ray_of(headers)
    if not 200 <= status < 300:  # noqa: PLR2004 - the HTTP status class
        raise refusal(status, headers, body, method=call.method, path=call.route)
    try:
        data, paging, success, mended = read_envelope(call.into, body, call.inside, may_be_empty=call.may_be_empty)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        trouble = _trouble(error, headers, body)
        success = None
    else:
        if success is not False:
            return Reply(data, paging, status, headers, ray_id, mended)
        trouble = ""
    # Raised outside of `except`, so that no answer's content hangs on the error's context.
    if success is False or _says_failure(body):
        raise refusal(status, headers, body, method=call.method, path=call.route)
    foreign = is_a_page(headers, body)
    raise with_remedy(
        DecodeError(trouble, status=status, ray_id=ray_id, method=call.method, path=call.route, is_foreign=foreign)
    )


def _trouble(error: Exception, headers: Mapping[str, str], body: bytes) -> str:
    if not body.strip():
        return "the answer is empty"
    if isinstance(error, RecursionError):
        return "the answer is nested too deeply"
    if body.lstrip()[:1] not in b"{[" or b"html" in body[:200].lower():
        return f"the answer is {printable(headers.get('content-type', 'something'))} and no JSON"
    return f"the answer breaks what was expected: {error}"


def _says_failure(body: bytes) -> bool:
    try:
        return decode_json(body, _Outcome)[0].success is False
    except (msgspec.MsgspecError, RecursionError):
        return False


class _Outcome(Struct):
    success: bool | None = None
