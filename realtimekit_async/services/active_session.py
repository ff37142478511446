"""The session that is going on in a meeting: who is removed or muted, what is asked."""

from collections.abc import Mapping
from typing import Unpack, cast

from realtimekit_async.models.active_session import (
    Kicked,
    KickFields,
    MuteAllFields,
    Muted,
    MuteFields,
    Poll,
    PollFields,
)
from realtimekit_async.models.sessions import Session

from .base import Service, take_fields


class ActiveSession(Service):
    """What can be done to the live session of a meeting; without one, every call is a NotFound."""

    async def get(self, meeting_id: str, /) -> Session:
        """Fetch the live session of a meeting."""
        return await self._send(
            "GET", "/meetings/{meeting_id}/active-session", meeting_id, into=Session, inside="session"
        )

    async def kick(self, meeting_id: str, /, **fields: Unpack[KickFields]) -> Kicked:
        """Remove some participants from the live session of a meeting.

        Raises ValueError when no id is given, and NotFound when no session is live or nobody in it is meant.
        """
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/kick",
            meeting_id,
            into=Kicked,
            body=_naming_somebody(take_fields(KickFields, fields), "kick_all removes everybody"),
        )

    async def kick_all(self, meeting_id: str, /) -> Kicked:
        """Remove everybody from the live session of a meeting, which ends it."""
        return await self._send("POST", "/meetings/{meeting_id}/active-session/kick-all", meeting_id, into=Kicked)

    async def mute(self, meeting_id: str, /, **fields: Unpack[MuteFields]) -> Muted:
        """Mute some participants of the live session of a meeting, who may unmute themselves.

        Raises ValueError when no id is given, and NotFound when no session is live or nobody in it is meant.
        """
        ids = _naming_somebody(take_fields(MuteFields, fields), "mute_all mutes everybody")
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/mute",
            meeting_id,
            into=Muted,
            # One document requires both lists, another one of them: an empty list satisfies both.
            body={"participant_ids": [], "custom_participant_ids": [], **ids},
        )

    async def mute_all(self, meeting_id: str, /, **fields: Unpack[MuteAllFields]) -> Muted:
        """Mute everybody in the live session of a meeting; they may unmute themselves unless told otherwise."""
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/mute-all",
            meeting_id,
            into=Muted,
            body={"allow_unmute": True, **take_fields(MuteAllFields, fields)},
        )

    async def create_poll(self, meeting_id: str, /, **fields: Unpack[PollFields]) -> Poll:
        """Put a question to everybody in the live session of a meeting."""
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/poll",
            meeting_id,
            into=Poll,
            inside="poll",
            body=take_fields(PollFields, fields),
        )


def _naming_somebody(ids: Mapping[str, object], remedy: str) -> Mapping[str, object]:
    """Return the lists of ids; raises TypeError for what is no list, and ValueError where all are empty."""
    for name, value in ids.items():
        if not isinstance(value, list | tuple):
            raise TypeError(f"{name} is a list of ids, got {type(value).__name__}")
    if not any(cast("Mapping[str, list[str]]", ids).values()):
        raise ValueError(f"participant_ids or custom_participant_ids names at least one participant; {remedy}")
    return ids
