"""One meeting object and whoever steers it: requests and their answers, sound and pictures."""

from realtimekit_async.emulator.world.answers import Json
from realtimekit_async.emulator.world.state import Media, Picture

from . import coming, frames, pictures, refusals, requests, rules, views
from .calls import CALLS
from .calls.own import turn_on
from .calls.people import other
from .requests import Call, Clear, Close, Init, Listen, Of, Ping, Share, Show, Snap, Snapshot, Speak, Stop
from .seats import Seat, Venue
from .socket import Kind, Socket
from .sound import EVERYBODY, Ear, Microphone
from .speaking import forget, write

MOST_STREAMS = 1000
"""Ears, microphones and pictures that are open at once."""


class Talk:
    """Stands between a WebSocket and the meeting object that it has opened."""

    def __init__(self, venue: Venue, socket: Socket) -> None:
        self._venue = venue
        self._socket = socket
        self._seat: Seat | None = None
        socket.put(Kind.TEXT, frames.hello())

    def take(self, raw: str | bytes) -> None:
        """Take a frame; what makes no sense is answered, or left, and stops nothing."""
        with self._venue.world.lock:
            if isinstance(raw, bytes):
                self._take_bytes(raw)
            else:
                self._socket.put(Kind.TEXT, self._answer(raw))

    def end(self) -> None:
        """Take the meeting object away: whoever steered it is not there any more."""
        with self._venue.world.lock:
            if self._seat is not None:
                coming.leave(self._seat)
                self._venue.seats.remove(self._seat)

    def _answer(self, raw: str) -> bytes:
        try:
            request = requests.read(raw)
        except requests.Unreadable as problem:
            if problem.number is None:
                return frames.problem("BRIDGE", str(problem))
            return frames.refusal(problem.number, "BRIDGE", str(problem), "BridgeError")
        try:
            return frames.result(request.i, self._done(request))
        except refusals.Refused as refused:
            return frames.refusal(request.i, refused.code, str(refused), refused.name)

    def _done(self, request: requests.AnyRequest) -> Json:
        """Do what is asked for."""
        value: Json = None
        match request:
            case Ping():
                pass
            case Init():
                value = self._init(request)
            case Close():
                self._close()
            case Snapshot():
                value = views.snapshot(self._open_seat)
            case Call():
                value = self._call(request)
            case Snap():
                value = self._snap(request)
            case _:
                value = self._stream(request)
        return value

    @property
    def _open_seat(self) -> Seat:
        if self._seat is None:
            raise refusals.unusable("no meeting object is open: `init` comes first")
        return self._seat

    def _init(self, request: Init) -> Json:
        if self._seat is not None:
            raise refusals.unusable("a meeting object is open already")
        seat = coming.open_seat(self._venue, self._socket, request)
        try:
            seat.check_script("init")
        except refusals.Refused:
            self._venue.seats.remove(seat)
            raise
        self._seat = seat
        return views.snapshot(seat)

    def _close(self) -> None:
        if self._seat is not None:
            coming.leave(self._seat)

    def _call(self, request: Call) -> Json:
        seat = self._open_seat
        if seat.is_interrupted:
            raise refusals.refused(refusals.DISCONNECTED, "Websocket Network Error")
        return CALLS.run(seat, request)

    # ── sound and pictures ──

    def _stream(self, request: Listen | Speak | Clear | Stop | Show | Share) -> Json:
        match request:
            case Listen():
                return self._listen(request)
            case Speak():
                return self._speak(request)
            case Share():
                return self._show(request, "screen")
            case Show():
                return self._show(request, "video")
            case Clear():
                forget(self._open_seat, request.stream)
                return None
            case Stop():
                return self._stop(request.stream)

    def _listen(self, request: Listen) -> Json:
        seat = self._open_seat
        of = EVERYBODY if request.of.ns == "mix" else _who(seat, request.of)
        if request.kind == "screenaudio":
            of = f"{of} screen"  # screens make no sound here
        number = self._new_stream(seat)
        seat.ears[number] = Ear(of, request.rate, request.ms)
        return {"stream": number}

    def _speak(self, request: Speak) -> Json:
        seat = self._open_seat
        number = self._new_stream(seat)
        turn_on(seat, "audio")
        seat.microphones[number] = Microphone(request.rate)
        return {"stream": number}

    def _new_stream(self, seat: Seat) -> int:
        if len(seat.ears) + len(seat.microphones) >= MOST_STREAMS:
            raise refusals.unusable(f"at most {MOST_STREAMS} streams are open at once")
        return next(seat.numbers)

    def _show(self, request: Show, kind: pictures.Seen) -> Json:
        seat = self._open_seat
        data = rules.taken(seat, request.image)
        turn_on(seat, kind)
        seat.arrival.media.pictures[kind] = Picture(data, request.image.type, request.width, request.height)
        return {"stream": next(seat.numbers)}

    def _stop(self, stream: int) -> Json:
        seat = self._open_seat
        seat.ears.pop(stream, None)
        if seat.microphones.pop(stream, None) and seat.peer is not None:
            for hearer in self._venue.seats.inside(seat.peer.session):
                hearer.hear_the_rest(seat.id)
        return None

    def _snap(self, request: Snap) -> Json:
        seat = self._open_seat
        media = _media(seat, request.of)
        if request.kind not in media.on:
            raise refusals.unusable(f"no {request.kind} to be seen", "NOTHING")
        picture = media.pictures.get(request.kind) or pictures.plain(request.kind, request.max_width)
        number = next(seat.numbers)
        self._socket.put(Kind.BINARY, frames.binary(frames.BLOB, number, picture.data))
        return {"$blob": number, "type": picture.type, "width": picture.width, "height": picture.height}

    def _take_bytes(self, raw: bytes) -> None:
        seat = self._seat
        if seat is None or len(raw) < frames.HEAD.size:
            return
        kind, number, _ = frames.HEAD.unpack_from(raw)
        payload = raw[frames.HEAD.size :]
        if kind == frames.BLOB:
            seat.keep_blob(number, payload)
        elif kind == frames.AUDIO and number in seat.microphones:
            write(seat, number, payload)


def _who(seat: Seat, of: Of) -> str:
    """Return the peer that is meant."""
    return seat.id if of.ns == "self" else other(seat, of.id).id


def _media(seat: Seat, of: Of) -> Media:
    if of.ns == "mix":
        raise refusals.unusable("a picture is of one participant")
    return seat.arrival.media if of.ns == "self" else other(seat, of.id).media
