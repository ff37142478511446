"""Which headers make a delivery, whatever a framework keeps headers in. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeAlias, cast

from msgspec import Struct

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


class Signed(Struct, frozen=True):
    """What the headers of a delivery say."""

    signature: str
    webhook_id: str
    delivery_id: str


def signed(headers: Headers) -> Signed:
    """Read a delivery's headers (`rtk-…` or `dyte-…`, in any case); raises InvalidSignature if none is signed."""
    found = _by_name(headers)
    for prefix in _PREFIXES:
        signature = found.get(f"{prefix}signature")
        if signature:
            return Signed(signature, found.get(f"{prefix}webhook-id", ""), found.get(f"{prefix}uuid", ""))
    raise InvalidSignature("no header rtk-signature or dyte-signature: not from RealtimeKit")


def _by_name(headers: Headers) -> dict[str, str]:
    # Asked for by name: an isinstance of a Protocol costs as much as all the rest.
    items = cast("Callable[[], Iterable[tuple[Text, Text]]] | None", getattr(headers, "items", None))
    pairs = cast("Iterable[tuple[Text, Text]]", headers) if items is None else items()
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(_text(name).lower(), _text(value))
    return found


def _text(value: Text) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
