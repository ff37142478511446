"""Reading an answer's envelope: strictly and in one pass first, mending what is odd only where that fails. Pure.

The order is strict, then `strict=False` (numbers and dates written as text), then a repair directed by the
expected types: what cannot be read becomes absent and is named, so that one odd field never loses a page.
"""

import re
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime
from functools import cache
from math import isfinite
from typing import Any, Generic, NamedTuple, TypeAlias, TypeGuard, TypeVar, cast

import msgspec
from msgspec import Raw, Struct, ValidationError, inspect

from realtimekit_async.models.common import LINKS, OpenAnswer, Paging
from realtimekit_async.models.portable import keep_other_members

from .loose import LOOSE, read_loosely, spells_out_numbers, within_range
from .unicode import BOM, MENDED, mend_text

K = TypeVar("K")
T = TypeVar("T")

_ROW = re.compile(r"\[\d+\]")
_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138
_UNFIT = object()
_NO_LINK = "unreadable:"
"""What stands for a link in a form that cannot be read: absent would say that there is none."""

Trouble: TypeAlias = msgspec.DecodeError | UnicodeDecodeError


class _Place(NamedTuple):
    """Where a value stands: in which field of a row, or in none, where it is one of the rows.

    What may be sent back is kept whole: nothing of it is given up but the field itself, which stays as it came.
    """

    field: str = ""
    is_kept_whole: bool = False


class Envelope(Struct, Generic[T], gc=False):
    """A successful answer as the API wraps it."""

    success: bool | None = None
    data: T | None = None
    paging: Paging | None = None


class _RawEnvelope(Struct, gc=False):
    success: bool | None = None
    data: Raw = Raw(b"null")
    paging: Paging | None = None


# Kept per type: building a decoder costs more than most answers do. The types are the library's own, so few.
_envelope_decoders: dict[object, msgspec.json.Decoder[Any]] = {}


