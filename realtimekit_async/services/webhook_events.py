"""Which events a webhook may ask for, and which webhook of a URL stays. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import cast, get_args

from realtimekit_async.errors import ConfigurationError
from realtimekit_async.models.webhooks import Webhook, WebhookEventName

from .instead import EVENTS

KNOWN: tuple[str, ...] = get_args(WebhookEventName)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def sendable(fields: Mapping[str, object]) -> dict[str, object]:
    """Return what is sent of a webhook's fields.

    Raises TypeError or ConfigurationError, naming the known events, for one that this library does not know,
    unless `allow_unknown` is among the fields.
    """
    body = dict(fields)
    allow_unknown = body.pop("allow_unknown", False)
    if "events" in body:
        _check(body["events"], allow_unknown=bool(allow_unknown))
    return body


def by_age(hooks: list[Webhook], url: str) -> list[Webhook]:
    """Return the webhooks of a URL, the oldest first: whoever else looks chooses the same one."""
    ours = (hook for hook in hooks if hook.url == url)
    return sorted(ours, key=lambda hook: (hook.created_at or _LONG_AGO, hook.id))


def holds(hook: Webhook, wanted: Mapping[str, object]) -> bool:
    """Return whether a webhook is as it shall be; the order of its events means nothing."""
    events = cast("list[str]", wanted["events"])
    enabled = hook.enabled is not False
    return hook.name == wanted["name"] and {*(hook.events or ())} == {*events} and enabled == wanted["enabled"]


def _check(events: object, *, allow_unknown: bool) -> None:
    if not isinstance(events, list | tuple):
        raise TypeError(f"events is a list of names, got {type(events).__name__}")
    for number, name in enumerate(cast("list[object]", events)):
        if not isinstance(name, str):
            raise TypeError(f"events[{number}] is a str, got {type(name).__name__}")
        if name not in KNOWN and not allow_unknown:
            near = EVENTS.get(name) or next(iter(get_close_matches(name, KNOWN, n=1)), None)
            hint = f"did you mean {near!r}? " if near else ""
            raise ConfigurationError(
                f"events[{number}]: unknown event {name!r}; {hint}known are {', '.join(KNOWN)}; "
                "allow_unknown=True lets it pass"
            )
