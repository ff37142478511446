"""Events of the others, and those that one shares with them; `participant` reads what was told last."""

from typing import ClassVar

from realtimekit_async.meeting.event import Event
from realtimekit_async.meeting.participant import Participant
from realtimekit_async.meeting.person import Person
from realtimekit_async.meeting.values.people import ScreenShareTracks, Track


class AudioUpdated(Event):
    """A microphone was switched on or off.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "audio")
        >>> event = await bot.participants.joined.wait_for(AudioUpdated)
        >>> event.participant.name, event.audio_enabled
        ('Ada', True)
    """

    js: ClassVar[tuple[str, ...]] = ("self.audioUpdate", "participants.joined.audioUpdate")
    participant: Person
    """Whose it is: `meeting.self` if it is one's own."""
    audio_enabled: bool = False
    """Whether it is on now."""
    audio_track: Track | None = None
    """Absent while it is off, or where it comes later: `participant.audio_track` is up to date."""


class VideoUpdated(Event):
    """A camera was switched on or off.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "video")
        >>> event = await bot.participants.joined.wait_for(VideoUpdated)
        >>> event.participant.name, event.video_enabled
        ('Ada', True)
    """

    js: ClassVar[tuple[str, ...]] = ("self.videoUpdate", "participants.joined.videoUpdate")
    participant: Person
    """Whose it is: `meeting.self` if it is one's own."""
    video_enabled: bool = False
    """Whether it is on now."""
    video_track: Track | None = None
    """Absent while it is off, or where it comes later: `participant.video_track` is up to date."""


class ScreenShareUpdated(Event):
    """The sharing of a screen began or ended.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "screen")
        >>> event = await bot.participants.joined.wait_for(ScreenShareUpdated)
        >>> event.participant.name, event.screen_share_enabled
        ('Ada', True)
    """

    js: ClassVar[tuple[str, ...]] = ("self.screenShareUpdate", "participants.joined.screenShareUpdate")
    participant: Person
    """Whose it is: `meeting.self` if it is one's own."""
    screen_share_enabled: bool = False
    """Whether it goes on."""
    screen_share_tracks: ScreenShareTracks = ScreenShareTracks()
    """Absent at the end, or where they come later: `participant.screen_share_tracks` is up to date."""


class MediaScoreUpdated(Event):
    """How well somebody's sound or pictures get through; a score lies between 0 and 10.

    Example:
        >>> @bot.participants.joined.on(MediaScoreUpdated)
        ... def warn(event):
        ...     print(event.participant.name, "is hard to hear")
        >>> warn(MediaScoreUpdated(participant=bot.participants.joined.to_list()[0], kind="audio", score=2.0))
        Ada is hard to hear
    """

    js: ClassVar[tuple[str, ...]] = ("self.mediaScoreUpdate", "participants.joined.mediaScoreUpdate")
    participant: Person
    """Whose it is: `meeting.self` if it is one's own."""
    kind: str = ""
    """audio or video."""
    score: float | None = None
    """A number from 0, bad, to 10, good."""
    is_screenshare: bool = False
    """Whether it is the screen's and not the camera's."""


class ParticipantJoined(Event):
    """Somebody is in the meeting; never of somebody in the waiting room.

    Example:
        >>> _ = emulator.simulate.participant_joins(meeting.id, name="Grace")
        >>> (await bot.wait_for(ParticipantJoined)).participant.name
        'Grace'
    """

    js: ClassVar[tuple[str, ...]] = ("participants.joined.participantJoined",)
    participant: Participant
    """Who came."""


class ParticipantLeft(Event):
    """Somebody is not in the meeting any more.

    Example:
        >>> emulator.simulate.participant_leaves(meeting.id, "Ada")
        >>> (await bot.wait_for(ParticipantLeft)).participant.name
        'Ada'
    """

    js: ClassVar[tuple[str, ...]] = ("participants.joined.participantLeft",)
    participant: Participant
    """Who went; what was known last can still be read."""


class ParticipantsCleared(Event):
    """Nobody is there any more, as far as is known: this participant has left.

    Example:
        >>> @bot.participants.joined.on(ParticipantsCleared)
        ... def forget(event):
        ...     print("nobody is known any more")
        >>> forget(ParticipantsCleared())
        nobody is known any more
    """

    js: ClassVar[tuple[str, ...]] = ("participants.joined.participantsCleared",)


class ParticipantStageUpdated(Event):
    """Somebody came on stage or left it.

    Example:
        >>> @bot.participants.joined.on(ParticipantStageUpdated)
        ... def tell(event):
        ...     print(event.participant.name, "is", event.participant.stage_status)
        >>> tell(ParticipantStageUpdated(participant=bot.participants.joined.to_list()[0]))
        Ada is ON_STAGE
    """

    js: ClassVar[tuple[str, ...]] = ("participants.joined.stageStatusUpdate",)
    participant: Participant
    """Whose place has changed: see `stage_status`."""


class WaitlistJoined(Event):
    """Somebody waits to be let in.

    Example:
        >>> _ = emulator.simulate.waits(meeting.id, name="Grace")
        >>> event = await bot.wait_for(WaitlistJoined)
        >>> event.participant.name, [one.name for one in bot.participants.waitlisted.to_list()]
        ('Grace', ['Grace'])
    """

    js: ClassVar[tuple[str, ...]] = ("participants.waitlisted.participantJoined",)
    participant: Participant
    """Whom `accept_waiting_room_request` lets in by this id."""


