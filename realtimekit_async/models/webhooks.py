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
"""What a webhook can be told of; `webhooks.supported_events` lists what the server knows."""


class Webhook(Answer):
    """A subscription of one URL to some events."""

    id: str = ""
    """What the API knows the webhook by; each delivery carries it as `rtk-webhook-id`."""
    name: str | None = None
    """What people call the webhook; it identifies nothing."""
    url: str | None = None
    """Where the events are posted to, a URL that no other webhook of the app can have; it does not expire."""
    events: list[WebhookEventName | str] | None = None
    """What is reported, such as meeting.started; names that this library does not know yet are kept."""
    enabled: bool | None = None
    """Whether events are posted at present; a webhook that is switched off misses them for good."""
    created_at: Timestamp | None = None
    """When the URL was registered (UTC)."""
    updated_at: Timestamp | None = None
    """When the webhook was last changed (UTC)."""


class SupportedEvent(Answer):
    """An event that a webhook may subscribe to, where the API describes it by an object."""

    name: str
    """What `events` of a webhook may hold, such as recording.statusUpdate."""


class WebhookFields(TypedDict, total=False):
    """What a webhook is made from, or replaced by."""

    name: Required[str]
    """What people call the webhook; it need not be unique."""
    url: Required[str]
    """Where the events are posted to; a URL that is registered already is answered 409 (`ensure` changes it
    instead).
    """
    events: Required[list[WebhookEventName | str]]
    """What to report, such as meeting.started or recording.statusUpdate; all nine are in `supported_events`."""
    enabled: bool
    """Whether events are posted at present; true by default."""
    allow_unknown: bool
    """Whether names of events may be given that this library does not know yet; not sent."""


class WebhookPatchFields(TypedDict, total=False):
    """What may be changed in a webhook."""

    name: str
    """What people call the webhook; it need not be unique."""
    url: str
    """Where the events are posted to; a URL that another webhook has is answered 409."""
    events: list[WebhookEventName | str]
    """What to report, such as meeting.started; replaces the whole list."""
    enabled: bool
    """Whether events are posted at present; a webhook that is switched off misses them for good."""
    allow_unknown: bool
    """Whether names of events may be given that this library does not know yet; not sent."""


class EnsuredWebhookFields(TypedDict, total=False):
    """What the one webhook of a URL shall be like."""

    name: Required[str]
    """What people call the webhook; it need not be unique."""
    events: Required[list[WebhookEventName | str]]
    """What to report, such as meeting.started or recording.statusUpdate; replaces the whole list."""
    enabled: bool
    """Whether events are posted at present; true unless given."""
    allow_unknown: bool
    """Whether names of events may be given that this library does not know yet; not sent."""
