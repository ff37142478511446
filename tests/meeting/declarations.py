"""The type declarations that Cloudflare publishes with its SDK, read for the names of functions and events."""

import re
import tarfile
from functools import cache

from .browsers import require_tarball

CLASSES = {
    "": ["Client"],
    "self": ["Self", "SelfMedia"],
    "participants": ["Participants"],
    "participant": ["Participant"],
    "chat": ["Chat"],
    "polls": ["Polls"],
    "plugin": ["Plugin"],
    "recording": ["Recording"],
    "livestream": ["Livestream"],
    "stage": ["Stage"],
}
"""By the parts of a meeting object, as calls name them."""

EVENTS = {
    "self": ["SelfEvents"],
    "self.permissions": ["PermissionEvents"],
    "meta": ["MetaEvents"],
    "participants": ["ParticipantsEvents"],
    "participants.joined": ["ParticipantMapEvents", "ParticipantEvents"],
    "participants.active": ["ParticipantMapEvents"],
    "participants.waitlisted": ["ParticipantMapEvents"],
    "participants.pinned": ["ParticipantMapEvents"],
    "chat": ["ChatEvents"],
    "polls": ["PollsEvents"],
    "plugins.all": ["PluginMapEvents", "PluginEvents"],
    "ai": ["AiEvents"],
    "recording": ["RecordingEvents"],
    "livestream": ["LivestreamEvents"],
    "stage": ["StageEvents"],
}
"""By where they are told."""

_FUNCTION = re.compile(r"^    (\w+)(?:<[^(]*>)?\(", re.MULTILINE)
_EVENT = re.compile(r"^    \['(\w+)'\]", re.MULTILINE)


def functions(part: str) -> set[str]:
    """Return the functions that a part of the meeting object has."""
    blocks = (_block(f"declare class {kind} ") for kind in CLASSES[part])
    return {name for block in blocks for name in _FUNCTION.findall(block)}


def events(source: str) -> set[str]:
    """Return the events that a source tells."""
    blocks = (_block(f"type {kind} = ") for kind in EVENTS[source])
    return {name for block in blocks for name in _EVENT.findall(block)}


@cache
def _declarations() -> str:
    with tarfile.open(require_tarball()) as tar:
        file = tar.extractfile("package/dist/index.d.ts")
        assert file is not None
        return file.read().decode()


def _block(head: str) -> str:
    """Return what stands between the braces behind a head: declarations begin and end a line."""
    text = _declarations()
    start = text.index(f"\n{head}")
    return text[start : text.index("\n}", start)]
