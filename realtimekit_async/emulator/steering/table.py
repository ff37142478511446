"""Which path steers what: one table from paths to the verbs that a test in this process has."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from realtimekit_async.emulator.meeting import Meetings
from realtimekit_async.emulator.operations.routes import Route
from realtimekit_async.emulator.world.answers import Answer

from . import views
from .bodies import body_of, call
from .filing import Filing
from .hosting import Hosting
from .reading import Reading
from .steered import Steered

PREFIX = "/_emulator"


class Verb(NamedTuple):
    """What a request with a body does: the names in the path are the first parameters of the function."""

    method: str
    template: str
    function: Callable[..., object]


def routes_of(emulator: Steered) -> list[Route]:
    """Make the routes that steer an emulator."""
    return [*(_route(verb) for verb in _verbs(emulator)), *Reading(emulator).routes(PREFIX)]


def _verbs(emulator: Steered) -> Iterator[Verb]:
    yield from _meetings(emulator)
    yield from _trouble(emulator)
    yield Verb("POST", "/clock", advance_of(emulator))
    yield Verb("POST", "/reset", emulator.reset)
    deliveries = emulator.deliveries
    yield Verb("POST", "/deliveries/{delivery_id}/again", deliveries.again)
    for function in (deliveries.duplicate, deliveries.hold, deliveries.release):
        yield Verb("POST", f"/deliveries/{function.__name__}", function)
    yield Verb("POST", "/webhook-key/rotate", emulator.rotate_webhook_key)


def _meetings(emulator: Steered) -> Iterator[Verb]:
    simulate, hosting = emulator.simulate, Hosting(emulator)
    yield Verb("POST", "/meetings", hosting.create_meeting)
    meetings: dict[str, Callable[..., object]] = {
        "token": hosting.issue_token,
        "kick": hosting.kick,
        "mute": hosting.mute,
        "let-in": hosting.let_in,
        "turn-away": hosting.turn_away,
        "record": hosting.record,
        "livestream": hosting.livestream,
        "join": simulate.participant_joins,
        "leave": simulate.participant_leaves,
        "unmute": simulate.participant_unmutes,
        "says": simulate.says,
        "chats": simulate.chats,
        "broadcasts": simulate.broadcasts,
        "poll": simulate.poll_opens,
        "vote": simulate.votes,
        "wait": simulate.waits,
        "turn-on": simulate.turns_on,
        "turn-off": simulate.turns_off,
        "speak": simulate.speaks_sound,
        "end": simulate.session_ends,
    }
    for name, function in meetings.items():
        yield Verb("POST", f"/meetings/{{meeting_id}}/{name}", function)
    yield Verb("POST", "/recordings/{recording_id}/advance", simulate.recording_advances)
    yield Verb("POST", "/recordings/{recording_id}/fail", simulate.recording_fails)
    yield Verb("POST", "/recordings/{recording_id}/pause", hosting.pause_recording)
    yield Verb("POST", "/recordings/{recording_id}/resume", hosting.resume_recording)
    yield Verb("POST", "/recordings/{recording_id}/stop", hosting.stop_recording)
    yield Verb("POST", "/livestreams/{which}/go-live", simulate.livestream_goes_live)
    yield Verb("POST", "/livestreams/{which}/watch", simulate.livestream_is_watched)
    yield Verb("POST", "/livestreams/{which}/stop", simulate.livestream_stops)


def _trouble(emulator: Steered) -> Iterator[Verb]:
    yield Verb("POST", "/faults", emulator.faults.next)
    yield Verb("POST", "/faults/hold", emulator.faults.hold)
    yield Verb("DELETE", "/faults", emulator.faults.clear)
    yield Verb("POST", "/files/faults", emulator.files.next)
    yield Verb("DELETE", "/files/faults", emulator.files.clear)
    filing = Filing(emulator.files)
    yield Verb("POST", "/files/put", filing.put)
    yield Verb("POST", "/files/remove", emulator.files.remove)
    yield Verb("POST", "/files/exports", filing.exports)
    agents = emulator.agents
    for function in (
        agents.refuse_next,
        agents.close_next,
        agents.close,
        agents.overflow,
        agents.drop,
        agents.restart,
        agents.keep_unconfirmed,
        agents.duplicate_next,
        agents.mute_heartbeats,
        agents.unmute_heartbeats,
        agents.fail_next_request,
    ):
        yield Verb("POST", f"/agents/{function.__name__.replace('_', '-')}", function)
    yield from _meeting_objects(emulator.meetings)


def _meeting_objects(meetings: Meetings) -> Iterator[Verb]:
    for function in (
        meetings.fail_next,
        meetings.hang,
        meetings.cut,
        meetings.interrupt,
        meetings.resume,
        meetings.devices_change,
    ):
        yield Verb("POST", f"/meeting-objects/{{who}}/{function.__name__.replace('_', '-')}", function)
    yield Verb("POST", "/meeting-objects/limit", meetings.limit)
    yield Verb("POST", "/meeting-objects/pace-sound", meetings.pace_sound)
    yield Verb("POST", "/meeting-objects/clear", meetings.clear)


def advance_of(emulator: Steered) -> Callable[[float], datetime]:
    """Make the verb that moves the clock, under the name that its body has for the seconds."""

    def advance(advance: float) -> datetime:
        """Move the emulator's time forward by so many seconds."""
        try:
            emulator.simulate.advance(advance)
        except ValueError as error:
            raise ValueError(str(error).replace("seconds", "advance", 1)) from None
        return emulator.clock.now()

    return advance


def _route(verb: Verb) -> Route:
    placeholders = verb.template.count("{")
    name = re.sub(r"\W+", "_", verb.template).strip("_")
    body = body_of(f"{verb.method.lower()}_{name}", verb.function, placeholders)

    def handle(_: object, *ids: str, body: Struct) -> Answer:
        return Answer(200, views.happened(call(verb.function, ids, body)))

    handle.__doc__ = verb.function.__doc__
    return Route(name, verb.method, verb.template, handle, body=body, prefix=PREFIX, denial=None)
