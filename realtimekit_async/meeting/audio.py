"""Sound: what is heard as chunks of samples, and a microphone to be heard with.

All of it is 16-bit signed PCM, little-endian, one channel, at 8000, 16000, 24000 or 48000 samples a second.
"""

import asyncio
from array import array
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from msgspec import Struct

from realtimekit_async.checks import check_choice, check_count, check_seconds
from realtimekit_async.errors import ConfigurationError, RealtimeKitError
from realtimekit_async.log import logger
from realtimekit_async.timing import arrives_within

from .checks import BYTES_A_SAMPLE, checked_samples
from .errors import CallTimeout
from .room import Room

RATES = (8_000, 16_000, 24_000, 48_000)
_MOST_MILLISECONDS = 1_000
_CHUNKS_A_SECOND = 5
_MICROPHONE = "self.microphone"
_SILENCE = 328
"""A hundredth of the loudest: what is no louder is silence."""


class Stream(Struct):
    """The answer to a request for a stream."""

    stream: int


def is_loud(pcm: bytes) -> bool:
    """Return whether anything is to be heard."""
    samples = array("h", pcm[: len(pcm) // BYTES_A_SAMPLE * BYTES_A_SAMPLE])
    return bool(samples) and (max(samples) > _SILENCE or min(samples) < -_SILENCE)


class AudioIn:
    """What is heard: `async with meeting.audio() as chunks: async for pcm in chunks: …`.

    Each chunk holds `ms` milliseconds. When more than `size` wait to be taken, the oldest is dropped and counted
    in `dropped`, and the log is told once. One's own voice is in `meeting.self.audio()` alone. It ends with the
    meeting, or when whom it listens to has left. Entering raises as calls do.

    Example:
        >>> emulator.simulate.turns_on(meeting.id, "Ada", "audio")
        >>> async with bot.audio(rate=16_000, ms=20) as chunks:
        ...     _ = emulator.simulate.speaks_sound(meeting.id, "Ada", bytes(32_000), rate=16_000)  # a second
        ...     chunk = await anext(chunks)
        ...     print(len(chunk), "bytes are 20 ms")
        640 bytes are 20 ms
    """

    def __init__(
        self,
        room: Room,
        of: Mapping[str, str],
        kind: str,
        *,
        rate: int = 16_000,
        ms: int = 20,
        size: int = 250,
    ) -> None:
        check_choice("rate", rate, RATES)
        check_count("ms", ms)
        if ms > _MOST_MILLISECONDS:
            raise ConfigurationError(f"ms is a number of milliseconds up to {_MOST_MILLISECONDS}, got {ms}")
        check_count("size", size)
        self._room = room
        self._of = of
        self._fields: dict[str, object] = {"of": of, "kind": kind, "rate": rate, "ms": ms}
        self._chunks: deque[bytes] = deque(maxlen=size)
        self._arrival = asyncio.Event()
        self._stream: int | None = None
        self._has_ended = False
        self.rate: int = rate
        """Samples a second."""
        self.dropped: int = 0
        """How many chunks were dropped because nobody took them."""

    @property
    def peer_id(self) -> str | None:
        """Whom it listens to; None for everybody, and for oneself."""
        return self._of.get("id")

    @property
    def is_of_others(self) -> bool:
        """Whether it hears anybody but oneself."""
        return self._of["ns"] != "self"

    async def __aenter__(self) -> Self:
        if self._stream is not None or self._has_ended:
            raise RuntimeError("this sound is listened to once; call audio() again")
        opened = await self._room.acquire(
            "listen", Stream, self._fields, self._release, call="audio", joined=self.is_of_others
        )
        self._stream = opened.stream
        self._room.streams.add(opened.stream, self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        if self._stream is not None:
            await self._room.streams.give_back(self._release(Stream(self._stream)))

    async def _release(self, opened: Stream) -> None:
        await self._room.streams.stop(opened.stream)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while not self._chunks:
            if self._has_ended:
                raise StopAsyncIteration
            if self._stream is None:
                raise RuntimeError("nothing is heard yet: use it as `async with … as chunks`")
            self._arrival.clear()
            await self._arrival.wait()
        return self._chunks.popleft()

    def take(self, pcm: bytes) -> None:
        """Take a chunk that has come."""
        if len(self._chunks) == self._chunks.maxlen:
            self._drop()
        self._chunks.append(pcm)
        self._arrival.set()

    def _drop(self) -> None:
        self.dropped += 1
        if self.dropped == 1:
            logger.warning(
                "sound is dropped: more than %d chunks wait to be taken; audio(size=…) keeps more of them",
                self._chunks.maxlen,
            )

    def end(self) -> None:
        """Let what has come be taken, and nothing more."""
        self._has_ended = True
        self._arrival.set()

    def __repr__(self) -> str:
        whom = self.peer_id or ("everybody" if self.is_of_others else "oneself")
        return f"AudioIn(of {whom}, {self.rate} samples a second, {self.dropped} chunks dropped)"


class AudioOut:
    """A microphone: `async with meeting.self.microphone() as mic: await mic.write(pcm)`.

    Leaving the block says the rest of what was written and then switches the microphone off; on an error the rest
    is not said. The emulator says at once what is written, unless `emulator.meetings.pace_sound()` has it take its
    time: only then is there something to wait for in `write` and `drain`, and to forget in `clear`.

    Example:
        >>> async with bot.self.microphone(rate=16_000) as microphone:
        ...     await microphone.write(bytes(8_000))  # a quarter of a second of silence
        ...     print(bot.self.audio_enabled)
        True
    """

    def __init__(self, room: Room, *, rate: int = 48_000, ahead: float = 0.5) -> None:
        check_choice("rate", rate, RATES)
        check_seconds("ahead", ahead)
        self._room = room
        self._most_waiting = int(rate * ahead)
        self._progress = asyncio.Event()
        self._stream: int | None = None
        self._has_ended = False
        self._written = 0
        self._played = 0
        self.rate: int = rate
        """Samples a second."""

    async def __aenter__(self) -> Self:
        if self._stream is not None:
            raise RuntimeError("a microphone is used once; call microphone() again")
        room = self._room
        room.streams.speakers.add(self)
        try:
            opened = await room.acquire(
                "speak", Stream, {"rate": self.rate}, self._release, call=_MICROPHONE, joined=False
            )
        except BaseException:
            room.streams.speakers.discard(self)
            raise
        self._stream = opened.stream
        room.streams.microphones[opened.stream] = self
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and self._room.is_open:
                await self.drain()
        finally:
            self._has_ended = True
            self._room.streams.speakers.discard(self)
            if self._stream is not None:
                await self._room.streams.give_back(self._release(Stream(self._stream)))

    async def _release(self, opened: Stream) -> None:
        room = self._room
        await room.streams.stop(opened.stream)
        if room.is_open and not room.streams.speakers:  # another microphone is switched on already
            with suppress(RealtimeKitError):
                await room.call("self.disableAudio")

    async def write(self, pcm: bytes) -> None:
        """Say something: whole samples, in chunks of any length.

        It returns when all of it has been handed over; meanwhile it waits while more than `ahead` seconds wait to
        be said. Raises TypeError for what is no bytes, ConfigurationError for half a sample, CallTimeout where
        nothing is said any more.
        """
        pcm = checked_samples(pcm)
        stream = self._opened()
        step = self.rate // _CHUNKS_A_SECOND * BYTES_A_SAMPLE
        for start in range(0, len(pcm), step):
            await self._wait_until_waiting(self._most_waiting)
            chunk = pcm[start : start + step]
            await self._room.send_sound(stream, chunk)
            self._written += len(chunk) // BYTES_A_SAMPLE

    async def drain(self) -> None:
        """Return when all that was written has been said."""
        self._opened()
        await self._wait_until_waiting(0)

    async def clear(self) -> None:
        """Be silent at once: what was written and not said is forgotten, and nobody waits for it any more."""
        await self._room.ask("clear", object, {"stream": self._opened()}, call=_MICROPHONE, joined=False)

    def take_played(self, samples: int) -> None:
        """Take how many samples have been said so far."""
        self._played = samples
        self._progress.set()

    def wake(self) -> None:
        """Have whoever waits look again: the meeting is over."""
        self._progress.set()

    def _opened(self) -> int:
        if self._stream is None:
            raise RuntimeError("the microphone is not open: use it as `async with … as mic`")
        if self._has_ended:
            raise RuntimeError("this microphone is closed: nobody would hear it; call microphone() again")
        return self._stream

    async def _wait_until_waiting(self, most: int) -> None:
        """Wait until no more than so many samples wait to be said."""
        room = self._room
        while self._written - self._played > most:
            room.check(_MICROPHONE, joined=False)
            self._progress.clear()
            if not await arrives_within(room.clock, room.call_timeout, self._progress.wait()):
                raise CallTimeout(
                    f"nothing of what was written has been said for {room.call_timeout:g} s",
                    call=_MICROPHONE,
                )

    def __repr__(self) -> str:
        waiting = max(0, self._written - self._played) / self.rate
        return f"AudioOut({self.rate} samples a second, {waiting:.2f} s wait to be said)"
