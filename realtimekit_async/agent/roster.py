"""Where an agent reads who was in the meeting before it, for the protocol does not tell."""

import asyncio

from realtimekit_async.errors import RealtimeKitError
from realtimekit_async.log import logger
from realtimekit_async.models.sessions import SessionParticipant
from realtimekit_async.services.sessions import Sessions
from realtimekit_async.wire.calls import Sender

from .events import Peer, Session

_READING = 30.0
"""Seconds that a reading may take; the connection is not read meanwhile."""
_ROWS = 100


async def list_present(session: Session, client: Sender) -> list[Peer] | None:
    """List who is in a session now; None, and a warning, if that cannot be read."""
    try:
        async with asyncio.timeout(_READING):
            rows = Sessions(client).participants(session.id, per_page=_ROWS)
            return [_peer(row, session) async for row in rows if row.left_at is None]
    except RealtimeKitError as error:
        logger.warning("who is in the meeting cannot be read: %s", error)
    except TimeoutError:
        logger.warning("who is in the meeting cannot be read within %d s: is the quota used up?", _READING)
    return None


def _peer(row: SessionParticipant, session: Session) -> Peer:
    return Peer(
        row.id,
        row.user_id,
        session.meeting_id,
        row.custom_participant_id,
        row.display_name,
        preset_name=row.preset_name,
        waitlisted=False,
    )