class WaitlistLeft(Event):
    """Somebody does not wait any more: let in, refused or gone.

    Example:
        >>> _ = emulator.simulate.waits(meeting.id, name="Grace")
        >>> waiting = await bot.wait_for(WaitlistJoined)
        >>> @bot.on(WaitlistLeft)
        ... def tell(event):
        ...     print(event.participant.name, "waits no longer")
        >>> await bot.participants.reject_waiting_room_request(waiting.participant.id)
        Grace waits no longer
    """

    js: ClassVar[tuple[str, ...]] = ("participants.waitlisted.participantLeft",)
    participant: Participant
    """Who was let in, refused, or has given up."""


class BecameActive(Event):
    """Somebody is among those whose sound and pictures are received.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "video")
        >>> (await bot.wait_for(BecameActive)).participant.name
        'Ada'
    """

    js: ClassVar[tuple[str, ...]] = ("participants.active.participantJoined",)
    participant: Participant
    """Whom one receives from now on."""


class BecameInactive(Event):
    """Somebody is not among those any more.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "video")
        >>> _ = await bot.wait_for(BecameActive)
        >>> emulator.simulate.turns_off(meeting.id, "Ada", "video")
        >>> (await bot.wait_for(BecameInactive)).participant.name
        'Ada'
    """

    js: ClassVar[tuple[str, ...]] = ("participants.active.participantLeft",)
    participant: Participant
    """Whom one receives no longer."""


class ParticipantPinned(Event):
    """Somebody was pinned.

    Example:
        >>> @bot.on(ParticipantPinned)
        ... def tell(event):
        ...     print(event.participant.name, "is pinned")
        >>> await bot.participants.joined.to_list()[0].pin()
        Ada is pinned
    """

    js: ClassVar[tuple[str, ...]] = ("participants.pinned.participantJoined",)
    participant: Participant
    """Whom everybody sees first."""


class ParticipantUnpinned(Event):
    """Somebody is not pinned any more.

    Example:
        >>> @bot.on(ParticipantUnpinned)
        ... def tell(event):
        ...     print(event.participant.name, "is not pinned any more")
        >>> [ada] = bot.participants.joined.to_list()
        >>> await ada.pin()
        >>> await ada.unpin()
        Ada is not pinned any more
    """

    js: ClassVar[tuple[str, ...]] = ("participants.pinned.participantLeft",)
    participant: Participant
    """Whom nobody sees first any more."""


class ActiveSpeaker(Event):
    """Somebody speaks; `participant` is None where the peer is not known.

    Example:
        >>> ActiveSpeaker(peer_id="p1", volume=0.4).to_json()
        '{"peerId":"p1","volume":0.4,"participant":null}'
    """

    js: ClassVar[tuple[str, ...]] = ("participants.activeSpeaker",)
    peer_id: str = ""
    """Who speaks."""
    volume: float | None = None
    """How much of the loudest, a number that the vendor gives no unit of."""
    participant: Person | None = None
    """The same person; absent where nobody of that id is known."""


class BroadcastReceived(Event):
    """A message of the application's own; nobody has verified who sent it.

    Example:
        >>> _ = emulator.simulate.broadcasts(meeting.id, "wave", {"hand": "left"})
        >>> event = await bot.wait_for(BroadcastReceived)
        >>> event.type, event.payload
        ('wave', {'hand': 'left'})
    """

    js: ClassVar[tuple[str, ...]] = ("participants.broadcastedMessage",)
    type: str = ""
    """What the sender calls it."""
    payload: object = None
    """What the sender sent: values by name."""
    timestamp: int | None = None
    """When, in milliseconds since 1970."""


class ViewModeChanged(Event):
    """Whether one sees who is active or pages of everybody.

    Example:
        >>> @bot.on(ViewModeChanged)
        ... def tell(event):
        ...     print(event.view_mode)
        >>> await bot.participants.set_view_mode("PAGINATED")
        PAGINATED
    """

    js: ClassVar[tuple[str, ...]] = ("participants.viewModeChanged",)
    view_mode: str = ""
    """ACTIVE_GRID or PAGINATED."""
    current_page: int = 0
    """Number of the page that is seen, counted from 1; 0 is who is active."""
    page_count: int = 0
    """How many there are."""


class PageChanged(Event):
    """Another page of everybody is seen.

    Example:
        >>> @bot.on(PageChanged)
        ... def tell(event):
        ...     print("page", event.current_page, "of", event.page_count)
        >>> await bot.participants.set_page(1)
        page 1 of 1
    """

    js: ClassVar[tuple[str, ...]] = ("participants.pageChanged",)
    view_mode: str = ""
    """ACTIVE_GRID or PAGINATED."""
    current_page: int = 0
    """Number of the page that is seen, counted from 1; 0 is who is active."""
    page_count: int = 0
    """How many there are."""


class PoorConnection(Event):
    """Somebody's connection is poor.

    Example:
        >>> PoorConnection(participant_id="p1", score=2.0, kind="audio").to_json()
        '{"participantId":"p1","score":2.0,"kind":"audio"}'
    """

    js: ClassVar[tuple[str, ...]] = ("participants.poorConnection",)
    participant_id: str = ""
    """Whose it is: the peer's or the participant's id, as the vendor tells it."""
    score: float | None = None
    """A number from 0, bad, to 10, good."""
    kind: str = ""
    """audio or video."""


class MediaDecodeFailed(Event):
    """What somebody sends could not be decoded.

    Example:
        >>> MediaDecodeFailed(reason="unsupported codec", code="1702").to_json()
        '{"reason":"unsupported codec","code":"1702"}'
    """

    js: ClassVar[tuple[str, ...]] = ("participants.media_decode_error",)
    reason: str = ""
    """What the browser says."""
    code: str | None = None
    """1702 or 1703."""
