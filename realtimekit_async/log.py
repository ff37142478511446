"""The one logger of the library, and what makes the text of strangers safe to show."""

import logging
import re

logger: logging.Logger = logging.getLogger("realtimekit_async")

# Control characters (C0, DEL, C1), separators that break lines, and what reorders the text around it.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LAYOUT = frozenset("\n\t")


def printable(text: str, *, lines: bool = False) -> str:
    r"""Return text whose characters are all harmless to a terminal and a log: an escape is shown as `\x1b`.

    Control characters and bidirectional overrides are written as escape sequences, so that nobody's display name
    moves a cursor, forges a line of the log or turns the text after it around. `lines` keeps line breaks and tabs.
    """
    if text.isprintable():
        return text
    return _UNSAFE.sub(lambda found: found[0] if lines and found[0] in _LAYOUT else _escape(found[0]), text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode()


def _show_safely(record: logging.LogRecord) -> bool:
    """Let a record pass with a message of one printable line."""
    message = record.getMessage()
    if not message.isprintable():
        record.msg, record.args = printable(message), ()
    return True


logger.addHandler(logging.NullHandler())
logger.addFilter(_show_safely)
