"""Sessions: each time that people met in a meeting, who was there, and what was said."""

from datetime import datetime
from typing import Literal, TypedDict

from msgspec import field

from .common import Answer, PageQuery, SortOrder, Timestamp, WaitOptions
from .peer_stats import QualityStats, SessionPeerStats

SessionStatus = Literal["LIVE", "ENDED"]
SessionType = Literal["meeting", "livestream", "participant"]
PeerEventName = Literal["PEER_CREATED", "PEER_JOINING", "PEER_LEAVING"]
PeerViewType = Literal["GROUP_CALL", "WEBINAR", "AUDIO_ROOM", "LIVESTREAM", "CHAT"]
TranscriptFormat = Literal["SRT", "VTT", "JSON", "CSV"]
SessionRecordingStatus = Literal["NOT_RECORDED", "RECORDING", "RECORDED"]
SessionLivestreamStatus = Literal["NOT_LIVESTREAMED", "LIVESTREAMING", "LIVESTREAMED"]
PeerReportFilter = Literal[
    "device_info", "ip_information", "precall_network_information", "events", "quality_stats"
]


class SessionSettings(Answer):
    """The settings a session has been started with."""

    live_stream_on_start: bool | None = None


class Session(Answer):
    """A session of a meeting; what follows `ended_at` is not in the API's documentation."""

    id: str = ""
    associated_id: str | None = None
    """Id of the meeting; for old meetings it may be the name of a room instead."""
    meeting_display_name: str | None = None
    type: SessionType | str | None = None
    status: SessionStatus | str | None = None
    live_participants: int | None = None
    max_concurrent_participants: int | None = None
    minutes_consumed: float | None = None
    organization_id: str | None = None
    """Id of the app."""
    started_at: Timestamp | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    meta: dict[str, object] | None = None
    breakout_rooms: list[object] | None = None
    ended_at: Timestamp | None = None
    total_participants: int | None = None
    group_call_minutes_consumed: float | None = None
    webinar_minutes_consumed: float | None = None
    audio_room_minutes_consumed: float | None = None
    livestream_minutes_consumed: float | None = None
    chat_minutes_consumed: float | None = None
    recording_minutes_consumed: float | None = None
    transcription_minutes_consumed: float | None = None
    recording_status: SessionRecordingStatus | str | None = None
    livestream_status: SessionLivestreamStatus | str | None = None
    parent_session_id: str | None = None
    settings: SessionSettings | None = None


class PeerEvent(Answer):
    """A peer being created, joining or leaving."""

    id: str = ""
    event_name: PeerEventName | str | None = None
    peer_id: str | None = None
    participant_id: str | None = None
    session_id: str | None = None
    socket_session_id: str | None = None
    preset_view_type: PeerViewType | str | None = None
    minutes_consumed: float | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None


class SessionParticipant(Answer):
    """Somebody who was in a session; `peer_stats` and `quality_stats` come from older servers only."""

    id: str = ""
    """Id of the peer: another one each time the participant joins."""
    user_id: str | None = None
    custom_participant_id: str | None = None
    display_name: str | None = None
    preset_name: str | None = None
    joined_at: Timestamp | None = None
    left_at: Timestamp | None = None
    duration: float | None = None
    """Minutes spent in the session."""
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    peer_events: list[PeerEvent] | None = None
    peer_stats: SessionPeerStats | None = None
    quality_stats: list[QualityStats] | None = None


class ChatLink(Answer):
    """Where the chat of a session can be fetched."""

    url: str = field(name="chat_download_url")
    expires_at: Timestamp | None = field(name="chat_download_url_expiry", default=None)
    session_id: str | None = field(name="sessionId", default=None)


class TranscriptLink(Answer):
    """Where the transcript of a session can be fetched."""

    url: str = field(name="transcript_download_url")
    expires_at: Timestamp | None = field(name="transcript_download_url_expiry", default=None)
    session_id: str | None = field(name="sessionId", default=None)


class SummaryLink(Answer):
    """Where the summary of a session can be fetched; some servers answer its text instead."""

    url: str = field(name="summaryDownloadUrl", default="")
    expires_at: Timestamp | None = field(name="summaryDownloadUrlExpiry", default=None)
    session_id: str | None = field(name="sessionId", default=None)
    inline: str | None = field(name="summary", default=None)

    def __post_init__(self) -> None:
        if not self.url and self.inline is None:
            raise ValueError("Object missing required field `summaryDownloadUrl`")


class SummaryGeneration(Answer):
    """How the making of a summary stands; empty where the API answers nothing."""

    session_id: str | None = None
    status: str | None = None


class SessionQuery(TypedDict, total=False):
    """What to add to a session."""

    include_breakout_rooms: bool
    """Whether the breakout rooms are added."""


class SessionsQuery(PageQuery, total=False):
    """Which sessions to list, and in which order."""

    associated_id: str
    """Only sessions of the meeting with this id."""
    status: SessionStatus
    """Only sessions that are LIVE, or only those that have ENDED."""
    search: str
    """Text to search for in the meeting's title and id and in the session's id."""
    participants: str
    """Accepted by the API, which does not say what it is for."""
    start_time: datetime | str
    """Beginning of the time range, ISO 8601 when given as text."""
    end_time: datetime | str
    """End of the time range, ISO 8601 when given as text."""
    sort_by: Literal["minutesConsumed", "createdAt"]
    """minutesConsumed or createdAt."""
    sort_order: SortOrder
    """ASC or DESC."""


class SessionParticipantQuery(TypedDict, total=False):
    """What to add to a participant of a session."""

    include_peer_events: bool
    """Whether the events of the peer are added."""
    filters: str
    """Part of the statistics to answer; older servers only, the peer report has replaced it."""


class SessionParticipantsQuery(PageQuery, total=False):
    """Which participants of a session to list, and in which order."""

    search: str
    """Text to search for."""
    view: Literal["raw", "consolidated"]
    """With breakout rooms: raw counts each room for itself, consolidated adds durations up."""
    include_peer_events: bool
    """Whether the events of each peer are added."""
    sort_by: Literal["joinedAt", "duration"]
    """joinedAt or duration."""
    sort_order: SortOrder
    """ASC or DESC."""


class TranscriptQuery(TypedDict, total=False):
    """How a transcript shall be written."""

    format: TranscriptFormat
    """SRT, VTT, JSON or CSV."""


class TranscriptWaitOptions(WaitOptions, TranscriptQuery, total=False):
    """How long to wait for a transcript, and how it shall be written."""


class PeerReportQuery(TypedDict, total=False):
    """What a peer report shall hold."""

    filters: PeerReportFilter
    """One part: device_info, ip_information, precall_network_information, events or quality_stats."""
    include_peer_events: bool
    """Whether the events of the peer are added."""
