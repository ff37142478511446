"""The others: the maps of participants, and what may be asked of all of them."""

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from typing import ClassVar

from realtimekit_async.checks import check_count, checked_text
from realtimekit_async.errors import ConfigurationError

from .checks import checked_payload, checked_texts
from .event import Event
from .events.people import (
    ActiveSpeaker,
    AudioUpdated,
    BecameActive,
    BecameInactive,
    BroadcastReceived,
    MediaDecodeFailed,
    MediaScoreUpdated,
    PageChanged,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantPinned,
    ParticipantsCleared,
    ParticipantStageUpdated,
    ParticipantUnpinned,
    PoorConnection,
    ScreenShareUpdated,
    VideoUpdated,
    ViewModeChanged,
    WaitlistJoined,
    WaitlistLeft,
)
from .inside import Inside, Part
from .instead import teach
from .participant import Participant
from .values.people import ParticipantState


class ParticipantMap(Part, Mapping[str, Participant]):
    """Participants by peer id: read-only, as of the last event received, in the order in which they came.

    `on` and `wait_for` take the events of this map alone.

    Example:
        >>> [ada] = [one for one in bot.participants.joined.values() if one.name == "Ada"]
        >>> ada.id in bot.participants.joined, bot.participants.joined
        (True, JoinedParticipants('Ada'))
    """

    name: ClassVar[str]

    def __getitem__(self, peer_id: str) -> Participant:
        return self._members[peer_id]

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._members))

    def __len__(self) -> int:
        return len(self._members)

    def values(self) -> ValuesView[Participant]:
        """Return the participants of this moment: they may be kicked one after the other."""
        return dict(self._members).values()

    def items(self) -> ItemsView[str, Participant]:
        """Return ids and participants of this moment."""
        return dict(self._members).items()

    def to_list(self) -> list[Participant]:
        """Return the participants of this moment."""
        return [*self._members.values()]

    @property
    def _members(self) -> Mapping[str, Participant]:
        return self._inside.mirror.maps[self.name]

    def _tells(self, event: Event) -> bool:
        return isinstance(event, self.kinds) and getattr(event, "participant", None) is not self._inside.me

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(who.name or who.id) for who in self._members.values())})"


class JoinedParticipants(ParticipantMap):
    """Who is in the meeting, oneself excepted."""

    name = "joined"
    kinds: ClassVar[tuple[type[Event], ...]] = (
        ParticipantJoined,
        ParticipantLeft,
        ParticipantsCleared,
        ParticipantStageUpdated,
        AudioUpdated,
        VideoUpdated,
        ScreenShareUpdated,
        MediaScoreUpdated,
    )


class ActiveParticipants(ParticipantMap):
    """Whose sound and pictures are received."""

    name = "active"
    kinds: ClassVar[tuple[type[Event], ...]] = (BecameActive, BecameInactive)


class WaitlistedParticipants(ParticipantMap):
    """Who waits to be let in; empty for who may not let in."""

    name = "waitlisted"
    kinds: ClassVar[tuple[type[Event], ...]] = (WaitlistJoined, WaitlistLeft)


class PinnedParticipants(ParticipantMap):
    """Who is pinned."""

    name = "pinned"
    kinds: ClassVar[tuple[type[Event], ...]] = (ParticipantPinned, ParticipantUnpinned)


