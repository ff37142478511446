"""Sessions: each time that people met in a meeting, who was there, and what was said."""

from typing import Literal, TypedDict

from msgspec import field

from .common import Answer, Moment, PageQuery, SortOrder, Timestamp, WaitOptions
from .peer_stats import QualityStats, SessionPeerStats

SessionStatus = Literal["LIVE", "ENDED"]
"""Whether a session goes on, or is over."""
SessionType = Literal["meeting", "livestream", "participant"]
"""What a session is of: a meeting, a livestream, or one participant."""
PeerEventName = Literal["PEER_CREATED", "PEER_JOINING", "PEER_LEAVING"]
"""What happened to a connection of a participant: it was made, entered the room, or left it."""
PeerViewType = Literal["GROUP_CALL", "WEBINAR", "AUDIO_ROOM", "LIVESTREAM", "CHAT"]
"""What kind of room a connection is in, by the preset that it has."""
TranscriptFormat = Literal["SRT", "VTT", "JSON", "CSV"]
"""How the file of a transcript is written: SRT and VTT are subtitles, JSON and CSV are for programs."""
SessionRecordingStatus = Literal["NOT_RECORDED", "RECORDING", "RECORDED"]
"""Whether a session was recorded, or is recorded now."""
SessionLivestreamStatus = Literal["NOT_LIVESTREAMED", "LIVESTREAMING", "LIVESTREAMED"]
"""Whether a session was streamed, or is streamed now."""
PeerReportFilter = Literal[
    "device_info", "ip_information", "precall_network_information", "events", "quality_stats"
]
"""A part of the report on a participant's connection; what is asked for comes, the rest is left out."""


class SessionSettings(Answer):
    """The settings a session has been started with."""

    live_stream_on_start: bool | None = None
    """Whether the session was livestreamed from its beginning."""


class Session(Answer):
    """A session of a meeting; what follows `ended_at` is not in the API's documentation."""

    id: str = ""
    """What the API knows this one time by; webhooks and agents name the same id.

    The next session of the meeting gets another.
    """
    associated_id: str | None = None
    """Which meeting it is a session of, by its id; for old meetings it may be the name of a room instead."""
    meeting_display_name: str | None = None
    """Title of the meeting, as it was then; absent when the meeting has none."""
    type: SessionType | str | None = None
    """What took place: meeting, or livestream, or participant."""
    status: SessionStatus | str | None = None
    """LIVE while anybody is there and for the meeting's keep-alive time after, then ENDED."""
    live_participants: int | None = None
    """Number of people who are there now; 0 once the session has ended."""
    max_concurrent_participants: int | None = None
    """Largest number of people who were there at the same time."""
    minutes_consumed: float | None = None
    """Minutes billed so far, over all participants, may be fractional; two who stay five minutes make 10."""
    organization_id: str | None = None
    """Which app the meeting belongs to: the `app_id`, under an older name."""
    started_at: Timestamp | None = None
    """When the first participant joined (UTC)."""
    created_at: Timestamp | None = None
    """When the API noted the session (UTC), usually the moment it started."""
    updated_at: Timestamp | None = None
    """When the session was last changed (UTC)."""
    meta: dict[str, object] | None = None
    """What servers add beside the documented fields, such as room_name; absent from most sessions."""
    breakout_rooms: list[object] | None = None
    """The rooms it was split into, as the API sends them; absent unless `include_breakout_rooms` was asked for."""
    ended_at: Timestamp | None = None
    """When the session ended (UTC); absent while it is LIVE."""
    total_participants: int | None = None
    """Number of different people who were there at any time; absent where the server leaves it out."""
    group_call_minutes_consumed: float | None = None
    """The minutes of participants whose preset is for a group call; absent where the server leaves it out."""
    webinar_minutes_consumed: float | None = None
    """The minutes of participants whose preset is for a webinar; absent where the server leaves it out."""
    audio_room_minutes_consumed: float | None = None
    """The minutes of participants whose preset is for sound alone; absent where the server leaves it out."""
    livestream_minutes_consumed: float | None = None
    """The minutes of participants whose preset is for a livestream; absent where the server leaves it out."""
    chat_minutes_consumed: float | None = None
    """The minutes of participants who were there for chat alone; absent where the server leaves it out."""
    recording_minutes_consumed: float | None = None
    """Minutes that were recorded, may be fractional; absent where the server leaves it out."""
    transcription_minutes_consumed: float | None = None
    """Minutes that were turned into text, may be fractional; absent where the server leaves it out."""
    recording_status: SessionRecordingStatus | str | None = None
    """NOT_RECORDED, RECORDING or RECORDED; how a recording itself stands is told by `recordings.list`."""
    livestream_status: SessionLivestreamStatus | str | None = None
    """NOT_LIVESTREAMED, LIVESTREAMING or LIVESTREAMED."""
    parent_session_id: str | None = None
    """Of a breakout room, the session it was split from; absent in every other."""
    settings: SessionSettings | None = None
    """What the session was started with; absent where the server leaves it out."""


