"""What may go wrong with one request, and what is answered then."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias, TypedDict

from realtimekit_async.emulator.world.answers import Answer, Json, encode, gateway_error

Drop: TypeAlias = Literal["before", "after"]

JSON = "application/json"
HTML = "text/html; charset=utf-8"
PAGE = b"<!DOCTYPE html><html><head><title>Oops</title></head><body><h1>Web server is down</h1></body></html>"
WITHOUT_BODY = (204, 304)
REASONS = {408: "Request timeout", 425: "Too early", 429: "Rate limited. Please wait", 503: "Unavailable"}


class Trouble(TypedDict, total=False):
    """What goes wrong, how often, and with which requests."""

    status: int | None
    """Answer this status, without acting; a 2xx says `success: false`."""
    headers: Mapping[str, str]
    """Further headers of that answer."""
    retry_after: float | str
    """Its Retry-After: seconds, or any text."""
    body: "Json | bytes"
    """Its body: text and bytes as they are (as HTML, unless `headers` say otherwise), anything else as JSON."""
    act: bool
    """Carry the request out before answering `status`."""
    drop: Drop
    """Close the connection without an answer, before or after acting."""
    reset: bool
    """Drop with a TCP reset instead of an orderly end."""
    delay: float
    """Wait so many seconds before anything else; alone, the request is carried out and answered after that."""
    truncate: bool
    """Announce the whole answer and cut it in the middle of its body."""
    garbage: bool
    """Carry the request out and answer HTML, with 200 unless `status` says otherwise."""
    times: int | None
    """How many requests are hit: 1 unless given, None for all."""
    method: str
    """Only requests with this HTTP method."""
    path: str
    """Only this path, as documented (`/meetings/{meeting_id}`) or a concrete one; `*` stands for anything."""


class Scripted(NamedTuple):
    """An answer, the bytes of its body, and their content type."""

    answer: Answer
    body: bytes
    kind: str


class Fault:
    """Trouble that waits for its requests."""

    def __init__(self, trouble: Trouble) -> None:
        check(trouble)
        status = trouble.get("status")
        self.shown: dict[str, Json] = {
            key: value if isinstance(value, bool | int | float | str) else "…"
            for key, value in trouble.items()
            if key not in ("times", "method", "path")
        }
        self.drop = trouble.get("drop")
        self.reset: bool = trouble.get("reset", False)
        self.delay: float = trouble.get("delay", 0)
        self.truncate: bool = trouble.get("truncate", False)
        self.garbage: bool = trouble.get("garbage", False)
        self.left: int | None = trouble.get("times", 1)
        self.scripted: Scripted | None = None if status is None else scripted(status, trouble)
        acts = status is None or trouble.get("act", False) or self.garbage
        self.acts: bool = acts and self.drop != "before"

    def answer(self, acted: Answer) -> Scripted:
        """Choose between what the request brought about and what the script says."""
        answer, body, kind = self.scripted or Scripted(acted, encode(acted.payload), JSON)
        if not self.garbage:
            return Scripted(answer, body, kind)
        return Scripted(answer if self.scripted else answer._replace(status=200), PAGE, HTML)


def scripted(status: int, trouble: Trouble) -> Scripted:
    """Build the answer of a fault."""
    headers = dict(trouble.get("headers", {}))
    if "retry_after" in trouble:
        wanted = trouble["retry_after"]
        headers["Retry-After"] = wanted if isinstance(wanted, str) else f"{wanted:g}"
    answer = gateway_error(status, status, REASONS.get(status, f"Scripted {status}"))._replace(headers=headers)
    if "body" not in trouble:
        return Scripted(answer, b"" if status in WITHOUT_BODY else encode(answer.payload), JSON)
    body = trouble["body"]
    if isinstance(body, str | bytes):
        return Scripted(answer, body.encode() if isinstance(body, str) else body, HTML)
    return Scripted(answer, encode(body), JSON)


def check(trouble: Trouble) -> None:
    """Refuse at once what makes no sense, naming the option."""
    if unknown := trouble.keys() - Trouble.__annotations__.keys():
        raise TypeError(f"{min(unknown)}: no such trouble; there is {', '.join(Trouble.__annotations__)}")
    _check_values(trouble)
    status, drop = trouble.get("status"), trouble.get("drop")
    if status is None and trouble.keys() & {"headers", "retry_after", "body", "act"}:
        raise ValueError("status: needed with headers, retry_after, body or act")
    if drop is not None and trouble.keys() & {"status", "truncate", "garbage"}:
        raise ValueError("drop: there is no answer to script")
    if drop is None and "reset" in trouble:
        raise ValueError("reset: says how to drop; give drop too")
    if status is None and not any(trouble.get(kind) for kind in ("drop", "delay", "truncate", "garbage")):
        raise ValueError("nothing would go wrong: give status, drop, delay, truncate or garbage")


def _check_values(trouble: Trouble) -> None:
    status, times = trouble.get("status"), trouble.get("times", 1)
    if status is not None and not 200 <= status <= 599:  # noqa: PLR2004 - the range of final statuses
        raise ValueError(f"status: {status} is no final status of HTTP")
    if trouble.get("drop", "after") not in ("before", "after"):
        raise ValueError(f'drop: "before" or "after" acting, not {trouble.get("drop")!r}')
    if trouble.get("delay", 0) < 0:
        raise ValueError("delay: cannot be negative")
    if times is not None and times < 1:
        raise ValueError("times: at least once, or None for always")
