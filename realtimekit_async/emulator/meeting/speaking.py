"""What goes into microphones: it is said at once, or in the time that it lasts."""

from datetime import datetime
from functools import partial

from . import frames
from .seats import Seat
from .socket import Kind
from .sound import SAMPLE_BYTES

PIECE = 0.02
"""Seconds of sound that are said at a time."""
MOST_WAITING = 16 << 20
"""Bytes of sound that may wait to be said; what is more is lost, for who writes it does not wait as told."""


def write(seat: Seat, stream: int, pcm: bytes) -> None:
    """Take what is to be said into a microphone; half a sample at the end is left out."""
    microphone = seat.microphones[stream]
    pcm = pcm[: len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES]
    if not seat.venue.is_paced and not microphone.waiting:
        _say(seat, stream, pcm)
    elif len(microphone.waiting) + len(pcm) <= MOST_WAITING:
        is_silent = not microphone.waiting
        microphone.waiting += pcm
        if is_silent and pcm:
            _go_on(seat, stream, seat.app.now)


def forget(seat: Seat, stream: int) -> None:
    """Forget what is still to be said; it counts as said, so that nobody waits for it any more."""
    microphone = seat.microphones.get(stream)
    if microphone is not None and microphone.waiting:
        microphone.said += len(microphone.waiting) // SAMPLE_BYTES
        microphone.waiting = bytearray()  # another one, by which the piece that is due sees that it is not wanted
        seat.socket.put(Kind.TEXT, frames.played(stream, microphone.said))


def _go_on(seat: Seat, stream: int, moment: datetime) -> None:
    """Say the next piece once it has lasted; from the moment it was due, so that no delay adds up."""
    waiting = seat.microphones[stream].waiting
    seat.venue.alarms.add(moment, PIECE, partial(_say_piece, seat, stream, waiting))


def _say_piece(seat: Seat, stream: int, waiting: bytearray, moment: datetime) -> None:
    microphone = seat.microphones.get(stream)
    if microphone is None or microphone.waiting is not waiting:
        return  # closed, or silenced
    length = int(microphone.rate * PIECE) * SAMPLE_BYTES
    piece = bytes(waiting[:length])
    del waiting[:length]
    _say(seat, stream, piece)
    if waiting:
        _go_on(seat, stream, moment)


def _say(seat: Seat, stream: int, pcm: bytes) -> None:
    """Hand on what was said into a microphone, unless that is off, and say how much that was."""
    microphone = seat.microphones[stream]
    microphone.said += len(pcm) // SAMPLE_BYTES
    if seat.peer is not None and "audio" in seat.peer.media.on and not seat.is_interrupted:
        seat.venue.seats.hear(seat.peer, pcm, microphone.rate)
    seat.socket.put(Kind.TEXT, frames.played(stream, microphone.said))
