"""The receiver behind `realtimekit webhooks listen`, and how events look in it."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec
from aiohttp import web
from rich.text import Text

from realtimekit_async.events import (
    Event,
    InvalidSignature,
    KeyRing,
    KnownEvent,
    LivestreamingStatusUpdate,
    MeetingEnded,
    ParticipantJoined,
    ParticipantLeft,
    Receiver,
    RecordingStatusUpdate,
    Router,
    Unknown,
    aiohttp_handler,
)

from .streams import write_json
from .terminal import ERR, OUT


class KeyRings:
    """Several key rings, of which one has to fit."""

    def __init__(self, rings: Sequence[KeyRing]) -> None:
        self._rings = rings

    async def verify(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless the signature fits a key of one of the rings."""
        for ring in self._rings[:-1]:
            with suppress(InvalidSignature):
                return await ring.verify(body, signature)
        return await self._rings[-1].verify(body, signature)


async def watch(host: str, port: int, own_key: str, key_url: str) -> None:
    """Receive webhooks until the task is cancelled, and show each as it is verified."""
    keys = KeyRings([KeyRing.pinned(own_key), KeyRing(key_url)])
    events: asyncio.Queue[Event] = asyncio.Queue()
    tell = _tell_person if sys.stdout.isatty() else _tell_program
    async with Router() as router:
        router.otherwise(events.put_nowait)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", aiohttp_handler(Receiver(keys), router))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            port = runner.addresses[0][1]
            ERR.print(Text(f"listening on http://{host}:{port}/ until Ctrl-C", style="dim"), soft_wrap=True)
            ERR.print(Text(f"verifying with {key_url} and your own key", style="dim"), soft_wrap=True)
            while True:
                tell(await events.get())
        finally:
            await runner.cleanup()


def _tell_program(event: Event) -> None:
    body = msgspec.json.decode(event.raw) if isinstance(event, Unknown) else event
    write_json(body)


def _tell_person(event: Event) -> None:
    now = f"{datetime.now().astimezone():%H:%M:%S}"
    OUT.print(Text.assemble((now, "dim"), (f" {event.event:27} ", "bold"), *_parts(event)), soft_wrap=True)


def _parts(event: Event) -> list[tuple[str, str]]:
    """Say in a few words what happened, and where; no secret is among them."""
    if isinstance(event, Unknown):
        return [(f"{len(event.raw)} bytes of a kind that this version does not know", "yellow")]
    detail, meeting = _detail(event) or "", event.meeting
    return [(f"{detail:21} ", "cyan"), (f"{meeting.title or ''}  ", ""), (meeting.id, "dim")]


def _detail(event: KnownEvent) -> str | None:
    match event:
        case ParticipantJoined() | ParticipantLeft():
            return event.participant.user_display_name or event.participant.custom_participant_id
        case RecordingStatusUpdate():
            return event.recording.status
        case LivestreamingStatusUpdate():
            return event.status
        case MeetingEnded():
            return event.reason
        case _:
            return None
