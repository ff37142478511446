"""The server of the loopback and walk parts, in a process of its own and faster than any contender.

A raw asyncio protocol on uvloop that finds in a request only how many rows are wanted, and writes an answer that
lies ready. It is no HTTP server: every request is taken to be a whole GET without a body.
"""

import argparse
import asyncio
import json
import ssl
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import cast

import trustme
import uvloop

from . import answers

VARIANTS = 8
SIZES = (answers.GET, 20, 100, 1000)

Answering = Callable[[bytes], bytes]


class Prebuilt:
    """Answers any request with one of a few answers that lie ready."""

    def __init__(self, *, edge: bool) -> None:
        self._ready: dict[int, Iterator[bytes]] = {}
        for rows in SIZES:
            bodies = [answers.body(rows, number * rows) for number in range(VARIANTS)]
            whole = [answers.edge(body, n) if edge else answers.plain(body) for n, body in enumerate(bodies)]
            self._ready[rows] = cycle(whole)

    def __call__(self, request: bytes) -> bytes:
        """Return an answer with as many rows as are asked for."""
        return next(self._ready[asked(request, b"per_page=")])


class Walked:
    """Answers as a list of so many pages: the rows' ids differ, and the last page is the last."""

    def __init__(self, pages: int, rows: int) -> None:
        self._total = pages * rows
        self._rows = rows
        template = answers.body(rows).decode()
        for number in range(rows):
            template = template.replace(answers.meeting_id(number), "%s", 1)
        self._template = template[: template.index(',"paging"')].encode()

    def __call__(self, request: bytes) -> bytes:
        """Return the page that is asked for."""
        first = (asked(request, b"page_no=") - 1) * self._rows
        if first >= self._total:
            return answers.plain(b'{"success":true,"data":[],"paging":{"total_count":%d}}' % self._total)
        ids = tuple(b"00000000-0000-4000-8000-%012x" % number for number in range(first, first + self._rows))
        offsets = (self._total, first + 1, first + self._rows)
        paging = b',"paging":{"total_count":%d,"start_offset":%d,"end_offset":%d}}' % offsets
        return answers.plain(self._template % ids + paging)


def asked(request: bytes, name: bytes) -> int:
    """Return a number of the query, or 0."""
    start = request.find(name)
    if start < 0:
        return 0
    digits = request[start + len(name) : start + len(name) + 8]
    return int(digits.split(b" ")[0].split(b"&")[0])


class Connection(asyncio.Protocol):
    """One connection: an answer for each request, after the latency."""

    def __init__(self, answering: Answering, latency: float) -> None:
        self._answering = answering
        self._latency = latency
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            request, self._received = self._received[:end], self._received[end + 4 :]
            answer = self._answering(request)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._transport.write, answer)
            else:
                self._transport.write(answer)


async def serve(answering: Answering, latency: float, certificate: ssl.SSLContext | None) -> None:
    """Serve until standard input ends; print the port first."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(answering, latency), "127.0.0.1", 0, ssl=certificate)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def certificate(authority_file: Path) -> ssl.SSLContext:
    """Make a certificate for localhost, and write the authority's own where the clients look for it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(authority_file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)  # pyright: ignore[reportUnknownMemberType] - OpenSSL.*s too
    return context


def main() -> None:
    """Run the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--authority", type=Path, help="serve TLS as a CDN's edge, and write the authority there")
    parser.add_argument("--pages", type=int, default=0, help="serve one list of so many pages")
    parser.add_argument("--rows", type=int, default=100, help="with so many rows a page")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args()
    context = certificate(options.authority) if options.authority else None
    if options.pages:
        answering: Answering = Walked(options.pages, options.rows)
    else:
        answering = Prebuilt(edge=options.authority is not None)
    uvloop.run(serve(answering, options.latency, context))


if __name__ == "__main__":
    main()
