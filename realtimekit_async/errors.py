"""The errors of this library and the status → class table."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from msgspec import Struct

from ._lazy import Public, public_class, public_name


class RealtimeKitError(Exception):
    """The base of every error this library raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Subclasses take keywords; rebuilding through __new__ and __dict__ keeps attributes and notes.
        return _rebuild, (public_name(type(self)), self.args, self.__dict__)


def _rebuild(name: str | type, args: tuple[Any, ...], state: dict[str, Any]) -> RealtimeKitError:
    error_type: type[RealtimeKitError] = public_class(name)
    error = error_type.__new__(error_type, *args)
    error.args = args  # where OSError is among the bases, its __new__ leaves them to __init__
    error.__dict__.update(state)
    return error


class ConfigurationError(RealtimeKitError, ValueError):
    """An argument or a setting that cannot work: the message names it and the remedy. Nothing was sent."""


class TransportError(RealtimeKitError):
    """No complete answer arrived.

    `sent` is False when the request certainly never reached the server and True when that cannot be excluded.
    `permanent` is True when another try cannot help (a certificate that is not trusted, a proxy that refuses).
    """

    def __init__(
        self, message: str, *, sent: bool, permanent: bool = False, method: str = "", path: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        """What went wrong, without the call."""
        self.sent = sent
        """Whether the request may have reached the server."""
        self.permanent = permanent
        """Whether another try cannot help."""
        self.method = method
        """HTTP method of the call; empty where there is none."""
        self.path = path
        """Path of the call as the API documents it, such as `/meetings/{meeting_id}`."""

    def __str__(self) -> str:
        fate = "the request may have reached the server" if self.sent else "the request was not sent"
        return f"{_where(self.method, self.path)}{self.message} ({fate})"


class RequestTimeout(TransportError, TimeoutError):
    """An attempt ran out of time: `sent=False` while connecting, `sent=True` while waiting for the answer."""


class ErrorDetail(Public, Struct, frozen=True):
    """One entry of an answer's `errors` list.

    Example:
        >>> async with RealtimeKit(**{**emulator.credentials, "api_token": "wrong"}) as stranger:
        ...     try:
        ...         await stranger.apps.list().page()
        ...     except ApiError as error:
        ...         print(error.errors[0].code)
        10000
    """

    code: int | str | None = None
    """Number, or word, that the application or the gateway has for what happened; absent where it gives none."""
    message: str = ""
    """What happened, in the API's words."""
    documentation_url: str = ""
    """Where Cloudflare explains the code; empty where the answer names no page."""
    pointer: str = ""
    """Which member of the body is meant, as a JSON pointer; empty where none is."""


class ApiError(RealtimeKitError):
    """The server answered, and the answer is a refusal or a failure.

    `code` is the application's or the gateway's own code, `retry_after` the seconds the server asked to wait,
    `ray_id` identifies the request for Cloudflare's support, `path` is the template, not the ids. `is_foreign`
    says that the answer is not the API's, such as a web page: a firewall or a proxy on the way gave it. A note
    says what to do, by the code or the call where they tell, and else by the kind of error.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: int | str | None = None,
        errors: tuple[ErrorDetail, ...] = (),
        retry_after: float | None = None,
        ray_id: str | None = None,
        method: str = "",
        path: str = "",
        is_foreign: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        """What the server said, without the call."""
        self.status = status
        """HTTP status of the answer."""
        self.code = code
        """The API's own code of the first error, if it gave one."""
        self.errors = errors
        """All errors that the answer holds."""
        self.is_foreign = is_foreign
        """Whether something else than the API has answered, such as a proxy."""
        self.retry_after = retry_after
        """For how many seconds the server asks to wait, if it does."""
        self.ray_id = ray_id
        """Cloudflare's id of the request, which its support asks for."""
        self.method = method
        """HTTP method of the call; empty where there is none."""
        self.path = path
        """Path of the call as the API documents it, such as `/meetings/{meeting_id}`."""

    def __str__(self) -> str:
        code = self.code if str(self.code) != str(self.status) else None
        marks = _marks(code=code, ray=self.ray_id)
        return f"{_where(self.method, self.path)}{self.status} {self.message}{marks}"


class BadRequest(ApiError):
    """400: the request does not validate."""


class Unauthorized(ApiError):
    """401: the token is missing, malformed or unknown."""


class Forbidden(ApiError):
    """403: the token lacks the permission."""


class NotFound(ApiError):
    """404: no such object, no live session, or an unknown preset name."""


class Conflict(ApiError):
    """409: the object exists already, or its state forbids the request."""


class Unprocessable(ApiError):
    """422: well-formed, but refused (track recording without a live session, for instance)."""


class RateLimited(ApiError):
    """429, or the wait for quota was longer than allowed: then `sent` is False and `ray_id` None."""

    sent = True

    @classmethod
    def here(cls, wait: float, limit: str, *, method: str, path: str) -> Self:
        """Build the error of a wait that was refused on this side."""
        message = f"not sent: the quota asks to wait {wait:.1f} s, longer than {limit} allows"
        error = cls(message, status=429, retry_after=wait, method=method, path=path)
        error.sent = False
        return error


class ServerError(ApiError):
    """5xx: the server or Cloudflare's edge failed."""


class DecodeError(RealtimeKitError):
    """An answer that says success cannot be read: the message tells what it broke, and where.

    `is_foreign` says that it is a web page, and not the API's.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        ray_id: str | None = None,
        method: str = "",
        path: str = "",
        is_foreign: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        """What cannot be read, without the call."""
        self.status = status
        """HTTP status of the answer."""
        self.ray_id = ray_id
        """Cloudflare's id of the request, which its support asks for."""
        self.method = method
        """HTTP method of the call; empty where there is none."""
        self.path = path
        """Path of the call as the API documents it, such as `/meetings/{meeting_id}`."""
        self.is_foreign = is_foreign
        """Whether something else than the API has answered, such as a proxy."""

    def __str__(self) -> str:
        return f"{_where(self.method, self.path)}{self.status}, but {self.message}{_marks(ray=self.ray_id)}"


class WaitTimeout(RealtimeKitError, TimeoutError):
    """What was waited for did not come in time; `seconds` is how long that was.

    No request timed out, so this is no RequestTimeout; a note holds the last failure, if there was one.
    """

    def __init__(self, message: str, *, seconds: float = 0.0) -> None:
        super().__init__(message)
        self.seconds = seconds
        """How long was waited."""


class RecordingFailed(RealtimeKitError):
    """A recording that was waited for is ERRORED: it will never have a file."""

    def __init__(self, message: str, *, recording_id: str = "") -> None:
        super().__init__(message)
        self.recording_id = recording_id
        """Which recording it is."""


STATUS_ERRORS: Mapping[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Unprocessable,
    429: RateLimited,
}


_SERVER_ERRORS = 500
# The server did not act, or says that asking again may help (RFC 9110: 408; RFC 8470: 425; RFC 6585: 429).
_PASSING = frozenset({408, 425, 429})


def error_class(status: int) -> type[ApiError]:
    """Return the class of the error that an answer with this status becomes."""
    if status >= _SERVER_ERRORS:
        return ServerError
    return STATUS_ERRORS.get(status, ApiError)


def is_passing(status: int) -> bool:
    """Return whether the same request may be answered otherwise a little later."""
    return status in _PASSING or status >= _SERVER_ERRORS


def may_pass(error: BaseException) -> bool:
    """Return whether the same may succeed with time: no connection, an odd answer, a busy or broken server."""
    if isinstance(error, TransportError):
        return not error.permanent
    if isinstance(error, ApiError):
        return is_passing(error.status)
    return isinstance(error, DecodeError)


LONGEST_ASKED_PAUSE = 900.0
"""Seconds for which a server's `Retry-After` is obeyed, at most: it may have a wrong date, or ask for a day."""


def asked_pause(error: BaseException | None) -> float:
    """Return the seconds that the server asks to wait after this error: 0 where it asks for none, at most 900."""
    asked = error.retry_after if isinstance(error, ApiError) else None
    return min(asked or 0.0, LONGEST_ASKED_PAUSE)


Diagnosis = Literal[
    "malformed token", "wrong token", "no permission", "wrong account or app", "wrong base URL", "blocked"
]

_OF_CODES: Mapping[int | str | None, Diagnosis] = {
    1000: "wrong token",
    6003: "malformed token",  # with 6103 or 6111 in its chain: the Authorization header has no valid format
    6103: "malformed token",
    6111: "malformed token",
    7000: "wrong base URL",  # nothing of the API is at that path
    7003: "wrong account or app",
    9106: "malformed token",
    9109: "wrong token",
    10001: "no permission",
}
_OF_STATUSES: Mapping[int, Diagnosis] = {401: "wrong token", 403: "no permission"}


def diagnose(error: BaseException) -> Diagnosis | None:
    """Return which setting of the client an error speaks of: token, permission, account or app, base URL, or none.

    The gateway's codes decide whatever status comes with them (it refuses a malformed token with 400, a revoked
    one with 403); 10000, its general "authentication error", says no more than the status does.
    """
    if not isinstance(error, ApiError):
        return None
    if error.is_foreign:
        return "blocked" if error.status == 403 else None  # noqa: PLR2004 - Forbidden
    return _OF_CODES.get(error.code) or _OF_STATUSES.get(error.status)


def may_have_acted(error: BaseException) -> bool:
    """Return whether the failed attempt may have taken effect on the server."""
    if isinstance(error, TransportError):
        return error.sent
    if isinstance(error, ApiError):
        return error.status >= _SERVER_ERRORS
    return isinstance(error, DecodeError)


def _where(method: str, path: str) -> str:
    return f"{method} {path} → " if method else ""


def _marks(**marks: int | str | None) -> str:
    known = ", ".join(f"{name} {value}" for name, value in marks.items() if value)
    return f" ({known})" if known else ""
