"""The receiver behind `realtimekit webhooks listen`, and how events look in it."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

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
from realtimekit_async.wire.documents import decode_json

from .lines import say
from .ports import origin
from .streams import write_json
from .terminal import ERR, OUT
from .webhook_forward import Answer, Forwarder

_ACCEPTED = range(200, 300)


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


async def watch(host: str, port: int, own_key: str, key_url: str, forward_to: str | None = None) -> None:
    """Receive webhooks until the task is cancelled, and show each as it is verified and, if wanted, passed on."""
    receiver = Receiver(KeyRings([KeyRing.pinned(own_key), KeyRing(key_url)]))
    arrived: asyncio.Queue[tuple[Event, Answer | None]] = asyncio.Queue()
    tell = _tell_person if sys.stdout.isatty() else _tell_program
    async with Router() as router:
        router.otherwise(lambda event: arrived.put_nowait((event, None)))
        handler = aiohttp_handler(receiver, router)
        if forward_to is not None:
            handler = Forwarder(
                receiver, forward_to, lambda event, answer: arrived.put_nowait((event, answer))
            ).handle
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            port = runner.addresses[0][1]
            for line in _greeting(f"{origin(host, port)}/", key_url, forward_to):
                say(ERR, line, style="dim")
            while True:
                tell(*await arrived.get())
        finally:
            await runner.cleanup()


def _greeting(url: str, key_url: str, forward_to: str | None) -> Iterator[str]:
    yield f"listening on {url} until Ctrl-C"
    yield f"verifying with {key_url} and your own key"
    if forward_to is not None:
        parts = urlsplit(forward_to)  # a user and a password in it are nothing to be shown
        yield f"passing on to {parts._replace(netloc=parts.netloc.rpartition('@')[2]).geturl()}"


def _tell_program(event: Event, answer: Answer | None) -> None:
    body = _content_of(event) if isinstance(event, Unknown) else msgspec.to_builtins(event)
    write_json(body if answer is None else {**body, "answer": answer._asdict()})


def _content_of(event: Unknown) -> dict[str, object]:
    try:
        return decode_json(event.raw, dict[str, object])[0]
    except (msgspec.DecodeError, RecursionError):  # more deeply nested than what reads its name has looked
        return {"event": event.event}


def _tell_person(event: Event, answer: Answer | None) -> None:
    now = f"{datetime.now().astimezone():%H:%M:%S}"
    say(OUT, Text.assemble((now, "dim"), (f" {event.event:27} ", "bold"), *_parts(event)), hanging=9)
    if answer is not None:
        say(OUT, _line_of(answer), hanging=11)


def _line_of(answer: Answer) -> Text:
    style = "green" if answer.status in _ACCEPTED else "bold red"
    said = answer.error or f"in {answer.milliseconds} ms"
    return Text.assemble("         → ", (str(answer.status or "no answer"), style), f" {said}")


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
