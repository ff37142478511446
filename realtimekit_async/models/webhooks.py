"""Webhooks: where the API reports what happens in meetings."""

from typing import Literal, Required, TypedDict

from .common import Answer, Timestamp

WebhookEventName = Literal[
    "meeting.started",
    "meeting.ended",
    "meeting.participantJoined",
    "meeting.participantLeft",
    "meeting.chatSynced",
    "meeting.transcript",
    "meeting.summary",
    "recording.statusUpdate",
    "livestreaming.statusUpdate",
]


class Webhook(Answer):
    """A subscription of one URL to some events."""

    id: str = ""
    name: str | None = None
    url: str | None = None
    events: list[WebhookEventName | str] | None = None
    enabled: bool | None = None
    created_at: Timestamp | None = None
    updated_at: Timestamp | None = None


class SupportedEvent(Answer):
    """An event that a webhook may subscribe to, where the API describes it by an object."""

    name: str


class WebhookFields(TypedDict, total=False):
    """What a webhook is made from, or replaced by."""

    name: Required[str]
    """Name of the webhook."""
    url: Required[str]
    """URL that the events are posted to; each URL can be registered once."""
    events: Required[list[WebhookEventName | str]]
    """Names of the events to report, such as meeting.started or recording.statusUpdate."""
    enabled: bool
    """Whether events are reported at present."""
    allow_unknown: bool
    """Whether names of events may be given that this library does not know yet; not sent."""


class WebhookPatchFields(TypedDict, total=False):
    """What may be changed in a webhook."""

    name: str
    """Name of the webhook."""
    url: str
    """URL that the events are posted to; each URL can be registered once."""
    events: list[WebhookEventName | str]
    """Names of the events to report, such as meeting.started or recording.statusUpdate."""
    enabled: bool
    """Whether events are reported at present."""
    allow_unknown: bool
    """Whether names of events may be given that this library does not know yet; not sent."""


class EnsuredWebhookFields(TypedDict, total=False):
    """What the one webhook of a URL shall be like."""

    name: Required[str]
    """Name of the webhook."""
    events: Required[list[WebhookEventName | str]]
    """Names of the events to report, such as meeting.started or recording.statusUpdate."""
    enabled: bool
    """Whether events are reported at present; true unless given."""
    allow_unknown: bool
    """Whether names of events may be given that this library does not know yet; not sent."""
