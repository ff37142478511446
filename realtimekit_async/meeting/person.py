"""What a participant and oneself have in common."""

from typing import NoReturn

from .values.people import ParticipantState, ScreenShareTracks, Track


class Person:
    """Somebody in a meeting; each property reads the state that was told last."""

    @property
    def state(self) -> ParticipantState:
        """Everything that is known, as one value that does not change any more."""
        raise NotImplementedError

    @property
    def id(self) -> str:
        """The peer's id, another one at each join."""
        return self.state.id

    @property
    def user_id(self) -> str:
        """The participant's id, as REST and webhooks know it."""
        return self.state.user_id

    @property
    def name(self) -> str | None:
        """The name that is shown."""
        return self.state.name

    @property
    def picture_url(self) -> str | None:
        """The URL of the participant's picture; `picture()` is what the camera shows."""
        return self.state.picture

    @property
    def custom_participant_id(self) -> str | None:
        """Your own id of this person."""
        return self.state.custom_participant_id

    @property
    def preset_name(self) -> str | None:
        """The preset."""
        return self.state.preset_name

    @property
    def is_host(self) -> bool:
        """Whether the preset makes a host."""
        return self.state.is_host

    @property
    def is_pinned(self) -> bool:
        """Whether this person is pinned."""
        return self.state.is_pinned

    @property
    def stage_status(self) -> str | None:
        """Where this person stands as to the stage: ON_STAGE or OFF_STAGE, for instance."""
        return self.state.stage_status

    @property
    def audio_enabled(self) -> bool:
        """Whether the microphone is on."""
        return self.state.audio_enabled

    @property
    def video_enabled(self) -> bool:
        """Whether the camera is on."""
        return self.state.video_enabled

    @property
    def screen_share_enabled(self) -> bool:
        """Whether the screen is shared."""
        return self.state.screen_share_enabled

    @property
    def audio_track(self) -> Track | None:
        """The track of the microphone; None while it is off."""
        return self.state.audio_track

    @property
    def video_track(self) -> Track | None:
        """The track of the camera; None while it is off."""
        return self.state.video_track

    @property
    def screen_share_tracks(self) -> ScreenShareTracks:
        """The tracks of the shared screen."""
        return self.state.screen_share_tracks

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} belongs to a live meeting: keep its `state` instead")