class PeerEvent(Answer):
    """A peer being created, joining or leaving."""

    id: str = ""
    """What the API knows this event by."""
    event_name: PeerEventName | str | None = None
    """PEER_CREATED, PEER_JOINING or PEER_LEAVING, in this order for each time somebody joins."""
    peer_id: str | None = None
    """Which peer: a participant is another one each time they join."""
    participant_id: str | None = None
    """Which participant of the meeting the peer was."""
    session_id: str | None = None
    """In which session it happened."""
    socket_session_id: str | None = None
    """Over which connection to the server it happened; a peer that reconnects has several."""
    preset_view_type: PeerViewType | str | None = None
    """Kind of meeting that the peer's preset is for, as it was when the peer joined."""
    minutes_consumed: float | None = None
    """Minutes that are billed for this event, may be fractional; absent, or 0, before the peer leaves."""
    created_at: Timestamp | None = None
    """When it happened (UTC)."""
    updated_at: Timestamp | None = None
    """When the event was last changed (UTC)."""


class SessionParticipant(Answer):
    """Somebody who was in a session; `peer_stats` and `quality_stats` come from older servers only."""

    id: str = ""
    """Which peer: a participant is another one each time they join. `peer_report` asks for it."""
    user_id: str | None = None
    """Which participant of the meeting it was: `Participant.id`, the same each time they join."""
    custom_participant_id: str | None = None
    """Your own id of this person, as given when they were added; absent if they were not added by you."""
    display_name: str | None = None
    """What the others read when the participant joined."""
    preset_name: str | None = None
    """Which preset decided what the participant saw and might do."""
    joined_at: Timestamp | None = None
    """When the participant joined (UTC)."""
    left_at: Timestamp | None = None
    """When the participant left (UTC); absent while they are there."""
    duration: float | None = None
    """Minutes spent in the session, fractional, such as 5.8097."""
    created_at: Timestamp | None = None
    """When the API noted this peer (UTC), usually the moment it joined."""
    updated_at: Timestamp | None = None
    """When this peer was last changed (UTC)."""
    peer_events: list[PeerEvent] | None = None
    """Its coming and going; absent unless `include_peer_events` was asked for."""
    peer_stats: SessionPeerStats | None = None
    """Device, address and events; absent from today's servers, whose `peer_report` has replaced it."""
    quality_stats: list[QualityStats] | None = None
    """How well it was heard and seen; absent from today's servers, whose `peer_report` has replaced it."""


class ChatLink(Answer):
    """Where the chat of a session can be fetched."""

    url: str = field(name="chat_download_url")
    """Signed URL of a CSV file, on another host: a secret while it works.

    It expires; asking again gives a new one.
    """
    expires_at: Timestamp | None = field(name="chat_download_url_expiry", default=None)
    """When the URL stops working (UTC); absent where the API leaves it out."""
    session_id: str | None = field(name="sessionId", default=None)
    """Which session the chat is of; absent from most answers."""


