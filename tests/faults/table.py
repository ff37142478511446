"""What becomes of a call under every fault: the table, as data. It is the expectation, not an extract of the code.

A block names faults that have the same fate. Each of its lines says for some methods, and for a fault that strikes
`once` or `always` (every attempt), how many attempts are made, what the caller gets (`answer`, or the class of the
error and its `sent`), how many requests the server reads, and how many effects it shows afterwards: meetings
created, titles changed, webhooks gone. Reading has no effect, and a PUT that is carried out twice leaves one.
Where the first attempt is the last one, `always` says it all.

`wait` is the least number of seconds between two attempts where the server's answer asks for one.
`python tests/faults/print_table.py` prints the table into the documentation.
"""

# ruff: noqa: FBT003 - the column of `sent`

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

Outcome: TypeAlias = Literal[
    "answer",
    "TransportError",
    "RequestTimeout",
    "ApiError",
    "NotFound",
    "RateLimited",
    "ServerError",
    "DecodeError",
]

METHODS = ("GET", "PUT", "DELETE", "PATCH", "POST")
ALL = "GET PUT DELETE PATCH POST"


class Line(NamedTuple):
    """The fate of some methods."""

    methods: str
    strikes: str
    attempts: int
    outcome: Outcome
    sent: bool | None
    requests: int
    effects: int


class Block(NamedTuple):
    """Faults with the same fate; `title` is what the documentation calls them."""

    title: str
    faults: tuple[str, ...]
    lines: tuple[Line, ...]
    wait: float = 0.0


class Row(NamedTuple):
    """One fault, striking once or always, and one method."""

    fault: str
    method: str
    strikes: str
    attempts: int
    outcome: Outcome
    sent: bool | None
    requests: int
    effects: int
    wait: float


# fmt: off
REFUSED_FOR_NOW = (
    #    methods            strikes        attempts outcome        sent   requests effects
    Line(ALL,               "once",        2, "answer",            None,  2, 1),
    Line(ALL,               "always",      4, "RateLimited",       True,  4, 0),
)

