"""What agents and meeting objects join with: a participant that is seen to, and where their endpoint is."""

from urllib.parse import urlsplit

from realtimekit_async.models.participants import EnsuredParticipantFields, ParticipantWithToken

from .participants import Participants

_PUBLIC_API_HOST = "api.cloudflare.com"


class Invitation:
    """Asks for the participant when the token is first needed, and keeps what it was given."""

    def __init__(self, participants: Participants, meeting_id: str, fields: EnsuredParticipantFields) -> None:
        self._participants = participants
        self._meeting_id = meeting_id
        self._fields = fields
        self._guest: ParticipantWithToken | None = None

    async def __call__(self) -> ParticipantWithToken:
        """Return the participant with its token; raises as `participants.ensure` does."""
        if self._guest is None:
            self._guest = await self._participants.ensure(self._meeting_id, **self._fields)
        return self._guest


def own_origin(base_url: str) -> str | None:
    """Return the origin of an API that is not Cloudflare's own, such as the emulator's; None for Cloudflare's."""
    parts = urlsplit(base_url)
    return None if parts.hostname == _PUBLIC_API_HOST else f"{parts.scheme}://{parts.netloc}"
