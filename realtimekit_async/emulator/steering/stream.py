"""What happens, live, as server-sent events that go on where they broke off."""

import asyncio
from contextlib import suppress

from aiohttp import web

from realtimekit_async.emulator.world.answers import Row, encode

from .journal import Journal

SECONDS_OF_SILENCE = 15
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(http: web.BaseRequest, journal: Journal) -> web.StreamResponse:
    """Send what happens from now on, or from after `Last-Event-ID`, until the client goes.

    Where entries between are not kept any more, or are those of another run, an event `missed` comes first.
    """
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(http)
    woken = asyncio.Event()
    journal.watch(woken)
    try:
        await _send(response, journal, woken, http.headers.get("Last-Event-ID"))
    except ConnectionError:
        pass  # the client has gone
    finally:
        journal.unwatch(woken)
    return response


async def _send(response: web.StreamResponse, journal: Journal, woken: asyncio.Event, last_id: str | None) -> None:
    """Send entries for ever; a comment every now and then finds out whether the client is still there."""
    position = _position(journal, last_id)
    await response.write(_event(f"{journal.name}-{position}", "hello", {"number": position}))
    if last_id is not None and not last_id.startswith(journal.name):
        await response.write(_missed(journal, position))
    while True:
        woken.clear()
        for entry in journal.since(position):
            if entry.number > position + 1:
                await response.write(_missed(journal, entry.number - 1))
            await response.write(_event(f"{journal.name}-{entry.number}", entry.kind, entry.show()))
            position = entry.number
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_OF_SILENCE):
                await woken.wait()
        if not woken.is_set():
            await response.write(b":\n\n")


def _position(journal: Journal, last_id: str | None) -> int:
    """Return the number after which to go on: that of this run's `Last-Event-ID`, else the newest."""
    name, _, number = (last_id or "").rpartition("-")
    is_known = name == journal.name and number.isascii() and number.isdigit()
    return min(int(number), journal.newest) if is_known else journal.newest


def _missed(journal: Journal, number: int) -> bytes:
    return _event(f"{journal.name}-{number}", "missed", {"number": number})


def _event(event_id: str, kind: str, row: Row) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (event_id.encode(), kind.encode(), encode(row))
