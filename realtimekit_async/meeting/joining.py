"""`rtk.meetings` with what takes part in a meeting: a participant, its token and its place, in one call."""

from typing import TYPE_CHECKING, Unpack

from realtimekit_async.checks import check_known
from realtimekit_async.models.participants import EnsuredParticipantFields
from realtimekit_async.services.invitations import Invitation, own_origin
from realtimekit_async.services.meetings import Meetings as Service
from realtimekit_async.services.participants import Participants
from realtimekit_async.timing import Clock
from realtimekit_async.wire.calls import Sender

from .options import MeetingOptions

if TYPE_CHECKING:  # loaded when somebody joins
    from .hosts.base import Host
    from .meeting import Meeting


_ARGUMENTS = {"name", "preset_name", "custom_participant_id", "timeout", *MeetingOptions.__optional_keys__}


class Meetings(Service):
    """The meetings of an app; the API has no way to delete one.

    Example:
        >>> async with rtk.meetings.join(meeting.id, name="Grace", preset_name="group_call_guest") as grace:
        ...     await grace.chat.send_text_message("Hello")
        ...     print(grace.meta.meeting_title, [message.message for message in grace.chat.messages])
        Standup ['Hello']
    """

    def __init__(self, sender: Sender, clock: Clock, base_url: str) -> None:
        super().__init__(sender, clock)
        self._origin = own_origin(base_url)

    def join(
        self,
        meeting_id: str,
        /,
        *,
        name: str,
        preset_name: str,
        custom_participant_id: str | None = None,
        timeout: float | None = 60.0,
        **options: Unpack[MeetingOptions],
    ) -> "Meeting":
        """Describe a meeting object that joins a meeting when its `async with` block is entered. Experimental.

        Entering sees to a participant with this custom id (`participants.ensure`; "meeting-" and the name unless
        given: two with one name are one participant, and two peers that both stay in), opens the host with its
        token, and joins, for `timeout` seconds at most in the waiting room. Raises as all three do, and
        ConfigurationError at once for a `timeout`, a host or another option that cannot be.

        The host is a browser (`Chromium()`), or the emulator where the client's API is one; behind a proxy of
        Cloudflare's API say `host=Chromium()`. It has not yet been in a live meeting.
        """
        check_known("meetings.join", options, _ARGUMENTS)
        from .meeting import JoiningMeeting  # noqa: PLC0415 - the meeting object is loaded when somebody joins

        fields: EnsuredParticipantFields = {
            "name": name,
            "preset_name": preset_name,
            "custom_participant_id": custom_participant_id or f"meeting-{name}",
        }
        options.setdefault("clock", self._clock)
        if options.get("host") is None:
            options["host"] = self._host()
        invitation = Invitation(Participants(self._sender, self._clock), meeting_id, fields)
        return JoiningMeeting(invitation, timeout, options)

    def _host(self) -> "Host | None":
        """Return the emulator, where the client's API is one; None is a browser."""
        if self._origin is None:
            return None
        from .hosts.emulated import Emulated  # noqa: PLC0415 - as above

        return Emulated(f"{self._origin}/meeting-ws/v1")
