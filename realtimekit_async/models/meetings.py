"""Meetings: the rooms that participants join, again and again."""

from typing import Literal, TypedDict

from .common import Answer, Moment, PageQuery, Timestamp
from .recording_config import RecordingConfig, RecordingConfigFields

MeetingStatus = Literal["ACTIVE", "INACTIVE"]
"""Whether people can join, or nobody can any more."""
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
"""What kind of meeting a summary is written for."""
SummaryFormat = Literal["plain_text", "markdown"]
"""How a summary is written."""
TranscriptionLanguage = Literal["en-US", "en-IN", "de", "hi", "sv", "ru", "pl", "el", "fr", "nl"]
"""The language that is spoken, as a BCP 47 tag."""


class TranscriptionConfig(Answer):
    """How the speech of a meeting is turned into text."""

    keywords: list[str] | None = None
    """Words and names that the transcription was told to expect; absent when there are none."""
    language: TranscriptionLanguage | str | None = None
    """Code of the spoken language, such as en-US or de; en-US where none was set."""
    profanity_filter: bool | None = None
    """Whether offensive words are masked in the transcript; false where it was not set."""


class SummarizationConfig(Answer):
    """How the transcript of a meeting is summarised."""

    word_limit: int | None = None
    """Longest summary in words, 150 to 1000; 500 where it was not set."""
    text_format: SummaryFormat | str | None = None
    """How the file is written, plain_text or markdown; markdown where it was not set."""
    summary_type: SummaryType | str | None = None
    """Kind of conversation it is written for, such as general, team_meeting or sales_call."""


class AIConfig(Answer):
    """What is made of a meeting's speech: the transcript and its summary."""

    transcription: TranscriptionConfig | None = None
    """How speech becomes text; absent when the meeting has no settings of its own for it."""
    summarization: SummarizationConfig | None = None
    """How the transcript becomes a summary; absent when the meeting has no settings of its own for it."""


class Meeting(Answer):
    """A meeting, whether listed or fetched by itself; lists leave `ai_config` out."""

    id: str = ""
    """What participants, sessions and recordings know the meeting by, a UUID; it never changes."""
    title: str | None = None
    """Name that people see; absent when none was given.

    It identifies nothing: any number of meetings may share one.
    """
    status: MeetingStatus | str | None = None
    """ACTIVE while people may join.

    INACTIVE keeps newcomers out and disconnects nobody; `meetings.end` does both.
    """
    created_at: Timestamp | None = None
    """When the meeting was created (UTC); a meeting is kept for ever, for the API cannot delete one."""
    updated_at: Timestamp | None = None
    """When a field of the meeting was last changed (UTC)."""
    record_on_start: bool | None = None
    """Whether recording begins as soon as somebody joins; false where it was not set."""
    live_stream_on_start: bool | None = None
    """Whether each session is livestreamed from its beginning; false where it was not set."""
    persist_chat: bool | None = None
    """Whether chat is kept longer than the usual 7 days.

    The API's pages name a week in one place and no end in another: export what matters.
    """
    transcribe_on_end: bool | None = None
    """Whether each session that ends gets a transcript; false where it was not set."""
    summarize_on_end: bool | None = None
    """Whether that transcript is then summarised; without a transcript there is nothing to summarise."""
    session_keep_alive_time_in_secs: float | None = None
    """Seconds that a session lives on after its last participant has left: 60 to 600, usually 60."""
    recording_config: RecordingConfig | None = None
    """How recordings of this meeting are made: goes before the app's settings; absent when unset."""
    ai_config: AIConfig | None = None
    """How transcripts and summaries are made; absent in lists, and where nothing was set."""


class TranscriptionConfigFields(TypedDict, total=False):
    """How the speech of a meeting shall be turned into text."""

    keywords: list[str]
    """Words and names that the transcription should expect, such as products and people."""
    language: TranscriptionLanguage | str
    """Code of the spoken language, such as de; en-US by default. The server knows more than the listed ones."""
    profanity_filter: bool
    """Whether offensive words are masked; false by default."""


class SummarizationConfigFields(TypedDict, total=False):
    """How the transcript of a meeting shall be summarised."""

    word_limit: int
    """Longest summary in words, 150 to 1000; 500 by default."""
    text_format: SummaryFormat
    """How the file is written, plain_text or markdown (the default)."""
    summary_type: SummaryType
    """Kind of conversation to write for: general (the default), team_meeting, sales_call and others."""


class AIConfigFields(TypedDict, total=False):
    """What shall be made of a meeting's speech."""

    transcription: TranscriptionConfigFields
    """How speech becomes text: the language, words to expect, what to mask."""
    summarization: SummarizationConfigFields
    """How the transcript becomes a summary: its length, format and style."""


class MeetingFields(TypedDict, total=False):
    """What a meeting is made from, or replaced by."""

    title: str | None
    """Name that people see; it need not be unique."""
    record_on_start: bool | None
    """Whether recording begins as soon as somebody joins; false by default."""
    live_stream_on_start: bool | None
    """Whether each session is livestreamed from its beginning; false by default."""
    transcribe_on_end: bool
    """Whether each session that ends gets a transcript; false by default."""
    summarize_on_end: bool
    """Whether that transcript is then summarised; false by default, and nothing without a transcript."""
    persist_chat: bool
    """Whether chat is kept longer than the usual 7 days; false by default.

    The API's pages name a week in one place and no end in another: export what matters.
    """
    session_keep_alive_time_in_secs: float
    """Seconds that a session lives on after its last participant has left, 60 (the default) to 600."""
    recording_config: RecordingConfigFields
    """How this meeting is recorded; goes before the settings of the app."""
    ai_config: AIConfigFields
    """How transcripts and summaries of this meeting are made."""


class MeetingPatchFields(TypedDict, total=False):
    """What may be changed in a meeting."""

    title: str
    """Name that people see; it need not be unique."""
    status: MeetingStatus
    """ACTIVE, or INACTIVE: nobody joins an inactive meeting, but those inside stay connected."""
    record_on_start: bool
    """Whether recording begins as soon as somebody joins."""
    live_stream_on_start: bool
    """Whether each session is livestreamed from its beginning."""
    transcribe_on_end: bool
    """Whether each session that ends gets a transcript."""
    summarize_on_end: bool
    """Whether that transcript is then summarised; nothing happens without a transcript."""
    persist_chat: bool
    """Whether chat is kept longer than the usual 7 days.

    The API's pages name a week in one place and no end in another: export what matters.
    """
    session_keep_alive_time_in_secs: float
    """Seconds that a session lives on after its last participant has left, 60 to 600."""
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
    """Text to find in the title or the id of meetings; the API does not say whether parts or case count."""
    status: MeetingStatus
    """Only meetings that are ACTIVE, or only those that are INACTIVE."""
    start_time: Moment | str
    """Only meetings from this moment on: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
    end_time: Moment | str
    """Only meetings up to this moment: a datetime, a day in UTC, how long ago, or text in ISO 8601."""
