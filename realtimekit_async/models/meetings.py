"""Meetings: the rooms that participants join, again and again."""

from datetime import datetime
from typing import Literal, TypedDict

from .common import Answer, PageQuery, Timestamp
from .recording_config import RecordingConfig, RecordingConfigFields

MeetingStatus = Literal["ACTIVE", "INACTIVE"]
SummaryType = Literal[
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
SummaryFormat = Literal["plain_text", "markdown"]
TranscriptionLanguage = Literal["en-US", "en-IN", "de", "hi", "sv", "ru", "pl", "el", "fr", "nl"]


class TranscriptionConfig(Answer):
    """How the speech of a meeting is turned into text."""

    keywords: list[str] | None = None
    language: TranscriptionLanguage | str | None = None
    profanity_filter: bool | None = None


class SummarizationConfig(Answer):
    """How the transcript of a meeting is summarised."""

    word_limit: int | None = None
    text_format: SummaryFormat | str | None = None
    summary_type: SummaryType | str | None = None


class AIConfig(Answer):
    """What is made of a meeting's speech: the transcript and its summary."""

    transcription: TranscriptionConfig | None = None
    summarization: SummarizationConfig | None = None


class Meeting(Answer):
    """A meeting, whether listed or fetched by itself; lists leave `ai_config` out."""

    id: str = ""
    title: str | None = None
    status: MeetingStatus | str | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    record_on_start: bool | None = None
    live_stream_on_start: bool | None = None
    transcribe_on_end: bool | None = None
    summarize_on_end: bool | None = None
    persist_chat: bool | None = None
    session_keep_alive_time_in_secs: float | None = None
    recording_config: RecordingConfig | None = None
    ai_config: AIConfig | None = None


class TranscriptionConfigFields(TypedDict, total=False):
    """How the speech of a meeting shall be turned into text."""

    keywords: list[str]
    """Words and names that the transcription should expect."""
    language: TranscriptionLanguage | str
    """Code of the spoken language, such as en-US or de; the server knows more than the listed ones."""
    profanity_filter: bool
    """Whether offensive words are masked."""


class SummarizationConfigFields(TypedDict, total=False):
    """How the transcript of a meeting shall be summarised."""

    word_limit: int
    """Longest summary in words, 150 to 1000."""
    text_format: SummaryFormat
    """plain_text or markdown."""
    summary_type: SummaryType
    """Style of the summary, such as general, team_meeting or sales_call."""


class AIConfigFields(TypedDict, total=False):
    """What shall be made of a meeting's speech."""

    transcription: TranscriptionConfigFields
    """How speech is transcribed."""
    summarization: SummarizationConfigFields
    """How the transcript is summarised."""


class MeetingFields(TypedDict, total=False):
    """What a meeting is made from, or replaced by."""

    title: str | None
    """Title of the meeting."""
    record_on_start: bool | None
    """Whether recording starts as soon as somebody joins."""
    live_stream_on_start: bool | None
    """Whether livestreaming starts with the session."""
    transcribe_on_end: bool
    """Whether a transcript is made when the session ends."""
    summarize_on_end: bool
    """Whether the transcript is summarised when the session ends; needs a transcript."""
    persist_chat: bool
    """Whether the chat stays in the meeting for a week."""
    session_keep_alive_time_in_secs: float
    """Seconds that a session lives on after the last participant has left, 60 to 600."""
    recording_config: RecordingConfigFields
    """How this meeting is recorded; goes before the settings of the app."""
    ai_config: AIConfigFields
    """How transcripts and summaries of this meeting are made."""


class MeetingPatchFields(TypedDict, total=False):
    """What may be changed in a meeting."""

    title: str
    """Title of the meeting."""
    status: MeetingStatus
    """ACTIVE or INACTIVE; nobody joins an inactive meeting, but those inside stay connected."""
    record_on_start: bool
    """Whether recording starts as soon as somebody joins."""
    live_stream_on_start: bool
    """Whether livestreaming starts with the session."""
    transcribe_on_end: bool
    """Whether a transcript is made when the session ends."""
    summarize_on_end: bool
    """Whether the transcript is summarised when the session ends; needs a transcript."""
    persist_chat: bool
    """Whether the chat stays in the meeting for a week."""
    session_keep_alive_time_in_secs: float
    """Seconds that a session lives on after the last participant has left, 60 to 600."""
    recording_config: RecordingConfigFields
    """How this meeting is recorded; goes before the settings of the app."""
    ai_config: AIConfigFields
    """How transcripts and summaries of this meeting are made."""


class MeetingQuery(TypedDict, total=False):
    """What may be asked for besides the id of a meeting."""

    name: str
    """Accepted by the API, which does not say what it is for."""


class MeetingsQuery(PageQuery, total=False):
    """Which meetings to list."""

    search: str
    """Text to search for."""
    status: MeetingStatus
    """Only meetings that are ACTIVE, or only those that are INACTIVE."""
    start_time: datetime | str
    """Beginning of the time range, ISO 8601 when given as text."""
    end_time: datetime | str
    """End of the time range, ISO 8601 when given as text."""
