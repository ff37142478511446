"""How things are found by whoever does not know, or care, which app they belong to."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from .answers import missing
from .state import Arrival, Livestream, Meeting, Participant, Peer, Recording
from .world import App, World

T = TypeVar("T")


def meeting_of(world: World, meeting_id: str) -> tuple[App, Meeting]:
    """Find a meeting by id, and its app."""
    return _home(world, "meeting", meeting_id, lambda app: app.meetings)


def recording_of(world: World, recording_id: str) -> tuple[App, Recording]:
    """Find a recording by id, and its app."""
    return _home(world, "recording", recording_id, lambda app: app.recordings)


def livestream_of(world: World, which: str) -> tuple[App, Livestream]:
    """Find a livestream by its id or its meeting's, and its app."""
    for app in world.apps.values():
        meeting = app.meetings.get(which)
        livestream = meeting.livestream if meeting else app.livestreams.get(which)
        if livestream:
            return app, livestream
    raise missing(f"No livestream found with id or meeting id {which}")


def present_in(world: World, meeting_id: str, who: str) -> tuple[App, Peer]:
    """Find somebody who is in a meeting, by any id or by name, and the app."""
    app, meeting = meeting_of(world, meeting_id)
    for peer in app.live_session(meeting.id).present.values():
        if peer.id == who or _is(peer.participant, who):
            return app, peer
    raise missing(f"Nobody in meeting {meeting_id} is {who}")


def waiting_in(world: World, meeting_id: str, who: str) -> tuple[App, Arrival]:
    """Find somebody who waits to be let into a meeting, and the app."""
    app, meeting = meeting_of(world, meeting_id)
    for arrival in meeting.waiting.values():
        if who in (arrival.id, arrival.own_name) or _is(arrival.participant, who):
            return app, arrival
    raise missing(f"Nobody waits for meeting {meeting_id} who is {who}")


def participant_of(meeting: Meeting, who: str) -> Participant:
    """Find a participant of a meeting by any id or by name."""
    for participant in meeting.participants.values():
        if _is(participant, who):
            return participant
    raise missing(f"Meeting {meeting.id} has no participant {who}")


def _home(world: World, kind: str, key: str, things: Callable[[App], Mapping[str, T]]) -> tuple[App, T]:
    for app in world.apps.values():
        if key in things(app):
            return app, things(app)[key]
    raise missing(f"No {kind} found with id {key}")


def _is(participant: Participant, who: str) -> bool:
    return who in (participant.id, participant.custom_participant_id, participant.name)