class TranscriptLink(Answer):
    """Where the transcript of a session can be fetched."""

    url: str = field(name="transcript_download_url")
    """Signed URL of the file in the format asked for, a secret while it works.

    It expires; asking again gives a new one.
    """
    expires_at: Timestamp | None = field(name="transcript_download_url_expiry", default=None)
    """When the URL stops working (UTC); absent where the API leaves it out."""
    session_id: str | None = field(name="sessionId", default=None)
    """Which session was transcribed; absent where the API leaves it out."""


class SummaryLink(Answer):
    """Where the summary of a session can be fetched; some servers answer its text instead."""

    url: str = field(name="summaryDownloadUrl", default="")
    """Signed URL of one text or Markdown file, a secret while it works; it expires, and is empty where the text is
    `inline`.
    """
    expires_at: Timestamp | None = field(name="summaryDownloadUrlExpiry", default=None)
    """When the URL stops working (UTC); absent where the API leaves it out."""
    session_id: str | None = field(name="sessionId", default=None)
    """Which session was summarised; absent where the API leaves it out."""
    inline: str | None = field(name="summary", default=None)
    """The summary itself, where the server sends its text and no URL; absent otherwise."""

    def __post_init__(self) -> None:
        if not self.url and self.inline is None:
            raise ValueError("Object missing required field `summaryDownloadUrl`")


class SummaryGeneration(Answer):
    """How the making of a summary stands; empty where the API answers nothing."""

    session_id: str | None = None
    """Which session is being summarised; absent where the API answers nothing."""
    status: str | None = None
    """How the making stands, in the API's word; absent where the API answers nothing.

    `wait_for_summary` waits for its end.
    """


class SessionQuery(TypedDict, total=False):
    """What to add to a session."""

    include_breakout_rooms: bool
    """Whether `breakout_rooms` is filled in; false by default."""


class SessionsQuery(PageQuery, total=False):
    """Which sessions to list, and in which order."""

    associated_id: str
    """Only sessions of this meeting: the meeting's id."""
    status: SessionStatus
    """Only sessions that are LIVE, or only those that have ENDED."""
    search: str
    """Text to find in the meeting's title or id, or in the session's id."""
    participants: str
    """Accepted by the API, which does not say what it is for."""
    start_time: Moment | str
    """Only sessions from this moment on: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
    end_time: Moment | str
    """Only sessions up to this moment: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
    sort_by: Literal["minutesConsumed", "createdAt"]
    """What decides the order, minutesConsumed or createdAt."""
    sort_order: SortOrder
    """ASC begins with the least or oldest, DESC with the most or newest."""


class SessionParticipantQuery(TypedDict, total=False):
    """What to add to a participant of a session."""

    include_peer_events: bool
    """Whether `peer_events` is filled in; false by default."""
    filters: str
    """Part of the statistics to answer; older servers only, the peer report has replaced it."""


class SessionParticipantsQuery(PageQuery, total=False):
    """Which participants of a session to list, and in which order."""

    search: str
    """Text to find in the display name, the participant's id or your own id of the person."""
    view: Literal["raw", "consolidated"]
    """How breakout rooms count: raw (the default) tells each room for itself, consolidated adds durations up."""
    include_peer_events: bool
    """Whether `peer_events` is filled in; false by default."""
    sort_by: Literal["joinedAt", "duration"]
    """What decides the order, joinedAt or duration."""
    sort_order: SortOrder
    """ASC begins with the first or shortest, DESC with the last or longest."""


class TranscriptQuery(TypedDict, total=False):
    """How a transcript shall be written."""

    format: TranscriptFormat
    """How the file is written: SRT and VTT are subtitles, JSON and CSV are for programs.

    What comes without it, the API does not say.
    """


class TranscriptWaitOptions(WaitOptions, TranscriptQuery, total=False):
    """How long to wait for a transcript, and how it shall be written."""


class PeerReportQuery(TypedDict, total=False):
    """What a peer report shall hold."""

    filters: PeerReportFilter
    """One part only: device_info, ip_information, precall_network_information, events or quality_stats."""
    include_peer_events: bool
    """Whether `peer_events` is filled in; false by default."""
