"""The meeting itself at one moment, and what is taken from it."""

from realtimekit_async.models.common import Timestamp

from .base import Value


class SocketState(Value, frozen=True):
    """The state of the vendor's own connection to the meeting.

    Example:
        >>> bot.meta.socket_state.state
        'connected'
    """

    state: str = ""
    """connected, disconnected, reconnecting or failed."""
    reconnected: bool | None = None
    """Whether it was lost before; absent until it is back."""
    reconnection_attempt: int | None = None
    """How many times it has been tried; absent unless it is being tried."""


class MetaState(Value, frozen=True):
    """What is known of the meeting itself.

    Example:
        >>> bot.meta.state.meeting_title, bot.meta.state.view_type
        ('Standup', 'GROUP_CALL')
    """

    meeting_id: str | None = None
    """By which REST knows it."""
    meeting_title: str | None = None
    """What it was called when it was created."""
    meeting_started_timestamp: Timestamp | None = None
    """When the session began, in UTC; absent before joining."""
    session_id: str | None = None
    """By which REST and webhooks know what takes place; empty before joining."""
    view_type: str | None = None
    """GROUP_CALL, WEBINAR, AUDIO_ROOM or LIVESTREAM."""
    socket_state: SocketState | None = None
    """How the vendor's own connection is; absent until it is opened."""
    media_state: dict[str, object] | None = None
    """How the connections of sound and pictures are, in the vendor's words."""


class StageRequest(Value, frozen=True):
    """Somebody who asks to come on stage.

    Example:
        >>> StageRequest(display_name="Grace", user_id="u1", peer_id="p1").display_name
        'Grace'
    """

    display_name: str = ""
    """Who asks, as shown."""
    user_id: str = ""
    """Who asks: the participant's."""
    peer_id: str = ""
    """Who asks: the peer's."""


class Picture(Value, frozen=True):
    """A still picture of somebody's camera or screen; `width` and `height` in pixels.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "video")
        >>> _ = await bot.participants.joined.wait_for(VideoUpdated)
        >>> picture = await bot.participants.joined.to_list()[0].picture()
        >>> picture.type, picture.width, picture.height
        ('image/png', 320, 180)
    """

    data: bytes = b""
    """The content of the image file."""
    type: str = "image/png"
    """The MIME type of that content."""
    width: int = 0
    """Pixels."""
    height: int = 0
    """Pixels."""

    def __repr__(self) -> str:
        return f"Picture({self.type}, {self.width}×{self.height}, {len(self.data)} bytes)"
