"""What meeting objects are told of what happens, whoever has made it happen."""

from realtimekit_async.emulator.world import presence
from realtimekit_async.emulator.world.answers import Json
from realtimekit_async.emulator.world.permissions import is_hidden, may
from realtimekit_async.emulator.world.sound import Sound
from realtimekit_async.emulator.world.state import (
    Arrival,
    Broadcast,
    Livestream,
    MediaKind,
    Message,
    Peer,
    Recording,
    Session,
    Speech,
)
from realtimekit_async.emulator.world.world import App, Subject

from . import coming, frames, rules, views
from .seats import Seat, Venue

MEDIA: dict[str, tuple[MediaKind, str]] = {
    "media.audio": ("audio", "audioUpdate"),
    "media.video": ("video", "videoUpdate"),
    "media.screen": ("screen", "screenShareUpdate"),
}
CHAT = {"chat.received": "add", "chat.edited": "edit", "chat.deleted": "delete"}
PINNED = {"chat.pinned": "pinMessage", "chat.unpinned": "unpinMessage"}


class News:
    """Hears what happens in the world, and passes it on; whoever tells of it holds the world's lock."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self._seats = venue.seats
        venue.world.listeners.append(self._hear)

    def _hear(self, app: App, event: str, subject: Subject) -> None:
        match subject:
            case Peer():
                self._peer(app, event, subject)
            case Arrival():
                self._arrival(event, subject)
            case Message():
                self._message(event, subject)
            case Speech():
                self._speech(app, subject)
            case Broadcast():
                self._broadcast(subject)
            case Sound():
                self._sound(subject)
            case Session() if event in ("polls.opened", "polls.voted"):
                view = views.polls_view(subject, is_new=event == "polls.opened")
                self._tell_all(subject, "polls", "pollsUpdate", view)
            case Recording() | Livestream():
                self._show(event, subject)
            case _:
                pass

    def _tell_all(self, session: Session | None, namespace: str, name: str, data: Json) -> None:
        self._pass_on(self._seats.inside(session), namespace, name, data)

    def _tell_others(self, peer: Peer, namespace: str, name: str, change: Json = None) -> None:
        """Tell everybody else of somebody, unless nobody is to know of them."""
        if is_hidden(peer.participant):
            return
        others = [seat for seat in self._seats.inside(peer.session) if seat.id != peer.id]
        if others:
            self._pass_on(others, namespace, name, {"p": views.person_view(peer), "d": change})

    def _pass_on(self, seats: list[Seat], namespace: str, name: str, data: Json) -> None:
        """Tell several, with the event written once."""
        event = frames.event(namespace, name, data)
        for seat in seats:
            seat.pass_on(event)

    # ── people ──

    def _peer(self, app: App, event: str, peer: Peer) -> None:
        if event in MEDIA:
            self._media(peer, *MEDIA[event])
            return
        match event:
            case "meeting.participantJoined":
                self._came(app, peer)
            case "meeting.participantLeft":
                self._went(peer)
            case "meeting.participantPinned":
                self._pinned(peer, "pinned", "participantJoined")
            case "meeting.participantUnpinned":
                self._pinned(peer, "unpinned", "participantLeft")
            case "meeting.stageChanged":
                self._stage(peer)
            case _:
                pass

    def _came(self, app: App, peer: Peer) -> None:
        self._tell_others(peer, "participants.joined", "participantJoined")
        if seat := self._seats.find(peer.id):
            self._seated(seat, peer)
        self._refresh_active(peer.session)
        if rules.lets_in(peer.participant):
            waiting = list(peer.session.meeting.waiting.values())
            for arrival in filter(lambda one: rules.comes_with_a_host(one.participant), waiting):
                presence.let_in(app, arrival, app.now)

    def _seated(self, seat: Seat, peer: Peer) -> None:
        """Have a meeting object be in the room, and know it."""
        seat.peer, seat.room_state = peer, "joined"
        if seat.waitlist_status == "waiting":
            seat.waitlist_status = "accepted"
        self._seats.enter(seat, peer.session)
        seat.active = views.wanted_active(seat)
        started: Json = {"meetingStartedTimestamp": peer.session.started_at}
        seat.tell("meta", "meetingStartTimeUpdate", started, views.meta_view(seat))
        self.show_everything(seat, is_back=False)

    def show_everything(self, seat: Seat, *, is_back: bool) -> None:
        """Tell a meeting object that it is in the room, or in it again, and who waits before it."""
        seat.tell("", "snapshot", views.snapshot(seat))
        seat.tell("self", "roomJoined", {"reconnected": is_back}, views.self_view(seat))
        for row in views.waitlist(seat):
            seat.tell("participants.waitlisted", "participantJoined", {"p": row, "d": None})

    def _went(self, peer: Peer) -> None:
        session, seat = peer.session, self._seats.find(peer.id)
        if seat is not None and seat.peer is peer:
            self._seats.leave(seat, session)
            coming.over(seat, "kicked" if peer.was_kicked else "ended")
        if session.ended_at is not None:
            return  # everybody leaves, and is told so
        self._refresh_active(session)
        self._hear_the_rest(peer)
        if peer.is_pinned:
            self._tell_others(peer, "participants.pinned", "participantLeft")
        self._tell_others(peer, "participants.joined", "participantLeft")

    def _media(self, peer: Peer, kind: MediaKind, name: str) -> None:
        change = views.media_view(peer.id, peer.media, kind)
        if seat := self._seats.find(peer.id):
            seat.tell("self", name, change, views.self_view(seat))
        self._tell_others(peer, "participants.joined", name, change)
        self._refresh_active(peer.session)
        if kind == "audio" and kind not in peer.media.on:
            self._hear_the_rest(peer)

    def _refresh_active(self, session: Session) -> None:
        """Tell everybody who has become active for them, and who is so no longer."""
        for seat in self._seats.inside(session):
            before, seat.active = seat.active, views.wanted_active(seat)
            for peer_id in before.keys() - seat.active.keys():
                _tell_active(seat, "participantLeft", before[peer_id])
            for peer_id in [one for one in seat.active if one not in before]:
                _tell_active(seat, "participantJoined", seat.active[peer_id])

    def _pinned(self, peer: Peer, change: str, on_the_map: str) -> None:
        self._tell_others(peer, "participants.joined", change)
        self._tell_others(peer, "participants.pinned", on_the_map)
        if seat := self._seats.find(peer.id):
            seat.tell("self", change, None, views.self_view(seat))

    def _stage(self, peer: Peer) -> None:
        self._tell_others(peer, "participants.joined", "stageStatusUpdate")
        if seat := self._seats.find(peer.id):
            seat.tell("stage", "stageStatusUpdate", peer.stage)

    def _arrival(self, event: str, arrival: Arrival) -> None:
        """Tell those who may let others in of somebody who waits, and the one who waits of a refusal."""
        name = "participantJoined" if event == "waiting.entered" else "participantLeft"
        hosts = self._seats.hosts(arrival.participant.meeting)
        view: Json = {"p": views.arrival_view(arrival), "d": None}
        self._pass_on(hosts, "participants.waitlisted", name, view)
        seat = self._seats.find(arrival.id)
        if event == "waiting.rejected" and seat is not None:
            seat.waitlist_status = "rejected"
            coming.over(seat, "rejected")

    # ── what is said and written ──

    def _message(self, event: str, message: Message) -> None:
        readers = [seat for seat in self._seats.inside(message.peer.session) if views.is_for(seat, message)]
        action, view = CHAT.get(event), views.message_view(message)
        name = "chatUpdate" if action else PINNED[event]
        self._pass_on(readers, "chat", name, {"action": action, "message": view})

    def _speech(self, app: App, speech: Speech) -> None:
        hearers = self._seats.inside(speech.peer.session)
        if not hearers or not may(speech.peer.participant, "transcription_enabled"):
            return
        view = views.transcript_view(speech, app.world.ids.uuid())
        for seat in hearers if speech.is_final else ():
            seat.transcripts.append(view)
        self._pass_on(hearers, "ai", "transcript", view)

    def _broadcast(self, sent: Broadcast) -> None:
        hearers = [one for one in self._seats.inside(sent.session) if sent.to is None or one.id in sent.to]
        timestamp = int(sent.at.timestamp() * 1000)
        data: Json = {"type": sent.type, "payload": sent.payload, "timestamp": timestamp}
        self._pass_on(hearers, "participants", "broadcastedMessage", data)

    def _sound(self, sound: Sound) -> None:
        """Let everybody hear something that has a beginning and an end."""
        self._seats.hear(sound.peer, sound.pcm, sound.rate)
        self._hear_the_rest(sound.peer)

    def _hear_the_rest(self, peer: Peer) -> None:
        for seat in self._seats.inside(peer.session):
            seat.hear_the_rest(peer.id)

    def _show(self, event: str, thing: Recording | Livestream) -> None:
        """Tell how the recording or the livestream of a meeting stands, or how many watch it."""
        meeting = thing.meeting
        if meeting is None:
            return
        if isinstance(thing, Recording):
            state = views.recording_state(meeting)
            self._tell_all(meeting.session, "recording", "recordingUpdate", state)
        elif event == "livestreaming.watched":
            viewers = thing.active_session.viewers if thing.active_session else 0
            self._tell_all(meeting.session, "livestream", "viewerCountUpdate", viewers)
        else:
            state = views.livestream_state(meeting)
            self._tell_all(meeting.session, "livestream", "livestreamUpdate", state)


def _tell_active(seat: Seat, name: str, peer: Peer) -> None:
    seat.tell("participants.active", name, {"p": views.person_view(peer), "d": None})
