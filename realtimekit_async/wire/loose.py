"""JSON that is none by the letter: `1e999`, thousands of digits, `NaN`, a line break inside a text. Pure.

One of them is no reason to lose the page that it stands in. A number that no computer holds is read as infinite or
as no number, and becomes `null` where a document is written anew.
"""

import re
from json import JSONDecodeError, JSONDecoder

import msgspec

LOOSE = "a number that is out of range is read as null, or a text has control characters"

_MOST_DIGITS = 300
_SUSPECT = re.compile(rb"NaN|Infinity|[eE]\+?[0-9]{3}|[0-9]{200}|[\x00-\x1f]")
"""What such a document has, and most others have not: they are not read once more."""
_SPELLED_OUT = re.compile(rb'"\s*[-+]?(?:nan|inf(?:inity)?)\s*"', re.IGNORECASE)


def whole_number(digits: str) -> float:
    """Return a whole number; of one with hundreds of digits, which Python is slow at or refuses, only its size."""
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)


_decode = JSONDecoder(parse_int=whole_number, strict=False).decode


def read_loosely(document: bytes) -> object:
    """Return what JSON in UTF-8 holds, where a number that is out of range is infinite or NaN.

    Raises msgspec's DecodeError or RecursionError for what is no JSON.
    """
    try:
        return _decode(document.decode())
    except JSONDecodeError as error:
        trouble = str(error)
    # Outside of `except`, so that the document does not hang on the error's context.
    raise msgspec.DecodeError(f"JSON is malformed: {trouble}")


def within_range(value: object) -> object:
    """Return what JSON holds, with None for every number that is out of range."""
    return msgspec.json.decode(msgspec.json.encode(value))


def tightened(document: bytes) -> bytes:
    """Return a loose document as strict JSON, with null for numbers out of range; any other as it is.

    Raises RecursionError for one that is nested too deeply.
    """
    if _SUSPECT.search(document) is None:
        return document
    try:
        value = read_loosely(document)
    except msgspec.DecodeError:
        return document
    strict = within_range(value)
    return document if strict == value and _is_strict(document) else msgspec.json.encode(strict)


def _is_strict(document: bytes) -> bool:
    try:
        msgspec.json.decode(document, type=msgspec.Raw)
    except msgspec.DecodeError:
        return False
    return True


def spells_out_numbers(document: bytes) -> bool:
    """Return whether a document has a text such as `"NaN"`, of which lenient reading makes a number."""
    return _SPELLED_OUT.search(document) is not None
