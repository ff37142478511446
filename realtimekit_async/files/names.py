"""File names from a server, made safe for any file system."""

import re
from collections.abc import Iterable, Iterator

_LONGEST = 200
"""Bytes of UTF-8: file systems allow 255, and a name with `.part.json` behind it has to fit, too."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def safe_name(name: str, otherwise: str) -> str:
    """Return a name that stays in its directory and works everywhere, or `otherwise` if nothing is left of it."""
    last = re.split(r"[/\\]", name)[-1]
    visible = last if last.isprintable() else "".join(filter(str.isprintable, last))
    cleaned = _FORBIDDEN.sub("_", visible).rstrip(". ").lstrip(" ")
    if not cleaned.strip("."):
        return otherwise
    if _RESERVED.match(cleaned) or cleaned.startswith("."):
        cleaned = f"_{cleaned}"
    return _shorten(cleaned)


def _shorten(name: str) -> str:
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if stem and len(ending.encode()) < _LONGEST // 4 else ""
    room = _LONGEST - len(tail.encode())
    return (stem if tail else name).encode()[:room].decode(errors="ignore").rstrip(". ") + tail


def distinct_names(names: Iterable[str]) -> Iterator[str]:
    """Return the names, with numbers where a file system could take two for the same, whatever their case."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for name in names:
        stem, dot, ending = name.rpartition(".")
        number, chosen = numbers.get(name.casefold(), 1), name
        while chosen.casefold() in taken:
            number += 1
            chosen = f"{stem}-{number}{dot}{ending}" if stem else f"{name}-{number}"
        numbers[name.casefold()] = number
        taken.add(chosen.casefold())
        yield chosen
