"""Which headers make a delivery, whatever a framework keeps headers in. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeAlias, cast

from msgspec import Struct

from realtimekit_async.wire.unicode import to_unicode

from .errors import InvalidSignature

Text: TypeAlias = str | bytes


class HasItems(Protocol):
    """Headers as most frameworks keep them; not all of them are a Mapping."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return names and values."""
        ...


Headers: TypeAlias = Mapping[str, str] | HasItems | Iterable[tuple[Text, Text]]
"""Headers of any framework, or the pairs of bytes of an ASGI scope."""

_PREFIXES = ("rtk-", "dyte-")  # documented, and seen arriving
_WANTED = "headers are names and their values"
_NAMES = tuple((f"{prefix}signature", f"{prefix}webhook-id", f"{prefix}uuid") for prefix in _PREFIXES)
_OF_WSGI = ("wsgi.", "http_rtk_", "http_dyte_")


class Signed(Struct, frozen=True):
    """What the headers of a delivery say."""

    signature: str
    webhook_id: str
    delivery_id: str


def signed(headers: Headers) -> Signed:
    """Read a delivery's headers (`rtk-…` or `dyte-…`, in any case).

    Raises InvalidSignature if there is no signature, and TypeError for what holds no headers.
    """
    found = _by_name(headers)
    for signature, webhook_id, delivery_id in _NAMES:
        if found.get(signature):
            return Signed(found[signature], found.get(webhook_id, ""), found.get(delivery_id, ""))
    if any(_text(name).lower().startswith(_OF_WSGI) for name, _ in _pairs(headers)):
        raise TypeError(
            "headers is a WSGI environ: give the request's headers (`request.headers` in Flask and Django), "
            "and as body the raw bytes (`request.get_data()`, `request.body`)"
        )
    raise InvalidSignature("no header rtk-signature or dyte-signature: not from RealtimeKit")


def _by_name(headers: Headers) -> dict[str, str]:
    """Return those of RealtimeKit's headers that are there."""
    found: dict[str, str] = {}
    for pair in _pairs(headers):
        try:
            name, value = pair
        except (TypeError, ValueError):
            raise TypeError(f"{_WANTED}, got {type(headers).__name__} of {type(pair).__name__}") from None
        lower = (name if isinstance(name, str) else _text(name)).lower()
        if lower.startswith(_PREFIXES):
            found.setdefault(lower, _text(value))
    return found


def _pairs(headers: Headers) -> Iterable[tuple[Text, Text]]:
    # Asked for by name: an isinstance of a Protocol costs as much as all the rest.
    items = cast("Callable[[], Iterable[tuple[Text, Text]]] | None", getattr(headers, "items", None))
    if items is not None:
        return items()
    if not isinstance(headers, Iterable):
        raise TypeError(f"{_WANTED}, got {type(headers).__name__}")
    return cast("Iterable[tuple[Text, Text]]", headers)


def _text(value: object) -> str:
    if isinstance(value, str):  # aiohttp gives bytes that are no UTF-8 as surrogates
        return value if value.isascii() else to_unicode(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    raise TypeError(
        f"names and values of headers are text, got {type(value).__name__}: of an event of AWS, "
        "give `headers` and not `multiValueHeaders`"
    )
