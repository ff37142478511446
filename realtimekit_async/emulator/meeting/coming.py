"""How meeting objects come into their meetings, and how they leave them."""

import msgspec

from realtimekit_async.emulator.world import live, presence
from realtimekit_async.emulator.world.state import Arrival, Participant
from realtimekit_async.emulator.world.world import App, World

from . import refusals, rules, views
from .requests import Init
from .seats import Device, RoomState, Seat, Venue
from .socket import Socket

DEVICES = {"audioinput": "microphone", "videoinput": "camera", "audiooutput": "speaker"}


def open_seat(venue: Venue, socket: Socket, request: Init) -> Seat:
    """Open the meeting object of whose token it is."""
    app, participant = _holder(venue.world, request.token)
    arrival = Arrival(id=venue.world.ids.uuid(), participant=participant)
    seat = Seat(venue=venue, app=app, arrival=arrival, socket=socket)
    seat.devices = [new_device(seat, kind) for kind in DEVICES for _ in range(2)]
    seat.chosen = {device.kind: device for device in reversed(seat.devices)}
    seat.plugins = {
        f"{seat.meeting.id}:{one.id}": msgspec.to_builtins(one) for one in request.options.defaults.plugins
    }
    venue.seats.add(seat)
    return seat


def new_device(seat: Seat, kind: str) -> Device:
    """Make one more device; whoever calls plugs it in."""
    number = 1 + max((one.number for one in seat.devices if one.kind == kind), default=0)
    return Device(kind, number, f"Emulated {DEVICES[kind]} {number}")


def join(seat: Seat) -> None:
    """Enter the room, or wait before it."""
    if seat.room_state in ("joined", "waitlisted"):
        return
    if seat.room_state != "init":
        raise refusals.unusable(f"this meeting object is over ({seat.room_state}): another one may join")
    if not rules.is_welcome(seat.participant):
        raise refusals.refused(refusals.INVALID_TOKEN, "Invalid auth token")
    if not rules.must_wait(seat.participant):
        live.enter(seat.app, seat.arrival, seat.app.now)
        return
    seat.room_state, seat.waitlist_status = "waitlisted", "waiting"
    seat.tell("self", "waitlisted", None, views.self_view(seat))
    presence.wait(seat.app, seat.arrival)


def leave(seat: Seat) -> None:
    """Leave the room, or wait no longer; whoever is neither in it nor waits stays as they are."""
    if seat.room_state == "waitlisted":
        presence.withdraw(seat.app, seat.arrival)
        over(seat, "left")
    elif seat.peer is not None:
        peer = seat.peer
        seat.venue.seats.leave(seat, peer.session)
        over(seat, "left")
        live.leave(seat.app, peer, seat.app.now)


def over(seat: Seat, state: RoomState) -> None:
    """Have a meeting object be at its end, and know it."""
    seat.room_state, seat.peer = state, None
    seat.arrival.media.on.clear()
    seat.active.clear()
    for name in ("joined", "active", "waitlisted", "pinned"):
        seat.tell(f"participants.{name}", "participantsCleared", {"p": None, "d": None})
    seat.tell("self", "roomLeft", {"state": state}, views.self_view(seat))


def _holder(world: World, token: str) -> tuple[App, Participant]:
    """Find whose token it is, or refuse as if it were nobody's."""
    claims = world.ids.claims(token, world.clock.now())
    app = world.apps.get(claims.org_id) if claims else None
    meeting = app.meetings.get(claims.meeting_id) if claims and app else None
    participant = meeting.participants.get(claims.participant_id) if claims and meeting else None
    if app is None or participant is None or not rules.is_welcome(participant):
        raise refusals.refused(refusals.INVALID_TOKEN, "Invalid auth token")
    return app, participant
