"""What the loopback server answers: meetings in the shape of the API, ten fields a row."""

import gzip
from collections.abc import Iterator
from itertools import count
from uuid import UUID

ACCOUNT, APP, TOKEN = "023e105f4ecef8ad9ca31a8372d0c353", "bbb7a1c6-3a8a-4a27-9c5e-0d6f2a1f9b7e", "no-secret"
MEETINGS = f"/client/v4/accounts/{ACCOUNT}/realtime/kit/{APP}/meetings"
GET = 0
"""The number of rows that stands for one meeting fetched by its id."""

_ROW = (
    '{"id":"%s","title":"Weekly standup of team %d","status":"ACTIVE","created_at":"2025-03-0%dT12:00:00.000Z",'
    '"updated_at":"2025-03-1%dT08:30:15.120Z","record_on_start":true,"live_stream_on_start":false,'
    '"persist_chat":false,"transcribe_on_end":true,"summarize_on_end":false}'
)
_HEADERS = (
    "HTTP/1.1 200 OK\r\nDate: Tue, 04 Mar 2025 12:00:00 GMT\r\nContent-Type: application/json\r\n"
    "Connection: keep-alive\r\nCF-RAY: 91b2d3c4e5f60718-FRA\r\nServer: cloudflare\r\nVary: Accept-Encoding\r\n"
    'Ratelimit: "default";r=1150;t=250\r\nRatelimit-Policy: "default";q=1200;w=300\r\n'
)
_COOKIES = (
    "Set-Cookie: __cf_bm=%s-1741089600-1.0.1.1-kQ0; path=/; expires=Tue, 04-Mar-31 12:30:00 GMT; HttpOnly; Secure;"
    " SameSite=None\r\nSet-Cookie: _cfuvid=%s-1741089600000-0.0.1.1; path=/; HttpOnly; Secure; SameSite=None\r\n"
)


def meeting_id(number: int) -> str:
    """Return the id of a meeting: a UUID, as the API's are."""
    return str(UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % (1 << 128), version=4))


def row(number: int) -> str:
    """Return one meeting as JSON."""
    return _ROW % (meeting_id(number), number, number % 9 + 1, number % 9)


def body(rows: int, first: int = 0, total: int = 20_000) -> bytes:
    """Return the body of an answer: a meeting by itself, or a page that begins behind `first` others."""
    if rows == GET:
        return f'{{"success":true,"data":{row(first)}}}'.encode()
    listed = ",".join(row(first + number) for number in range(rows))
    paging = f'{{"total_count":{total},"start_offset":{first + 1},"end_offset":{first + rows}}}'
    return f'{{"success":true,"data":[{listed}],"paging":{paging}}}'.encode()


def plain(content: bytes) -> bytes:
    """Return a whole answer as an origin sends it."""
    return f"{_HEADERS}Content-Length: {len(content)}\r\n\r\n".encode() + content


def edge(content: bytes, number: int = 0) -> bytes:
    """Return a whole answer as the edge of a CDN sends it: compressed on the fly, with two cookies."""
    packed = gzip.compress(content, 6)
    cookies = _COOKIES % (meeting_id(number)[:8], meeting_id(number)[9:18])
    head = f"{_HEADERS}Content-Encoding: gzip\r\n{cookies}Transfer-Encoding: chunked\r\n\r\n".encode()
    return head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)


def paths(rows: int) -> Iterator[str]:
    """Return ever new paths with their query."""
    for number in count(1):
        yield f"{MEETINGS}/{meeting_id(number)}" if rows == GET else f"{MEETINGS}?per_page={rows}&page_no={number}"
