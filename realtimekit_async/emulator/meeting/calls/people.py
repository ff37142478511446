"""Calls about other people: letting them in, muting, kicking, pinning, and messages of the application."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

from realtimekit_async.emulator.meeting import refusals, rules, views
from realtimekit_async.emulator.meeting.permissions import permissions_view, snake
from realtimekit_async.emulator.meeting.seats import Seat
from realtimekit_async.emulator.schema.base import merged
from realtimekit_async.emulator.world import live, presence
from realtimekit_async.emulator.world.answers import Json, Row
from realtimekit_async.emulator.world.state import Arrival, Broadcast, Peer, Preset, Session

from .table import CallTable

calls: CallTable = CallTable()


# ── the waiting room ──


@calls.add("participants", "acceptWaitingRoomRequest")
def accept(seat: Seat, who: str) -> Json:
    """Let somebody in."""
    presence.let_in(seat.app, _waiting(seat, who), seat.app.now)
    return None


@calls.add("participants", "acceptAllWaitingRoomRequest")
def accept_all(seat: Seat, whom: list[str]) -> Json:
    """Let several in, or nobody if one of them does not wait."""
    for arrival in {one.id: one for one in [_waiting(seat, who) for who in whom]}.values():
        presence.let_in(seat.app, arrival, seat.app.now)
    return None


@calls.add("participants", "rejectWaitingRoomRequest")
def reject(seat: Seat, who: str) -> Json:
    """Turn somebody away."""
    presence.turn_away(seat.app, _waiting(seat, who))
    return None


def _waiting(seat: Seat, who: str) -> Arrival:
    """Find who waits, by the id of the peer or of the participant."""
    rules.joined(seat, "participants")
    rules.permit(seat, "participants", "accept_waiting_requests")
    for arrival in seat.meeting.waiting.values():
        if who in (arrival.id, arrival.participant.id):
            return arrival
    raise refusals.refused(refusals.NOBODY_WAITS, "Participant not found")


# ── everybody ──


@calls.add("participants", "kickAll")
def kick_all(seat: Seat) -> Json:
    """Remove everybody, oneself too."""
    session = _may(seat, "kick_participant")
    live.kick_all(seat.app, session, seat.app.now)
    return None


@calls.add("participants", "disableAllAudio")
def disable_all_audio(seat: Seat, allow_unmute: bool | None = True) -> Json:  # noqa: FBT001, FBT002 - as the SDK has it
    """Mute everybody, oneself too."""
    session = _may(seat, "disable_participant_audio")
    for peer in list(session.present.values()):
        live.mute(seat.app, peer, seat.app.now, may_unmute=allow_unmute is not False)
    return None


@calls.add("participants", "disableAllVideo")
def disable_all_video(seat: Seat) -> Json:
    """Turn off every camera, one's own too."""
    session = _may(seat, "disable_participant_video")
    for peer in list(session.present.values()):
        live.turn_off(seat.app, peer, "video", seat.app.now)
    return None


def _may(seat: Seat, permission: str) -> Session:
    peer = rules.joined(seat, "participants")
    rules.permit(seat, "participants", permission)
    return peer.session


class Targets(Struct, rename="camel"):
    """Whom a message of the application is for: everybody, unless one of the lists is given."""

    participant_ids: list[str] | None = None
    preset_names: list[str] | None = None

    def include(self, peer: Peer) -> bool:
        """Say whether a peer is meant."""
        participant = peer.participant
        if self.participant_ids is self.preset_names is None:
            return True
        return (
            peer.id in (self.participant_ids or ())
            or participant.id in (self.participant_ids or ())
            or participant.preset.name in (self.preset_names or ())
        )


@calls.add("participants", "broadcastMessage")
def broadcast_message(
    seat: Seat,
    type: str,
    payload: dict[str, bool | int | float | str],
    target: Targets | None = None,
) -> Json:
    """Send a message of the application to everybody, or to some."""
    session = rules.joined(seat, "participants").session
    to: frozenset[str] | None = None
    if target is not None and target != Targets():
        to = frozenset(peer.id for peer in session.present.values() if target.include(peer))
    seat.app.tell("broadcast.received", Broadcast(session, type, payload, seat.app.now, to))
    return None


