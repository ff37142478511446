"""Somebody else in the meeting: what is known, what may be asked, and what is to be heard and seen."""

from typing import Unpack

from .audio import AudioIn
from .instead import teach
from .options import PictureOptions, SoundOptions
from .person import Person
from .room import Room
from .values.people import ParticipantState, Permissions
from .values.session import Picture


@teach
class Participant(Person):
    """Somebody else in the meeting, or in the waiting room.

    One object stands for a peer from the waiting room on, in whichever maps it is, and reads the state that was
    told last. Its methods raise MeetingError: NotPermitted where the preset does not allow it, ParticipantGone for
    somebody who has left.

    Example:
        >>> [ada] = bot.participants.joined.to_list()
        >>> ada.name, ada.custom_participant_id, ada.audio_enabled
        ('Ada', 'user-7', False)
        >>> await ada.kick()
        >>> len(bot.participants.joined)
        0
    """

    def __init__(self, room: Room, state: ParticipantState) -> None:
        self._room = room
        self._state = state

    @property
    def state(self) -> ParticipantState:
        """Everything that is known, as one value that does not change any more."""
        return self._state

    def update(self, state: ParticipantState) -> None:
        """Take a state that was told."""
        self._state = state

    async def kick(self) -> None:
        """Remove this participant from the meeting."""
        await self._call("kick")

    async def pin(self) -> None:
        """Pin this participant for everybody; whoever was pinned before is not any more."""
        await self._call("pin")

    async def unpin(self) -> None:
        """Undo `pin`."""
        await self._call("unpin")

    async def disable_audio(self) -> None:
        """Switch this participant's microphone off."""
        await self._call("disableAudio")

    async def disable_video(self) -> None:
        """Switch this participant's camera off."""
        await self._call("disableVideo")

    async def get_permissions(self) -> Permissions:
        """Return what this participant may do."""
        return await self._room.fetch(Permissions, "participant.getPermissions", target=self.id)

    def audio(self, **options: Unpack[SoundOptions]) -> AudioIn:
        """Describe what is heard of this participant's microphone, also when it is switched off and on again."""
        return AudioIn(self._room, self._address, "audio", **options)

    def screen_audio(self, **options: Unpack[SoundOptions]) -> AudioIn:
        """Describe what is heard of the screen that this participant shares."""
        return AudioIn(self._room, self._address, "screenaudio", **options)

    async def picture(self, **options: Unpack[PictureOptions]) -> Picture:
        """Return a still picture of the camera; raises NotEnabled while it is off."""
        return await self._room.snap(self._address, "video", "participant.picture", options)

    async def screen_picture(self, **options: Unpack[PictureOptions]) -> Picture:
        """Return a still picture of the shared screen; raises NotEnabled while none is shared."""
        return await self._room.snap(self._address, "screen", "participant.screen_picture", options)

    @property
    def _address(self) -> dict[str, str]:
        return {"ns": "participant", "id": self.id}

    async def _call(self, function: str) -> None:
        await self._room.call(f"participant.{function}", target=self.id)

    def __repr__(self) -> str:
        return f"Participant({self.id!r}, {self.name!r})"
