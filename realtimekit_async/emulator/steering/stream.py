"""What happens, live, as server-sent events that go on where they broke off."""

import asyncio

from aiohttp import web

from realtimekit_async.emulator.world.answers import Row, encode

from .journal import Journal, Watcher

SECONDS_OF_SILENCE = 15
SECONDS_BETWEEN_WRITES = 0.1
"""What happens in the meantime goes out together, so that a busy emulator is hardly slower for being watched."""
MILLISECONDS_TO_RECONNECT = 500
MOST_DIGITS = 18
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(http: web.BaseRequest, journal: Journal) -> web.StreamResponse:
    """Send what happens from now on, or from after `Last-Event-ID`, until the client goes.

    Where entries between are not kept any more, or are those of another run, an event `missed` comes first.
    """
    watcher = journal.watch()
    response = web.StreamResponse(headers=HEADERS)
    try:
        await response.prepare(http)
        await _send(response, journal, watcher, http.headers.get("Last-Event-ID"))
    except ConnectionError:
        pass  # the client has gone
    finally:
        journal.unwatch(watcher)
    return response


async def _send(response: web.StreamResponse, journal: Journal, watcher: Watcher, last_id: str | None) -> None:
    """Send entries for ever; a comment every now and then finds out whether the client is still there."""
    position = _position(journal, last_id)
    await response.write(_greeting(journal, position, last_id))
    while True:
        watcher.rearm()
        text, position = _news(journal, position)
        if text:
            await response.write(text)
            await asyncio.sleep(SECONDS_BETWEEN_WRITES)
        elif not await watcher.wait(SECONDS_OF_SILENCE):
            await response.write(b":\n\n")


def _greeting(journal: Journal, position: int, last_id: str | None) -> bytes:
    hello = _event(f"{journal.name}-{position}", "hello", {"number": position})
    greeting = b"retry: %d\n%b" % (MILLISECONDS_TO_RECONNECT, hello)
    if last_id is not None and not last_id.startswith(journal.name):
        greeting += _missed(journal, position)
    return greeting


def _news(journal: Journal, position: int) -> tuple[bytes, int]:
    """Write what has come after a position, and say where that leads to."""
    events: list[bytes] = []
    for entry in journal.since(position):
        if entry.number > position + 1:
            events.append(_missed(journal, entry.number - 1))
        events.append(_event(f"{journal.name}-{entry.number}", entry.kind, entry.show()))
        position = entry.number
    return b"".join(events), position


def _position(journal: Journal, last_id: str | None) -> int:
    """Return the number after which to go on: that of this run's `Last-Event-ID`, else the newest."""
    name, _, number = (last_id or "").rpartition("-")
    is_known = name == journal.name and number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    return min(int(number), journal.newest) if is_known else journal.newest


def _missed(journal: Journal, number: int) -> bytes:
    return _event(f"{journal.name}-{number}", "missed", {"number": number})


def _event(event_id: str, kind: str, row: Row) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (event_id.encode(), kind.encode(), encode(row))