@calls.add("participants", "getAllJoinedPeers")
def get_all_joined_peers(
    seat: Seat,
    search: str | None = None,
    limit: Annotated[int, Meta(ge=0)] | None = None,
    offset: Annotated[int, Meta(ge=0)] | None = None,
) -> Json:
    """Show who is in the room, a page at a time."""
    rules.joined(seat, "participants")
    found = [peer for peer in views.others_of(seat) if (search or "").lower() in (peer.name or "").lower()]
    start = offset or 0
    return [views.person_view(peer) for peer in found[start : start + (100 if limit is None else limit)]]


# ── how people are shown: nothing that others notice ──


@calls.add("participants", "setViewMode")
def set_view_mode(seat: Seat, mode: str) -> Json:
    """Show those who are active, or page by page."""
    seat.tell("participants", "viewModeChanged", {"viewMode": mode, "currentPage": 0, "pageCount": 0})
    return None


@calls.add("participants", "setPage")
def set_page(seat: Seat, page: int) -> Json:
    """Show another page."""
    seat.tell("participants", "pageChanged", {"viewMode": "PAGINATED", "currentPage": page, "pageCount": 1})
    return None


@calls.add("participants", "subscribe", "unsubscribe")
def subscribe(seat: Seat, whom: list[str], kinds: list[str] | None = None) -> Json:
    """Take note of whose media are wanted; here everybody's arrive."""
    del seat, whom, kinds
    return None


@calls.add("participants", "updatePermissions")
def update_permissions(seat: Seat, whom: list[str], permissions: dict[str, Any]) -> Json:
    """Permit somebody more than the preset does, or less, for as long as the participant exists."""
    session = _may(seat, "can_change_participant_permissions")
    changes: Row = {"permissions": snake(permissions)}
    for peer in [one for one in session.present.values() if one.id in whom or one.participant.id in whom]:
        preset = peer.participant.preset
        peer.participant.preset = Preset(
            id=preset.id,
            created_at=preset.created_at,
            updated_at=seat.app.now,
            name=preset.name,
            document=merged(preset.document, changes),
        )
        if changed := seat.venue.seats.find(peer.id):
            changed.tell("permissions", "permissionsUpdate", permissions_view(peer.participant))
    return None


# ── one of them ──


@calls.add("participant", "kick")
def kick(seat: Seat, who: str) -> Json:
    """Remove somebody."""
    live.kick(seat.app, _one(seat, who, "kick_participant"), seat.app.now)
    return None


@calls.add("participant", "disableAudio")
def disable_audio(seat: Seat, who: str) -> Json:
    """Mute somebody, who may unmute again."""
    live.mute(seat.app, _one(seat, who, "disable_participant_audio"), seat.app.now)
    return None


@calls.add("participant", "disableVideo")
def disable_video(seat: Seat, who: str) -> Json:
    """Turn off somebody's camera."""
    live.turn_off(seat.app, _one(seat, who, "disable_participant_video"), "video", seat.app.now)
    return None


@calls.add("participant", "pin")
def pin(seat: Seat, who: str) -> Json:
    """Pin somebody, and nobody else."""
    presence.pin(seat.app, _one(seat, who, "pin_participant"), is_pinned=True)
    return None


@calls.add("participant", "unpin")
def unpin(seat: Seat, who: str) -> Json:
    """Pin somebody no longer."""
    presence.pin(seat.app, _one(seat, who, "pin_participant"), is_pinned=False)
    return None


@calls.add("participant", "getPermissions")
def get_permissions(seat: Seat, who: str) -> Json:
    """Show what somebody may do."""
    return permissions_view(other(seat, who).participant)


def _one(seat: Seat, who: str, permission: str) -> Peer:
    rules.joined(seat, "participants")
    rules.permit(seat, "participants", permission)
    return other(seat, who)


def other(seat: Seat, who: str) -> Peer:
    """Find somebody in the room, by the id of the peer."""
    present: Mapping[str, Peer] = seat.peer.session.present if seat.peer else {}
    if who not in present:
        raise refusals.gone("participant", who)
    return present[who]
