"""What an agent is told: one type for each event of the protocol. Pure."""

from typing import Literal, TypeAlias

import msgspec

from realtimekit_async.models.common import Answer, Timestamp
from realtimekit_async.telling.events import Event as Told

Subscription: TypeAlias = Literal["participant", "transcript", "broadcast"]
"""What an agent can be told of, beside the session itself."""
EndReason: TypeAlias = Literal["all_participants_left", "host_ended_meeting", "force_cleanup"]
"""Why a session has ended: everybody left, a host ended it, or the server cleaned up."""

SUBSCRIPTIONS: tuple[Subscription, ...] = ("participant", "transcript", "broadcast")
"""What can be subscribed to; session events come always."""


class Session(Answer):
    """A session of the meeting; its id is the one that REST and webhooks know.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     live = await rtk.active_session.get(meeting.id)
        ...     print(agent.session.id == live.id, agent.session.ended_at)
        True None
    """

    id: str = ""
    """Which session it is, as REST and webhooks know it."""
    meeting_id: str | None = None
    """Where it took place; `meetings.get` fetches it."""
    started_at: Timestamp | None = None
    """When it began (UTC)."""
    ended_at: Timestamp | None = None
    """When it ended (UTC); absent while it goes on."""


class Peer(Answer):
    """One connection of a participant: two devices are two peers, and whoever reconnects is another one.

    Of a peer that was kicked only `peer_id` and `meeting_id` are told.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     [peer] = agent.present
        >>> peer.custom_participant_id, peer.participant_id == ada.id
        ('user-7', True)
    """

    peer_id: str = ""
    """Which connection it is: another one for each device, and after each reconnect."""
    participant_id: str | None = None
    """Who it is, as `participants.get` knows them; absent after a kick."""
    meeting_id: str | None = None
    """Where it happened."""
    custom_participant_id: str | None = None
    """Your own id of this person; absent after a kick, and where none was given."""
    display_name: str | None = None
    """What the others read; absent after a kick."""
    picture_url: str | None = None
    """URL of an image of the person; absent when none was given."""
    preset_id: str | None = None
    """Which preset they joined with, by its id; absent after a kick."""
    preset_name: str | None = None
    """Which preset they joined with; absent when they leave."""
    waitlisted: bool | None = None
    """Whether they sit in the waiting room and hear nothing yet."""


class Speaker(Answer):
    """Who said something.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     _ = emulator.simulate.says(meeting.id, "Ada", "Shall we begin?")
        ...     event = await agent.wait_for(TranscriptReceived)
        >>> event.speaker.display_name, event.speaker.custom_participant_id
        ('Ada', 'user-7')
    """

    peer_id: str = ""
    """Which connection spoke; of a peer that left it is known no longer."""
    participant_id: str | None = None
    """Who spoke, as `participants.get` knows them."""
    custom_participant_id: str | None = None
    """Your own id of who spoke; absent where none was given."""
    display_name: str | None = None
    """What the others read of who spoke."""


class Event(Told):
    """The base of everything an agent is told.

    Example:
        >>> issubclass(TranscriptReceived, Event)
        True
    """


class SessionStarted(Event):
    """The session has started, or the agent has joined one that was going on.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     event = await anext(aiter(agent))
        >>> type(event).__name__, event.session.meeting_id == meeting.id
        ('SessionStarted', True)
    """

    session: Session = msgspec.field(default_factory=Session)
    """Which one, and since when."""


class SessionEnded(Event):
    """The session is over; treat a reason that is not known as `all_participants_left`.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     _ = emulator.simulate.session_ends(meeting.id)
        ...     event = await agent.wait_for(SessionEnded)
        >>> event.reason
        'host_ended_meeting'
    """

    session: Session = msgspec.field(default_factory=Session)
    """What is over, and when it ended."""
    reason: EndReason | str | None = None
    """all_participants_left, host_ended_meeting or force_cleanup; absent where the server does not say."""


class KickedAll(Event):
    """Everybody was removed: no leaves are told, and the end of the session follows.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     _ = await rtk.active_session.kick_all(meeting.id)
        ...     print(await agent.wait_for(KickedAll))
        KickedAll()
    """


