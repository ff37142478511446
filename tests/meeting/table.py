"""The contract: every name of the vendor's documents, what it is in JavaScript and in Python, and its check.

A check takes a cast, and runs on any host. Those marked `alone` use `cast.me` only, who has not joined, and so run
with an SDK that has no meeting to join as well.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeAlias

Check: TypeAlias = Callable[[Any], Awaitable[None]]


class Row(NamedTuple):
    """One name of the documents."""

    seed: str
    js: str
    python: str
    check: Check
    alone: bool


ROWS: list[Row] = []


def row(seed: str, python: str, *, js: str | None = None, alone: bool = False) -> Callable[[Check], Check]:
    """Put a check into the table."""

    def put(check: Check) -> Check:
        ROWS.append(Row(seed, js or seed, python, check, alone))
        return check

    return put


SEEDS = (
    "self.id",
    "self.userId",
    "self.name",
    "self.audioEnabled",
    "self.videoEnabled",
    "self.screenShareEnabled",
    "self.audioTrack",
    "self.videoTrack",
    "self.screenShareTracks",
    "self.roomJoined",
    "self.roomState",
    "self.enableAudio",
    "self.disableAudio",
    "self.enableVideo",
    "self.disableVideo",
    "self.enableScreenShare",
    "self.disableScreenShare",
    "self.setName",
    "self.setDevice",
    "self.getAllDevices",
    "self.getAudioDevices",
    "self.getVideoDevices",
    "self.getSpeakerDevices",
    "event roomJoined",
    "event audioUpdate",
    "event videoUpdate",
    "event screenShareUpdate",
    "event deviceUpdate",
    "event deviceListUpdate",
    "participants.joined",
    "participants.active",
    "participants.waitlisted",
    "participants.pinned",
    "map.toArray()",
    "map.size()",
    "map.get(id)",
    "participant.id",
    "participant.userId",
    "participant.name",
    "participant.audioEnabled",
    "participant.videoEnabled",
    "participant.screenShareEnabled",
    "participant.audioTrack",
    "participant.videoTrack",
    "participant.screenShareTracks",
    "event participantJoined",
    "event participantLeft",
    "meta.meetingId",
    "meta.meetingTitle",
    "meta.meetingStartedTimestamp",
    "chat.messages",
    "chat.sendTextMessage",
    "chat.sendImageMessage",
    "event chatUpdate",
    "polls.items",
    "polls.create",
    "polls.vote",
    "plugins.all",
    "plugins.activate(id)",
    "plugins.deactivate()",
    "ai.transcripts",
    "join()",
    "leave()",
)
"""The names, in the order of the documents."""
