"""Which headers make a delivery, whatever a framework keeps headers in. Pure."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

from .errors import InvalidSignature

Text: TypeAlias = str | bytes


@runtime_checkable
class HasItems(Protocol):
    """Headers as most frameworks keep them; not all of them are a Mapping."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Give names and values."""
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


def header(headers: Headers, name: str) -> str | None:
    """Give the first header of a name, which is written in lower case."""
    return _by_name(headers).get(name)


def _by_name(headers: Headers) -> dict[str, str]:
    pairs = headers.items() if isinstance(headers, HasItems) else headers
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(_text(name).lower(), _text(value))
    return found


def _text(value: Text) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