@teach
class Participants(Part):
    """The others. Methods raise NotJoined before joining, and NotPermitted where the preset does not allow it.

    Example:
        >>> [one.name for one in bot.participants.joined.to_list()], len(bot.participants.waitlisted)
        (['Ada'], 0)
        >>> await bot.participants.broadcast_message("wave", {"hand": "left"})
    """

    kinds: ClassVar[tuple[type[Event], ...]] = (
        ActiveSpeaker,
        BroadcastReceived,
        ViewModeChanged,
        PageChanged,
        PoorConnection,
        MediaDecodeFailed,
    )

    def __init__(self, inside: Inside) -> None:
        super().__init__(inside)
        self.joined: JoinedParticipants = JoinedParticipants(inside)
        """Who is in the meeting, oneself excepted."""
        self.active: ActiveParticipants = ActiveParticipants(inside)
        """Whose sound and pictures are received."""
        self.waitlisted: WaitlistedParticipants = WaitlistedParticipants(inside)
        """Who waits to be let in; empty for who may not let in."""
        self.pinned: PinnedParticipants = PinnedParticipants(inside)
        """Who is pinned."""

    async def accept_waiting_room_request(self, id: str) -> None:
        """Let somebody in who waits, by the peer's or the participant's id."""
        checked_text("id", id)
        await self._room.call("participants.acceptWaitingRoomRequest", id)

    async def reject_waiting_room_request(self, id: str) -> None:
        """Refuse somebody who waits, by the peer's or the participant's id."""
        checked_text("id", id)
        await self._room.call("participants.rejectWaitingRoomRequest", id)

    async def accept_all_waiting_room_requests(self, user_ids: Iterable[str]) -> None:
        """Let several in who wait, by the participants' ids."""
        await self._room.call("participants.acceptAllWaitingRoomRequest", checked_texts("user_ids", user_ids))

    async def disable_all_audio(self, *, allow_unmute: bool = True) -> None:
        """Switch all microphones off, one's own included; with `allow_unmute=False` for good."""
        await self._room.call("participants.disableAllAudio", allow_unmute)

    async def disable_all_video(self) -> None:
        """Switch all cameras off, one's own included."""
        await self._room.call("participants.disableAllVideo")

    async def kick_all(self) -> None:
        """Remove everybody, oneself included."""
        await self._room.call("participants.kickAll")

    async def broadcast_message(
        self,
        type: str,
        payload: Mapping[str, bool | float | str],
        *,
        participant_ids: Iterable[str] | None = None,
        preset_names: Iterable[str] | None = None,
    ) -> None:
        """Send a message of the application's own to everybody, to these peers, or to those of these presets."""
        checked_text("type", type)
        if participant_ids is not None and preset_names is not None:
            raise ConfigurationError("a message goes to participant_ids or to preset_names: give one of the two")
        target: list[object] = []
        if participant_ids is not None:
            target = [{"participantIds": checked_texts("participant_ids", participant_ids)}]
        if preset_names is not None:
            target = [{"presetNames": checked_texts("preset_names", preset_names)}]
        await self._room.call("participants.broadcastMessage", type, checked_payload(payload), *target)

    async def set_view_mode(self, mode: str) -> None:
        """Receive who is active ("ACTIVE_GRID"), or page by page ("PAGINATED")."""
        checked_text("mode", mode)
        await self._room.call("participants.setViewMode", mode)

    async def set_page(self, page: int) -> None:
        """Receive another page of participants; 0 is that of who is active."""
        check_count("page", page, least=0)
        await self._room.call("participants.setPage", page)

    async def subscribe(self, peer_ids: Iterable[str], kinds: Sequence[str] = ("audio", "video")) -> None:
        """Receive the sound or the pictures of these peers, active or not."""
        peers, what = checked_texts("peer_ids", peer_ids), checked_texts("kinds", kinds)
        await self._room.call("participants.subscribe", peers, what)

    async def unsubscribe(self, peer_ids: Iterable[str], kinds: Sequence[str] = ("audio", "video")) -> None:
        """Undo `subscribe`."""
        peers, what = checked_texts("peer_ids", peer_ids), checked_texts("kinds", kinds)
        await self._room.call("participants.unsubscribe", peers, what)

    async def get_all_joined_peers(
        self, search: str = "", limit: int = 100, offset: int = 0
    ) -> tuple[ParticipantState, ...]:
        """Return who is in the meeting and has `search` in the name, in a large one, too."""
        check_count("limit", limit)
        check_count("offset", offset, least=0)
        kind = tuple[ParticipantState, ...]
        return await self._room.fetch(kind, "participants.getAllJoinedPeers", search, limit, offset)
