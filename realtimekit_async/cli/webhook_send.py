"""`realtimekit webhooks send`: signed samples for a receiver that is being written."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from time import perf_counter
from typing import Any, get_args
from uuid import uuid4

import aiohttp
import click
import msgspec
from rich.text import Text

from realtimekit_async.emulator.samples import sampled_meeting
from realtimekit_async.emulator.schema.meetings import Event
from realtimekit_async.emulator.webhooks.allowed_hosts import host_of
from realtimekit_async.emulator.webhooks.delivery import Delivery, Prefix, open_session
from realtimekit_async.emulator.world.signing import Signer

from .flags import json_object
from .lines import say
from .parameters import content_of, count_option, span_option
from .reading import reading
from .remedies import advise
from .run import FAILED, FINE, run
from .streams import write_json
from .terminal import OUT
from .webhook_keys import key_file_option, signer_of

_ALL = "all"
_EVENTS: tuple[str, ...] = (*get_args(Event), _ALL)
_STYLES = {"accepted": "green", "refused": "bold red", "failed": "bold red"}


def _event(text: str) -> str:
    if text in _EVENTS:
        return text
    near = get_close_matches(text, _EVENTS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"{text!r} is no event; {hint}there are {', '.join(_EVENTS)}")


def _beginning_with(_ctx: click.Context, _param: click.Parameter, beginning: str) -> list[str]:
    return [name for name in _EVENTS if name.startswith(beginning)]


def _url(text: str) -> str:
    host_of(text)
    return text


@click.command(short_help="Sign a sample of an event and send it to a receiver.")
@click.argument("event", metavar="EVENT", callback=reading(_event), shell_complete=_beginning_with)
@click.argument("url", callback=reading(_url))
@click.option(
    "--json",
    "payload",
    metavar="JSON|@FILE|-",
    callback=reading(lambda source: json_object(content_of(source))),
    help="Send this payload instead of a made-up one; `event` is put in.",
)
@count_option(
    "--times",
    "Send it so often, with the same body and another delivery id each time, as a retry has.",
    1,
    least=1,
    shows_default=False,
)
@count_option("--count", "Do it so often, each time for another made-up meeting.", 1, least=1, shows_default=False)
@span_option("--every", "0", "How long to wait between them.")
@click.option(
    "--prefix",
    type=click.Choice(get_args(Prefix)),
    default="rtk",
    show_default=True,
    help="How the names of the headers begin.",
)
@key_file_option("--key-file")
def send(event: str, url: str, **options: Any) -> int:
    """Sign a sample of an event and send it to a receiver.

    EVENT is meeting.started, meeting.ended, meeting.participantJoined, meeting.participantLeft,
    meeting.chatSynced, meeting.transcript, meeting.summary, recording.statusUpdate, livestreaming.statusUpdate,
    or `all` for everything that a whole meeting gives rise to. Every call makes up another meeting.

    The receiver has to trust the key that signs. Either of these does, once and for all: the first with what
    `realtimekit webhooks public-key` prints, the second with the URL that a running `realtimekit emulator` prints,
    which has the same key:

    \b
      KeyRing.pinned(pem)
      KeyRing(url=...)

    No receiver yet? `realtimekit webhooks listen` is one, and trusts that key.
    """  # noqa: D301 - click keeps the lines below its mark as they are
    payload = options["payload"]
    if payload is not None and event == _ALL:
        raise click.UsageError("--json is the payload of one event: name it instead of `all`.")

    def rounds() -> Iterator[list[Delivery]]:
        for _ in range(options["count"]):
            yield list(_deliveries(event, url, payload, options["times"]))

    return run(_send(rounds(), options["every"], signer_of(options["key_file"]), options["prefix"]))


def _deliveries(event: str, url: str, payload: dict[str, object] | None, times: int) -> Iterator[Delivery]:
    webhook_id = str(uuid4())
    for name, body in _bodies(event, payload):
        for attempt in range(1, times + 1):
            yield Delivery(
                webhook_id=webhook_id, event=name, url=url, attempt=attempt, sent_at=datetime.now(UTC), body=body
            )


def _bodies(event: str, payload: dict[str, object] | None) -> Sequence[tuple[str, bytes]]:
    if payload is not None:
        return [(event, msgspec.json.encode({**payload, "event": event}))]
    samples = sampled_meeting()
    if event == _ALL:
        return samples
    return [sample for sample in samples if sample.event == event][-1:]


async def _send(rounds: Iterator[list[Delivery]], pause: float, signer: Signer, prefix: Prefix) -> int:
    wrong: Delivery | None = None
    async with open_session() as session:
        for number, deliveries in enumerate(rounds):
            await asyncio.sleep(pause if number else 0)
            for delivery in deliveries:
                await _send_one(session, delivery, signer, prefix)
                wrong = wrong or (delivery if delivery.outcome != "accepted" else None)
    if wrong is None:
        return FINE
    advise(_hint(wrong))
    return FAILED


async def _send_one(session: aiohttp.ClientSession, delivery: Delivery, signer: Signer, prefix: Prefix) -> None:
    delivery.sign(signer, prefix)
    begun = perf_counter()
    await delivery.send(session)
    tell = _tell_person if sys.stdout.isatty() else _tell_program
    tell(delivery, round((perf_counter() - begun) * 1000))


def _tell_person(delivery: Delivery, milliseconds: int) -> None:
    status = str(delivery.status or "---")
    line = Text.assemble((status, _STYLES[delivery.outcome]), f" {delivery.event:27}")
    line.append(delivery.error or f"{milliseconds:5} ms  {delivery.id}", style="dim")
    say(OUT, line)


def _tell_program(delivery: Delivery, milliseconds: int) -> None:
    names = ("event", "url", "status", "error", "id", "webhook_id")
    line = {name: getattr(delivery, name) for name in names}
    write_json({**line, "milliseconds": milliseconds})


def _hint(delivery: Delivery) -> str:
    """Say what to do about a delivery that was not accepted."""
    match delivery.status:
        case None:
            return "does the receiver run, and is the URL right?"
        case 400 | 401 | 403:
            return (
                "does the receiver trust this key? `realtimekit webhooks public-key` prints it for KeyRing.pinned"
            )
        case 404 | 405:
            return "look at the path of the URL; webhooks are POSTed"
        case status if status < 400:  # noqa: PLR2004 - a redirect
            return "RealtimeKit follows no redirect: give the URL that it leads to (is it the last slash?)"
        case status if status < 500:  # noqa: PLR2004 - the receiver's refusal
            return "the receiver refused it; RealtimeKit would not send it again"
        case _:
            return (
                "the receiver failed, or has no key yet (what does its log say?); RealtimeKit would send it again"
            )
