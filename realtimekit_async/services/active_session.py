"""The session that is going on in a meeting: who is removed or muted, what is asked."""

from collections.abc import Mapping
from typing import Unpack, cast

from realtimekit_async.errors import ConfigurationError
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
        """Fetch the live session of a meeting.

        Sends GET /meetings/{meeting_id}/active-session.

        Raises:
            NotFound: No session is live in the meeting.

        Example:
            >>> live = await rtk.active_session.get(meeting.id)
            >>> live.status, live.live_participants
            ('LIVE', 1)
        """
        return await self._send(
            "GET", "/meetings/{meeting_id}/active-session", meeting_id, into=Session, inside="session"
        )

    async def kick(self, meeting_id: str, /, **fields: Unpack[KickFields]) -> Kicked:
        """Remove some participants from the live session of a meeting.

        Sends POST /meetings/{meeting_id}/active-session/kick.

        Keyword Args:
            participant_ids (list[str]): Ids of participants, as given when they were added; one list or the other
                names somebody.
            custom_participant_ids (list[str]): Your own ids of participants; one list or the other names somebody.

        Raises:
            ConfigurationError: Neither list names anybody.
            TypeError: `user_ids` was given, as older documents have it: `participant_ids` and
                `custom_participant_ids` are today's.
            NotFound: No session is live in the meeting, or nobody in it is meant.

        Example:
            >>> kicked = await rtk.active_session.kick(meeting.id, custom_participant_ids=["user-7"])
            >>> [one.name for one in kicked.participants]
            ['Ada']
        """
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/kick",
            meeting_id,
            into=Kicked,
            body=_naming_somebody(take_fields(KickFields, fields), "kick_all removes everybody"),
        )

    async def kick_all(self, meeting_id: str, /) -> Kicked:
        """Remove everybody from the live session of a meeting, which ends it.

        Sends POST /meetings/{meeting_id}/active-session/kick-all.

        Raises:
            NotFound: No session is live in the meeting.

        Example:
            >>> (await rtk.active_session.kick_all(meeting.id)).kicked_participants_count
            1
        """
        return await self._send("POST", "/meetings/{meeting_id}/active-session/kick-all", meeting_id, into=Kicked)

    async def mute(self, meeting_id: str, /, **fields: Unpack[MuteFields]) -> Muted:
        """Mute some participants of the live session of a meeting, who may unmute themselves.

        Sends POST /meetings/{meeting_id}/active-session/mute.

        Keyword Args:
            participant_ids (list[str]): Ids of participants, as given when they were added; one list or the other
                names somebody.
            custom_participant_ids (list[str]): Your own ids of participants; one list or the other names somebody.

        Raises:
            ConfigurationError: Neither list names anybody.
            NotFound: No session is live in the meeting, or nobody in it is meant.

        Example:
            >>> muted = await rtk.active_session.mute(meeting.id, participant_ids=[ada.id])
            >>> [one.name for one in muted.participants]
            ['Ada']
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
        """Mute everybody in the live session of a meeting; they may unmute themselves unless told otherwise.

        Sends POST /meetings/{meeting_id}/active-session/mute-all.

        Keyword Args:
            allow_unmute (bool): Whether participants may unmute themselves afterwards; true by default.

        Raises:
            NotFound: No session is live in the meeting.

        Example:
            >>> (await rtk.active_session.mute_all(meeting.id, allow_unmute=False)).muted_participants_count
            1
        """
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/mute-all",
            meeting_id,
            into=Muted,
            body={"allow_unmute": True, **take_fields(MuteAllFields, fields)},
        )

    async def create_poll(self, meeting_id: str, /, **fields: Unpack[PollFields]) -> Poll:
        """Put a question to everybody in the live session of a meeting.

        Sends POST /meetings/{meeting_id}/active-session/poll.

        Keyword Args:
            question (str, required): What everybody is asked.
            options (list[str], required): What can be chosen, in the order it will be shown.
            anonymous (bool): Whether votes are counted without names.
            hide_votes (bool): Whether nobody sees who chose what before they have voted themselves.

        Raises:
            NotFound: No session is live in the meeting.

        Example:
            >>> poll = await rtk.active_session.create_poll(meeting.id, question="Tea?", options=["yes", "no"])
            >>> [(option.text, option.count) for option in poll.options]
            [('yes', 0), ('no', 0)]
        """
        return await self._send(
            "POST",
            "/meetings/{meeting_id}/active-session/poll",
            meeting_id,
            into=Poll,
            inside="poll",
            body=take_fields(PollFields, fields),
        )


def _naming_somebody(ids: Mapping[str, object], remedy: str) -> Mapping[str, object]:
    """Return the lists of ids; raises TypeError for no list, and ConfigurationError where all are empty."""
    for name, value in ids.items():
        if not isinstance(value, list | tuple):
            raise TypeError(f"{name} is a list of ids, got {type(value).__name__}")
    if not any(cast("Mapping[str, list[str]]", ids).values()):
        raise ConfigurationError(
            f"participant_ids or custom_participant_ids names at least one participant; {remedy}"
        )
    return ids