@cache
def _decoder(expected: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", expected))


@cache
def _lenient_decoder(expected: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", expected), strict=False)


def _envelope_of(into: object) -> Any:
    return cast("Any", Envelope)[into]


def read_envelope(
    into: type[T], body: bytes, inside: str | None, *, may_be_empty: bool
) -> tuple[T, Paging | None, bool | None, tuple[str, ...]]:
    """Return data, paging, success and what had to be mended; the data is worthless if success is False.

    Raises ValidationError, DecodeError (both msgspec's) or RecursionError for what cannot be read.
    """
    if may_be_empty and not body.strip():
        return msgspec.convert({}, into), None, None, ()
    if inside is not None:
        return _read_wrapped(into, body, inside, may_be_empty=may_be_empty)
    decoder = _envelope_decoders.get(into)
    if decoder is None:
        decoder = _envelope_decoders[into] = msgspec.json.Decoder(_envelope_of(into))
    mended: tuple[str, ...] = ()
    try:
        envelope: Any = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        envelope, mended = _mend(_envelope_of(into), body, error)
    data: T = envelope.data
    if data is None and envelope.success is not False:
        data = _without_data(into, may_be_empty=may_be_empty)
    return data, envelope.paging, envelope.success, mended


def _read_wrapped(
    into: type[T], body: bytes, inside: str, *, may_be_empty: bool
) -> tuple[T, Paging | None, bool | None, tuple[str, ...]]:
    envelope, odd = read(_RawEnvelope, body)
    data = bytes(envelope.data)
    if envelope.success is False:
        return cast("T", None), None, False, ()
    if data == b"null":
        return _without_data(into, may_be_empty=may_be_empty), envelope.paging, envelope.success, odd
    if data[:1] == b"{":
        members, odd_names = read(dict[str, Raw], data)
        data, odd = bytes(members.get(inside, envelope.data)), odd + odd_names
    found, mended = read(into, data)
    if isinstance(found, OpenAnswer):
        keep_other_members(found, read(dict[str, object], data)[0])
    return found, envelope.paging, envelope.success, tuple(dict.fromkeys(odd + mended))


def _without_data(into: type[T], *, may_be_empty: bool) -> T:
    if not may_be_empty:
        raise ValidationError("`data` is missing")
    return msgspec.convert({}, into)


def read(expected: type[T], body: bytes) -> tuple[T, tuple[str, ...]]:
    """Return a document without an envelope, and what had to be mended in it; raises as `read_envelope` does."""
    try:
        return _decoder(cast("Hashable", expected)).decode(body), ()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _mend(expected, body, error)


def _mend(expected: type[T], body: bytes, trouble: Trouble) -> tuple[T, tuple[str, ...]]:
    without_bom = body.removeprefix(BOM)
    text = mend_text(without_bom)
    if text == body:
        return _mend_values(expected, text, trouble)
    odd = ("it begins with a byte order mark" if text == without_bom else MENDED,)
    try:
        return _decoder(cast("Hashable", expected)).decode(text), odd
    except msgspec.DecodeError as error:
        value, more = _mend_values(expected, text, error)
        return value, tuple(dict.fromkeys(odd + more))


def _mend_values(expected: type[T], body: bytes, trouble: Trouble) -> tuple[T, tuple[str, ...]]:
    if not spells_out_numbers(body):
        try:
            return _lenient_decoder(cast("Hashable", expected)).decode(body), (_named(trouble),)
        except msgspec.DecodeError:
            pass
    odd: dict[str, None] = {}
    repaired = _repaired(_read_loosely(body, trouble), _shape(cast("Hashable", expected)), _Place(), odd)
    if repaired is _UNFIT:
        raise trouble from None
    return msgspec.convert(repaired, expected, strict=False), tuple(odd) or (_named(trouble),)


def _read_loosely(body: bytes, trouble: Trouble) -> object:
    try:
        return read_loosely(body)
    except msgspec.DecodeError:
        raise trouble from None


def _named(trouble: Trouble) -> str:
    """Return what was odd without the number of its row or byte, so that a long list says it once."""
    return _ROW.sub("[…]", str(trouble)) if isinstance(trouble, ValidationError) else LOOSE


@cache
def _shape(expected: Hashable) -> inspect.Type:
    return inspect.type_info(expected)


def _repaired(value: object, shape: inspect.Type, where: _Place, odd: dict[str, None]) -> object:
    """Return the value as the shape wants it, or `_UNFIT`; `odd` collects what was given up."""
    alternatives = shape.types if isinstance(shape, inspect.UnionType) else (shape,)
    if _first(alternatives, inspect.RawType):
        return Raw(msgspec.json.encode(value))
    if _first(alternatives, inspect.CustomType):  # what is declared as `object`
        return within_range(value)
    if isinstance(value, dict):
        return _repaired_object(cast("dict[str, object]", value), alternatives, where, odd)
    if isinstance(value, list):
        item_shape = _first(alternatives, inspect.ListType)
        if item_shape is None:
            return _UNFIT
        items = _entries(enumerate(cast("list[object]", value)), item_shape.item_type, where, odd)
        return _UNFIT if items is None else [item for _, item in items]
    return _repaired_leaf(value, alternatives)


def _repaired_object(
    value: dict[str, object], alternatives: Iterable[inspect.Type], where: _Place, odd: dict[str, None]
) -> object:
    struct = _first(alternatives, inspect.StructType)
    if struct is None:
        mapping = _first(alternatives, inspect.DictType)
        members = None if mapping is None else _entries(value.items(), mapping.value_type, where, odd)
        return _UNFIT if members is None else dict(members)
    repaired, holds_rows = dict(value), _holds_rows(struct.cls)
    for field in struct.fields:
        name = field.encode_name
        if name in value:
            place = _Place(f"{struct.cls.__name__}.{field.name}", _may_be_sent_back(struct.cls))
            item = _repaired(value[name], field.type, _Place() if holds_rows else place, odd)
            if item is not _UNFIT:
                repaired[name] = item
            elif holds_rows and field.name == "data":
                return _UNFIT  # without its data an answer is none
            elif not field.required:
                _give_up(repaired, field)
                odd[f"{place.field} could not be read and is left out"] = None
    return repaired


def _give_up(members: dict[str, object], field: inspect.Field) -> None:
    if field.encode_name in LINKS and field.default is None:
        members[field.encode_name] = _NO_LINK
    else:
        del members[field.encode_name]


def _entries(
    entries: Iterable[tuple[K, object]], shape: inspect.Type, where: _Place, odd: dict[str, None]
) -> list[tuple[K, object]] | None:
    """Return the entries as the shape wants them, or None where they are kept whole and one cannot be read.

    One that cannot be read is empty where it may be, so that nobody takes the others for all that there are.
    """
    found: list[tuple[K, object]] = []
    for key, entry in entries:
        repaired = _repaired(entry, shape, where, odd)
        if repaired is _UNFIT and not where.field:
            repaired = entry  # A row is never dropped: if it cannot be read at all, reading the answer says so.
        elif repaired is _UNFIT:
            if where.is_kept_whole:
                return None
            odd[f"{where.field}: an entry could not be read and is left out"] = None
            repaired = _empty(shape)
        if repaired is not _UNFIT:
            found.append((key, repaired))
    return found


def _empty(shape: inspect.Type) -> object:
    """Return the entry that says nothing, or `_UNFIT` if the shape has none."""
    alternatives = shape.types if isinstance(shape, inspect.UnionType) else (shape,)
    if _first(alternatives, inspect.NoneType):
        return None
    struct = _first(alternatives, inspect.StructType)
    return _UNFIT if struct is None or any(field.required for field in struct.fields) else {}


def _may_be_sent_back(kind: type[object]) -> bool:
    return issubclass(getattr(kind, "__origin__", kind), OpenAnswer)


def _holds_rows(kind: type[object]) -> bool:
    return hasattr(kind, "rows") or getattr(kind, "__origin__", kind) is Envelope


def _repaired_leaf(value: object, alternatives: tuple[inspect.Type, ...]) -> object:
    if isinstance(value, float) and not isfinite(value):
        return _UNFIT
    for kind in alternatives:
        if _fits(value, kind):
            return value
    if isinstance(value, str) and value.strip("\"' ") in {"", "null"}:
        return None if _first(alternatives, inspect.NoneType) else _UNFIT
    if _first(alternatives, inspect.DateTimeType):
        return _moment(value)
    if _first(alternatives, inspect.StrType) and isinstance(value, int | float):
        return str(value)
    return _converted(value, alternatives)


def _fits(value: object, kind: inspect.Type) -> bool:
    match kind:
        case inspect.NoneType():
            return value is None
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return _is_number(value)
        case _:
            return False


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _converted(value: object, alternatives: Iterable[inspect.Type]) -> object:
    for kind, plain in ((inspect.IntType, int), (inspect.FloatType, float), (inspect.BoolType, bool)):
        if _first(alternatives, kind):
            try:
                converted = msgspec.convert(value, plain, strict=False)
            except ValidationError:
                continue
            if isfinite(converted):
                return converted
    return _UNFIT


def _moment(value: object) -> object:
    """Read the dates the API really writes: a stray quote, a date alone, no zone, seconds or milliseconds."""
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.strip("\"' "))
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if _is_number(value):
            return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS_FROM else value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return _UNFIT


def _first(kinds: Iterable[inspect.Type], wanted: type[T]) -> T | None:
    return next((kind for kind in kinds if isinstance(kind, wanted)), None)
