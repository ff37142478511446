"""The errors of this library and the status → class table."""

from collections.abc import Mapping
from typing import Any, Self

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


class ConfigurationError(RealtimeKitError):
    """The client was set up in a way that cannot work; the message names the argument and the remedy."""


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
        self.sent = sent
        self.permanent = permanent
        self.method = method
        self.path = path

    def __str__(self) -> str:
        fate = "the request may have reached the server" if self.sent else "the request was not sent"
        return f"{_where(self.method, self.path)}{self.message} ({fate})"


class RequestTimeout(TransportError, TimeoutError):
    """An attempt ran out of time: `sent=False` while connecting, `sent=True` while waiting for the answer."""


class ErrorDetail(Public, Struct, frozen=True):
    """One entry of an answer's `errors` list."""

    code: int | str | None = None
    message: str = ""
    documentation_url: str = ""
    pointer: str = ""


class ApiError(RealtimeKitError):
    """The server answered, and the answer is a refusal or a failure.

    `code` is the application's or the gateway's own code, `retry_after` the seconds the server asked to wait,
    `ray_id` identifies the request for Cloudflare's support, `path` is the template, not the ids.
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
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.errors = errors
        self.retry_after = retry_after
        self.ray_id = ray_id
        self.method = method
        self.path = path

    def __str__(self) -> str:
        ray = f" (ray {self.ray_id})" if self.ray_id else ""
        return f"{_where(self.method, self.path)}{self.status} {self.message}{ray}"


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
    """An answer that says success cannot be read: the message tells what it broke, and where."""

    def __init__(
        self, message: str, *, status: int, ray_id: str | None = None, method: str = "", path: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.ray_id = ray_id
        self.method = method
        self.path = path

    def __str__(self) -> str:
        ray = f" (ray {self.ray_id})" if self.ray_id else ""
        return f"{_where(self.method, self.path)}{self.status}, but {self.message}{ray}"


class WaitTimeout(RealtimeKitError, TimeoutError):
    """What was waited for did not come in time; `seconds` is how long that was.

    No request timed out, so this is no RequestTimeout; a note holds the last failure, if there was one.
    """

    def __init__(self, message: str, *, seconds: float = 0.0) -> None:
        super().__init__(message)
        self.seconds = seconds


class RecordingFailed(RealtimeKitError):
    """A recording that was waited for is ERRORED: it will never have a file."""

    def __init__(self, message: str, *, recording_id: str = "") -> None:
        super().__init__(message)
        self.recording_id = recording_id


STATUS_ERRORS: Mapping[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Unprocessable,
    429: RateLimited,
}


def error_class(status: int) -> type[ApiError]:
    """Give the class of the error that an answer with this status becomes."""
    if status >= 500:  # noqa: PLR2004 - the HTTP status class
        return ServerError
    return STATUS_ERRORS.get(status, ApiError)


def may_have_acted(error: RealtimeKitError) -> bool:
    """Return whether the failed attempt may have taken effect on the server."""
    if isinstance(error, TransportError):
        return error.sent
    return isinstance(error, ApiError) and error.status >= 500  # noqa: PLR2004 - as above


def _where(method: str, path: str) -> str:
    return f"{method} {path} → " if method else ""
