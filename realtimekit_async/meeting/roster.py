"""Who is in the meeting, in the waiting room, active and pinned, and what is told of them. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias
from weakref import WeakValueDictionary

from msgspec import Raw

from .event import Event
from .events.people import (
    AudioUpdated,
    BecameActive,
    BecameInactive,
    MediaScoreUpdated,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantPinned,
    ParticipantsCleared,
    ParticipantStageUpdated,
    ParticipantUnpinned,
    ScreenShareUpdated,
    VideoUpdated,
    WaitlistJoined,
    WaitlistLeft,
)
from .participant import Participant
from .payloads import Media, Member, read, read_rows
from .person import Person
from .values.people import ParticipantState
from .wire import Told

MAPS = ("joined", "active", "waitlisted", "pinned")
Members: TypeAlias = dict[str, Participant]

_JOINED: Mapping[str, Callable[[Participant], Event]] = {
    "joined": ParticipantJoined,
    "active": BecameActive,
    "waitlisted": WaitlistJoined,
    "pinned": ParticipantPinned,
}
_LEFT: Mapping[str, Callable[[Participant], Event]] = {
    "joined": ParticipantLeft,
    "active": BecameInactive,
    "waitlisted": WaitlistLeft,
    "pinned": ParticipantUnpinned,
}

MEDIA: Mapping[str, Callable[[Person, Media], Event]] = {
    "audioUpdate": lambda who, media: AudioUpdated(who, media.audio_enabled, media.audio_track),
    "videoUpdate": lambda who, media: VideoUpdated(who, media.video_enabled, media.video_track),
    "screenShareUpdate": lambda who, media: ScreenShareUpdated(
        who, media.screen_share_enabled, media.screen_share_tracks
    ),
    "mediaScoreUpdate": lambda who, media: MediaScoreUpdated(who, media.kind, media.score, media.is_screenshare),
}
"""What is told of oneself and of others alike."""


class Roster:
    """The four maps of participants, by peer id, in the order in which they came."""

    def __init__(self, make: Callable[[ParticipantState], Participant]) -> None:
        self._make = make
        self._known: WeakValueDictionary[str, Participant] = WeakValueDictionary()
        self.maps: Mapping[str, Members] = {name: {} for name in MAPS}

    def load(self, told: Mapping[str, list[Raw]]) -> None:
        """Replace everybody; who was known stays the same object."""
        people = {name: [*map(self._person, read_rows(ParticipantState, told.get(name, ())))] for name in MAPS}
        for name, members in people.items():
            self.maps[name].clear()
            self.maps[name].update((participant.id, participant) for participant in members)

    def copy(self) -> Mapping[str, Members]:
        """Return who is there now."""
        return {name: dict(members) for name, members in self.maps.items()}

    def changes_since(self, before: Mapping[str, Members]) -> Iterator[Event]:
        """Make the events that would have told what has changed."""
        for name, now in self.maps.items():
            yield from (_LEFT[name](who) for peer_id, who in before[name].items() if peer_id not in now)
            yield from (_JOINED[name](who) for peer_id, who in now.items() if peer_id not in before[name])

    def take(self, told: Told) -> tuple[Event, ...] | None:
        """Take an event of one of the maps; None is one that says nothing of a participant."""
        name = told.namespace.removeprefix("participants.")
        if told.name == "participantsCleared":
            self.maps[name].clear()
            return (ParticipantsCleared(),) if name == "joined" else ()
        member = read(Member, told.data)
        if member.p is None:
            return None
        participant = self._person(member.p)
        if told.name in MEDIA:
            return (MEDIA[told.name](participant, read(Media, member.d)),)
        return self._take_coming_and_going(told.name, name, participant)

    def _take_coming_and_going(self, event: str, name: str, participant: Participant) -> tuple[Event, ...] | None:
        members = self.maps[name]
        match event:
            case "participantJoined":
                is_known = participant.id in members  # from a snapshot
                members[participant.id] = participant
                return () if is_known else (_JOINED[name](participant),)
            case "participantLeft":
                members.pop(participant.id, None)
                return (_LEFT[name](participant),)
            case "stageStatusUpdate" if name == "joined":
                return (ParticipantStageUpdated(participant),)
            case _:
                return None

    def _person(self, state: ParticipantState) -> Participant:
        """Return the one who is known by this peer's id, also if only a caller keeps them, or somebody new."""
        participant = self._known.get(state.id)
        if participant is None:
            participant = self._known[state.id] = self._make(state)
        else:
            participant.update(state)
        return participant