class ParticipantJoined(Event):
    """Somebody joined, with one more device perhaps. Who was there before the agent is not told.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     _ = emulator.simulate.participant_joins(meeting.id, name="Grace")
        ...     event = await agent.wait_for(ParticipantJoined)
        >>> event.participant.display_name
        'Grace'
    """

    participant: Peer = msgspec.field(default_factory=Peer)
    """Who has come, and on which connection."""


class ParticipantLeft(Event):
    """A connection of somebody left or was kicked.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     emulator.simulate.participant_leaves(meeting.id, "Ada")
        ...     event = await agent.wait_for(ParticipantLeft)
        >>> event.participant.display_name
        'Ada'
    """

    participant: Peer = msgspec.field(default_factory=Peer)
    """Who has gone; after a kick only `peer_id` and `meeting_id` are set."""


class TranscriptReceived(Event):
    """Something was said; a partial (`is_final=False`) is replaced by its speaker's next one, or by the final.

    `started_at` is when the server received the speech; `confidence` lies between 0 and 1.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     _ = emulator.simulate.says(meeting.id, "Ada", "Shall we begin?")
        ...     event = await agent.wait_for(TranscriptReceived)
        >>> event.text, event.is_final
        ('Shall we begin?', True)
    """

    text: str = ""
    """What was said, in full so far: a later one of the same speaker replaces it and does not go on from it."""
    is_final: bool = False
    """Whether nothing of it will change any more; store only these."""
    started_at: Timestamp | None = None
    """When the server received the speech (UTC, to the second), which is not when it began."""
    ended_at: Timestamp | None = None
    """When the speech ended (UTC, to the second)."""
    confidence: float | None = None
    """How sure the server is, as a share from 0 to 1; absent where it does not say."""
    speaker: Speaker = msgspec.field(default_factory=Speaker)
    """Who said it."""


class BroadcastReceived(Event):
    """A message of the application's own; nobody has verified who sent it.

    Example:
        >>> async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_guest") as agent:
        ...     _ = emulator.simulate.broadcasts(meeting.id, "wave", {"hand": "left"})
        ...     event = await agent.wait_for(BroadcastReceived)
        >>> event.type, event.payload
        ('wave', {'hand': 'left'})
    """

    type: str = ""
    """What the sender calls it; reactions come as `reactions`, client libraries send types of their own."""
    payload: object = None
    """What was sent, as JSON decodes it; keys keep the application's casing."""
    created_at: Timestamp | None = None
    """When it was sent (UTC)."""


class Gap(Event):
    """Something was missed: the agent was away for longer than its connection is kept, and has joined again.

    Joins, leaves and transcripts since then are lost. `present_is_complete` tells whether `agent.present` has
    been read again; `previous` is the session before, another one where that has ended unseen.

    Example:
        >>> gap = Gap(session=Session(id="s2"), previous=Session(id="s1"))
        >>> gap.session.id != gap.previous.id  # the session before has ended unseen
        True
    """

    session: Session
    """Which session the agent is in now."""
    previous: Session
    """Which session it was in before; another one where that has ended unseen."""
    present_is_complete: bool = False
    """Whether `agent.present` has been read again over REST."""


class UnknownEvent(Event):
    """An event that this version cannot read; `raw` is its frame, JSON as it came.

    Example:
        >>> event = UnknownEvent(name="poll.opened", raw=b'{"name": "poll.opened"}')
        >>> event.name
        'poll.opened'
    """

    name: str = ""
    """What the server calls it."""
    raw: bytes = b""
    """The frame as it came, JSON."""


class Result(Answer):
    """What a request was answered with."""

    request_id: str = ""
    """Which request is answered."""
    name: str = ""
    """What was asked for, such as connection.get."""
    data: msgspec.Raw = msgspec.Raw(b"null")
    """What came back, JSON that is not read yet; null where the request was refused."""
    error: "RequestError | None" = None
    """Why it was refused; absent where it was not."""


class RequestError(Answer):
    """Why a request was refused."""

    code: str = ""
    """INVALID_REQUEST, UNSUPPORTED_REQUEST or INTERNAL_ERROR."""
    message: str = ""
    """The same for people."""
