"""What a store says when it does not do what it was asked for. Pure."""

import re
from urllib.parse import urlsplit

from realtimekit_async.errors import RealtimeKitError, TransportError, is_passing
from realtimekit_async.files.errors import DestinationError

from .judging import without_signatures
from .patience import StoreInTrouble

_CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound", "bucket does not exist")
_NO_CREDENTIALS = ("169.254.169.254", "metadata.google")
"""Where the environment holds no credentials, obstore asks for those of a virtual machine."""
_EXPIRED = "the store's credentials have expired: renew them (AWS_SESSION_TOKEN, or a new login) and run it again"
_WRONG = "look at the store's credentials in the environment"
_REMEDIES = {
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "TokenRefreshRequired": _EXPIRED,
    "RequestExpired": _EXPIRED,
    "RequestTimeTooSkewed": "the clock of this machine is minutes off: set it, and run it again",
    "InvalidAccessKeyId": _WRONG,
    "InvalidToken": _WRONG,
    "SignatureDoesNotMatch": _WRONG,
    "AuthenticationFailed": _WRONG,
}
_PERMISSION = "it takes permission to read, write and list objects"
_PASSING_CODES = {"RequestTimeout", "OperationAborted", "SlowDown", "InternalError", "ServerBusy"}
_METHOD = re.compile(r"Error performing ([A-Z]+) ")
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>([^<]{1,100})</Code>")
_TEXT = re.compile(r"<Message>([^<]{1,500})</Message>")


def understand(error: Exception, url: str) -> RealtimeKitError | StoreInTrouble:
    """Return what an error of obstore means: DestinationError, TransportError, or trouble that passes."""
    text, told = str(error), f"{url}: {tell(error)}"
    code, status = _first(_CODE, text), int(_first(_STATUS, text) or 0)
    if any(sign in text for sign in _NO_BUCKET):
        return DestinationError(f"cannot write to {url}: there is no such bucket", path=url)
    if any(sign in text for sign in _NO_CREDENTIALS):
        return DestinationError(f"no credentials for {url}: {remedy(url)}", path=url)
    if code in _REMEDIES:
        return DestinationError(f"cannot use {told}; {_REMEDIES[code]}", path=url)
    if code in _PASSING_CODES or is_passing(status) or (not status and _first(_METHOD, text)):
        return StoreInTrouble(told)
    if code == "NoSuchUpload":  # it was taken back by somebody who tidies up
        return TransportError(told, sent=True, method="PUT", path=url)
    # S3 refuses to say that an object is not there to whom it does not list objects.
    return DestinationError(f"cannot use {told}; {_PERMISSION}", path=url)


def is_without_bucket(error: Exception) -> bool:
    """Return whether an object is not there because there is no bucket: nothing could be written, either."""
    return any(sign in str(error) for sign in _NO_BUCKET)


def has_answered(error: Exception) -> bool:
    """Return whether the store has answered, if only with this error."""
    return _STATUS.search(str(error)) is not None


def tell(error: Exception) -> str:
    """Return what obstore says to people in one line: method, status, code, and nothing that signs a request."""
    text = str(error)
    method, status, code = (_first(pattern, text) for pattern in (_METHOD, _STATUS, _CODE))
    if not method or not status:
        return without_signatures(re.split(r"\n|: <", text, maxsplit=1)[0])
    said = " ".join((_first(_TEXT, text) or "").split())
    return without_signatures(": ".join(filter(None, (f"{method} was answered {status}", code, said))))


def remedy(url: str) -> str:
    """Return which variables hold the credentials for a store."""
    return f"set {_CREDENTIALS[urlsplit(url).scheme.lower()]}"


def _first(pattern: "re.Pattern[str]", text: str) -> str | None:
    found = pattern.search(text)
    return found and found[1]
