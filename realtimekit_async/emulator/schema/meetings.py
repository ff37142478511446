"""The bodies of apps, meetings, participants, live sessions, webhooks and livestreams."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from realtimekit_async.emulator.world.state import Switch

from .base import Body, Text, Url
from .media import RecordingConfig

KeepAlive: TypeAlias = Annotated[int, Meta(ge=60, le=600)] | Annotated[float, Meta(ge=60, le=600)]


class AppWrite(Body):
    """The body of `POST /apps`."""

    name: Text


class Transcription(Body):
    """How speech is written down; the list of languages is open."""

    keywords: list[str] | UnsetType = UNSET
    language: Text | UnsetType = UNSET
    profanity_filter: bool | UnsetType = UNSET


class Summarization(Body):
    """How a session is summed up."""

    summary_type: (
        Literal[
            "general",
            "team_meeting",
            "sales_call",
            "client_check_in",
            "interview",
            "daily_standup",
            "one_on_one_meeting",
            "lecture",
            "code_review",
        ]
        | UnsetType
    ) = UNSET
    text_format: Literal["plain_text", "markdown"] | UnsetType = UNSET
    word_limit: Annotated[int, Meta(ge=150, le=1000)] | UnsetType = UNSET


class AIConfig(Body):
    """What is done with what was said."""

    summarization: Summarization | UnsetType = UNSET
    transcription: Transcription | UnsetType = UNSET


class MeetingFields(Body):
    """What POST, PUT and PATCH of a meeting have in common."""

    ai_config: AIConfig | UnsetType = UNSET
    persist_chat: bool | UnsetType = UNSET
    recording_config: RecordingConfig | UnsetType = UNSET
    session_keep_alive_time_in_secs: KeepAlive | UnsetType = UNSET
    summarize_on_end: bool | UnsetType = UNSET
    transcribe_on_end: bool | UnsetType = UNSET


class MeetingWrite(MeetingFields):
    """The body of `POST /meetings` and `PUT /meetings/{meeting_id}`: three keys may be null, and no status."""

    live_stream_on_start: bool | UnsetType | None = UNSET
    record_on_start: bool | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET


class MeetingPatch(MeetingFields):
    """The body of `PATCH /meetings/{meeting_id}`: nothing may be null, and there is a status."""

    live_stream_on_start: bool | UnsetType = UNSET
    record_on_start: bool | UnsetType = UNSET
    status: Switch | UnsetType = UNSET
    title: str | UnsetType = UNSET


class ParticipantWrite(Body):
    """The body of `POST /meetings/{meeting_id}/participants` and `PUT …/participants/{participant_id}`."""

    custom_participant_id: Text
    preset_name: Text
    name: str | None = None
    picture: Url | None = None


class ParticipantPatch(Body):
    """The body of `PATCH /meetings/{meeting_id}/participants/{participant_id}`."""

    name: str | UnsetType | None = UNSET
    picture: Url | UnsetType | None = UNSET
    preset_name: Text | UnsetType | None = UNSET


class ParticipantIds(Body):
    """The body of `POST /meetings/{meeting_id}/active-session/kick` and `…/mute`: one list alone is enough."""

    custom_participant_ids: list[str] = field(default_factory=list[str])
    participant_ids: list[str] = field(default_factory=list[str])


class MuteAll(Body):
    """The body of `POST /meetings/{meeting_id}/active-session/mute-all`."""

    allow_unmute: bool


class PollWrite(Body):
    """The body of `POST /meetings/{meeting_id}/active-session/poll`."""

    options: list[str]
    question: Text
    anonymous: bool = False
    hide_votes: bool = False


Event: TypeAlias = Literal[
    "meeting.started",
    "meeting.ended",
    "meeting.participantJoined",
    "meeting.participantLeft",
    "meeting.chatSynced",
    "recording.statusUpdate",
    "livestreaming.statusUpdate",
    "meeting.transcript",
    "meeting.summary",
]


class WebhookWrite(Body):
    """The body of `POST /webhooks` and `PUT /webhooks/{webhook_id}`."""

    name: Text
    url: Url
    events: list[Event]
    enabled: bool = True


class WebhookPatch(Body):
    """The body of `PATCH /webhooks/{webhook_id}`."""

    events: list[Event] | UnsetType = UNSET
    name: Text | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class LivestreamWrite(Body):
    """The body of `POST /livestreams`."""

    name: str | UnsetType = UNSET


class LivestreamVideo(Body):
    """The size of a livestream's picture; no limits are documented."""

    height: int | UnsetType = UNSET
    width: int | UnsetType = UNSET


class LivestreamStart(Body):
    """The body of `POST /meetings/{meeting_id}/livestreams`."""

    name: str | None = None
    video_config: LivestreamVideo | UnsetType = UNSET