BLOCKS = (
    Block(
        "connection refused; no such host; TLS handshake broken off; a proxy away or answering CONNECT with 5xx",
        (
            "connection refused",
            "DNS failure",
            "TLS: handshake reset",
            "proxy: connection refused",
            "proxy: CONNECT answered 502",
        ),
        (
            #    methods            strikes        attempts outcome        sent   requests effects
            Line(ALL,               "once",        2, "answer",            None,  1, 1),
            Line(ALL,               "always",      4, "TransportError",    False, 0, 0),
        ),
    ),
    Block(
        "no connection in time",
        ("time-out on connect",),
        (
            Line(ALL,               "once",        2, "answer",            None,  1, 1),
            Line(ALL,               "always",      4, "RequestTimeout",    False, 0, 0),
        ),
    ),
    Block(
        "certificate expired or of another name; a proxy that refuses (403, 407)",
        ("TLS: wrong name", "TLS: expired", "proxy: CONNECT refused with 403", "proxy: CONNECT answered 407"),
        (
            Line(ALL,               "always",      1, "TransportError",    False, 0, 0),
        ),
    ),
    Block(
        "a kept-alive connection that the server has closed",
        ("stale keep-alive connection",),
        (
            Line(ALL,               "once",        1, "answer",            None,  1, 1),
        ),
    ),
    Block(
        "connection dropped before the request was read, or by a proxy at CONNECT",
        ("dropped before the request was read", "reset before the request was read", "proxy: dropped on CONNECT"),
        (
            Line("GET PUT DELETE",  "once",        2, "answer",            None,  1, 1),
            Line("GET PUT DELETE",  "always",      4, "TransportError",    True,  0, 0),
            Line("PATCH POST",      "always",      1, "TransportError",    True,  0, 0),
        ),
    ),
    Block(
        "before the server acted",
        ("dropped before acting", "reset before acting"),
        (
            Line("GET PUT DELETE",  "once",        2, "answer",            None,  2, 1),
            Line("GET PUT DELETE",  "always",      4, "TransportError",    True,  4, 0),
            Line("PATCH POST",      "always",      1, "TransportError",    True,  1, 0),
        ),
    ),
    Block(
        "connection dropped after the server acted",
        ("dropped after acting", "reset after acting"),
        (
            Line("GET PUT",         "once",        2, "answer",            None,  2, 1),
            Line("DELETE",          "once",        2, "NotFound",          None,  2, 1),
            Line("GET PUT DELETE",  "always",      4, "TransportError",    True,  4, 1),
            Line("PATCH POST",      "always",      1, "TransportError",    True,  1, 1),
        ),
    ),
    Block(
        "in the middle of the answer",
        ("dropped mid-body",),
        (
            Line("GET PUT",         "once",        2, "answer",            None,  2, 1),
            Line("GET PUT",         "always",      4, "TransportError",    True,  4, 1),
            Line("DELETE",          "once always", 2, "NotFound",          None,  2, 1),
            Line("PATCH POST",      "always",      1, "TransportError",    True,  1, 1),
        ),
    ),
    Block(
        "no answer in time, the server had not acted",
        ("time-out on the headers, before acting",),
        (
            Line("GET PUT DELETE",  "once",        2, "answer",            None,  2, 1),
            Line("GET PUT DELETE",  "always",      4, "RequestTimeout",    True,  4, 0),
            Line("PATCH POST",      "always",      1, "RequestTimeout",    True,  1, 0),
        ),
    ),
    Block(
        "no answer in time, the server had acted",
        ("time-out on the headers, after acting",),
        (
            Line("GET PUT",         "once",        2, "answer",            None,  2, 1),
            Line("DELETE",          "once",        2, "NotFound",          None,  2, 1),
            Line("GET PUT DELETE",  "always",      4, "RequestTimeout",    True,  4, 1),
            Line("PATCH POST",      "always",      1, "RequestTimeout",    True,  1, 1),
        ),
    ),
    Block(
        "body not in time",
        ("time-out on the body",),
        (
            Line("GET PUT",         "once",        2, "answer",            None,  2, 1),
            Line("GET PUT",         "always",      4, "RequestTimeout",    True,  4, 1),
            Line("DELETE",          "once always", 2, "NotFound",          None,  2, 1),
            Line("PATCH POST",      "always",      1, "RequestTimeout",    True,  1, 1),
        ),
    ),
    Block(
        "408, 425",
        ("408", "425"),
        (
            Line("GET PUT DELETE",  "once",        2, "answer",            None,  2, 1),
            Line("GET PUT DELETE",  "always",      4, "ApiError",          None,  4, 0),
            Line("PATCH POST",      "always",      1, "ApiError",          None,  1, 0),
        ),
    ),
    Block(
        "other 4xx (`NotFound`, `Conflict`, …)",
        ("405", "410"),
        (
            Line(ALL,               "always",      1, "ApiError",          None,  1, 0),
        ),
    ),
    Block(
        "429 without a usable Retry-After",
        ("429", "429, Retry-After: 0", "429, Retry-After: garbage"),
        REFUSED_FOR_NOW,
        wait=0.25,
    ),
    Block("with one in seconds", ("429, Retry-After: 2",), REFUSED_FOR_NOW, wait=2),
    Block("as a date", ("429, Retry-After: a date 3 s ahead",), REFUSED_FOR_NOW, wait=3),
    Block(
        "429 with a Retry-After beyond `Retry.budget`",
        ("429, Retry-After: 300",),
        (
            Line(ALL,               "always",      1, "RateLimited",       True,  1, 0),
        ),
    ),
    Block(
        "5xx, also with an HTML body",
        (
            "500", "502", "503", "504", "520", "521", "522", "523", "524", "525", "526", "527",
            "502 with an HTML body",
        ),
        (
            Line("GET PUT DELETE",  "once",        2, "answer",            None,  2, 1),
            Line("GET PUT DELETE",  "always",      4, "ServerError",       None,  4, 0),
            Line("PATCH POST",      "always",      1, "ServerError",       None,  1, 0),
        ),
    ),
    Block(
        "503 with Retry-After",
        ("503, Retry-After: 2",),
        (
            Line("GET PUT DELETE",  "once",        2, "answer",            None,  2, 1),
            Line("GET PUT DELETE",  "always",      4, "ServerError",       None,  4, 0),
            Line("PATCH POST",      "always",      1, "ServerError",       None,  1, 0),
        ),
        wait=2,
    ),
    Block(
        "2xx that says `success: false`",
        ("200 with success: false",),
        (
            Line(ALL,               "always",      1, "ApiError",          None,  1, 0),
        ),
    ),
    Block(
        "2xx with an HTML body",
        ("200 with an HTML body",),
        (
            Line(ALL,               "always",      1, "DecodeError",       None,  1, 1),
        ),
    ),
)
# fmt: on


def rows() -> Iterator[Row]:
    """Return the table row by row."""
    for block in BLOCKS:
        for fault in block.faults:
            for line in block.lines:
                for method in line.methods.split():
                    for strikes in line.strikes.split():
                        effects = 0 if method == "GET" else line.effects
                        yield Row(fault, method, strikes, *line[2:6], effects, block.wait)
